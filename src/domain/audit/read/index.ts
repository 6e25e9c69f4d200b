import type { KubeObject } from '../../../api/kube.ts';
import type { SubjectName, Subjects } from '../subjects.ts';
import { readIngress } from './ingress.ts';
import { readNetworkPolicy } from './network-policy.ts';
import { readResource } from './resource.ts';
import { readSecret } from './secret.ts';
import { readSeen } from './seen.ts';
import { readServiceAccount } from './service-account.ts';
import { readService } from './service.ts';
import { readWorkload } from './workload.ts';

/** What is kept of each sort of object. */
const READERS: { readonly [S in SubjectName]: (raw: KubeObject) => Subjects[S] } = {
  workload: readWorkload,
  service: readService,
  ingress: readIngress,
  configMap: readSeen,
  secret: readSecret,
  serviceAccount: readServiceAccount,
  networkPolicy: readNetworkPolicy,
  namespace: readSeen,
  application: readSeen,
  applicationSet: readSeen,
  flux: readResource,
};

const WORKLOADS = [
  'Pod',
  'PodTemplate',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
];
const FLUX_KINDS = [
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'HelmChart',
  'Bucket',
  'Kustomization',
  'HelmRelease',
];

const subjects: ReadonlyMap<string, SubjectName> = new Map<string, SubjectName>([
  ...WORKLOADS.map((kind) => [kind, 'workload'] as const),
  ...FLUX_KINDS.map((kind) => [kind, 'flux'] as const),
  ['Service', 'service'],
  ['Ingress', 'ingress'],
  ['ConfigMap', 'configMap'],
  ['Secret', 'secret'],
  ['ServiceAccount', 'serviceAccount'],
  ['NetworkPolicy', 'networkPolicy'],
  ['Namespace', 'namespace'],
  ['Application', 'application'],
  ['ApplicationSet', 'applicationSet'],
]);

/** As what rules look at objects of a kind, where they do one by one. */
export const subjectOf = (kind: string): SubjectName | undefined => subjects.get(kind);

/** An object as the API server sends it, read as what rules look at. */
export const readAs = <S extends SubjectName>(subject: S, raw: KubeObject): Subjects[S] => READERS[subject](raw);
