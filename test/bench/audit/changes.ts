import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { AnyObject, Api } from '../../support/api.ts';
import { say } from '../outcome.ts';
import type { PolicyWatch } from '../policy-watch.ts';
import { configMap } from './config-maps.ts';
import { appName, type Counts, type Made, namespaceName, typeOf } from './made.ts';
import { seeded } from './random.ts';
import { password } from './workload-faults.ts';
import { workload } from './workloads.ts';

/** An object that is in order, how it is spoilt, and how it is put right again: JSON merge patches. */
export interface Victim {
  readonly object: Made;
  readonly spoil: object;
  readonly mend: object;
}

/** Each makes two changes to each victim: 42 in all. */
const ROUNDS = 7;
/** Until a change that is not told is given up. */
const PATIENCE_MS = 10_000;
/** Between changes, in ms: of any length, so that they meet the operator at any moment of whatever rhythm it has. */
const PAUSE = { least: 200, spread: 1000 };
/** Far from those that are made with the scene. */
const INDEX = 90_000;

const KEPT = { 'app.kubernetes.io/managed-by': 'tests' };

interface Template {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly object[] } } };
}

/** Kept by somebody else than Git, so that whoever changes it is no fault of its own. */
function kept(object: Made, name: string): Made {
  const { namespace = '', labels = {} } = object.metadata;
  return { ...object, metadata: { namespace, name, labels: { ...labels, ...KEPT } } };
}

/** Lets the deployment be reached by one namespace. */
const closedPolicy = (namespace: string): Made => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace, name: 'victim', labels: KEPT },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': appName(INDEX) } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }] }],
  },
});

/** Of each sort one. */
export function victimsIn(counts: Counts): readonly Victim[] {
  const random = seeded(INDEX);
  const place = { namespace: namespaceName(INDEX % counts.namespaces), index: INDEX, counts, random };
  const deployment = kept(workload(place), 'victim');
  const { containers } = (deployment as unknown as Template).spec.template.spec;
  const withContainers = (list: readonly object[]): object => ({ spec: { template: { spec: { containers: list } } } });
  const [first = {}, ...others] = containers;
  const policy = closedPolicy(place.namespace);
  return [
    {
      object: deployment,
      spoil: withContainers([{ ...first, securityContext: { privileged: true } }, ...others]),
      mend: withContainers(containers),
    },
    {
      object: kept(configMap(place), 'victim'),
      spoil: { data: { 'database.properties': `database.password=${password(random)}\n` } },
      mend: { data: { 'database.properties': null } },
    },
    { object: policy, spoil: { spec: { ingress: [{}] } }, mend: { spec: policy['spec'] } },
  ];
}

type Severities = Readonly<Record<'critical' | 'high' | 'medium' | 'low', number>>;

export function severitiesOf(policy: AnyObject | undefined): Severities {
  const { summary = {} } = (policy?.['status'] ?? {}) as { summary?: Partial<Severities> };
  const { critical = 0, high = 0, medium = 0, low = 0 } = summary;
  return { critical, high, medium, low };
}

type Holds = (now: Severities) => boolean;

export const totalOf = (counts: Severities): number => counts.critical + counts.high + counts.medium + counts.low;

/** ms from the API server's answer to a change until the watch shows counts as they are waited for; or Infinity. */
async function timeOf(admin: Api, watch: PolicyWatch, object: Made, patch: object, holds: Holds): Promise<number> {
  const seen = watch.until((policy) => holds(severitiesOf(policy)), PATIENCE_MS);
  await admin.patch(typeOf(object), object.metadata, patch);
  const answered = performance.now();
  return Math.max(0, ((await seen) ?? Infinity) - answered);
}

/**
 * Spoils and mends one object after the other, each when the status told the one before.
 *
 * @returns ms that each took until the watch showed more findings, or again what it showed before; Infinity for what
 *   the status does not tell, and then no more is done to that object
 */
export async function changeTimes(admin: Api, watch: PolicyWatch, all: readonly Victim[]): Promise<readonly number[]> {
  const random = seeded(ROUNDS);
  const pause = async (): Promise<void> => sleep(PAUSE.least + random.below(PAUSE.spread));
  const times: number[] = [];
  const untold = new Set<Victim>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const victim of all.filter((one) => !untold.has(one))) {
      const { object, spoil, mend } = victim;
      await pause();
      const before = severitiesOf(watch.latest());
      const spoilt = await timeOf(admin, watch, object, spoil, (now) => totalOf(now) > totalOf(before));
      await pause();
      const mended = await timeOf(admin, watch, object, mend, (now) => isDeepStrictEqual(now, before));
      times.push(spoilt, mended);
      if (times.slice(-2).every(Number.isFinite)) continue;
      untold.add(victim);
      say(`the status does not tell what is done to the ${object.kind}`);
    }
  return times;
}
