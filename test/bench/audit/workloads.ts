import { appName, labelsOf, type Made, type Place } from './made.ts';
import { podOf, templateOf } from './pods.ts';
import { HEX, isAmong } from './random.ts';
import { withFault } from './workload-faults.ts';

export const FAULTY_WORKLOADS = 0.03;
type Shape = (template: object, place: Place) => object;

const selector = ({ index }: Place): object => ({ matchLabels: { 'app.kubernetes.io/name': appName(index) } });

const jobSpec: Shape = (template) => ({ backoffLimit: 3, activeDeadlineSeconds: 3600, template });

const claim = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
};

interface Sort {
  readonly apiVersion: string;
  readonly kind: string;
  /** How many of 100. */
  readonly share: number;
  readonly serves: boolean;
  readonly spec: Shape;
}

const SORTS: readonly [Sort, ...Sort[]] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    share: 55,
    serves: true,
    spec: (template, place) => ({
      replicas: 1 + place.random.below(5),
      revisionHistoryLimit: 3,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: selector(place),
      template,
    }),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    share: 12,
    serves: true,
    spec: (template, place) => ({
      replicas: 3,
      serviceName: appName(place.index),
      selector: selector(place),
      template,
      volumeClaimTemplates: [claim],
    }),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    share: 5,
    serves: true,
    spec: (template, place) => ({ selector: selector(place), template }),
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    share: 12,
    serves: false,
    spec: (template, place) => ({
      schedule: `${place.random.below(60)} ${place.random.below(24)} * * *`,
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: jobSpec(template, place) },
    }),
  },
  { apiVersion: 'batch/v1', kind: 'Job', share: 10, serves: false, spec: jobSpec },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    share: 6,
    serves: true,
    spec: (template) => (template as { spec: object }).spec,
  },
];

/** Goes round 100 in steps that have nothing in common with it: sorts are mixed in each namespace. */
function sortOf(index: number): Sort {
  let rest = (index * 37) % 100;
  return SORTS.find(({ share }) => (rest -= share) < 0) ?? SORTS[0];
}

export function workload(place: Place): Made {
  const { index, namespace, random } = place;
  const { apiVersion, kind, serves, spec } = sortOf(index);
  const isFaulty = isAmong(index, FAULTY_WORKLOADS);
  const whole = podOf(place, serves);
  const pod = isFaulty ? withFault(whole, Math.floor(index * FAULTY_WORKLOADS), kind === 'Pod', random) : whole;
  const annotations = {
    'example.com/owner': `team-${random.below(40)}@example.com`,
    'example.com/revision': random.text(40, HEX),
  };
  const metadata = { namespace, name: appName(index), labels: labelsOf(appName(index)), annotations };
  return { apiVersion, kind, metadata, spec: spec(templateOf(place, pod), place) };
}
