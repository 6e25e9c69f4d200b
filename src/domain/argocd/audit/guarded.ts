import { globMatches } from '../project/glob.ts';
import type { Version } from '../project/version.ts';
import { ANY, type Path } from './jq-path.ts';

/** Fields by which an object gives rights, lets traffic through or runs something: a change of them must be seen. */

interface Guarded {
  readonly group: string;
  readonly kind: string;
  readonly paths: readonly Path[];
}

const at = (...paths: readonly string[]): readonly Path[] => paths.map((path) => path.split('.'));

const CONTAINER = ['image', 'command', 'args', 'securityContext'];
const LISTS = ['containers', 'initContainers', 'ephemeralContainers'];
const POD = [
  'securityContext',
  'serviceAccountName',
  'serviceAccount',
  'automountServiceAccountToken',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'hostUsers',
  'volumes',
];

function workload(group: string, kind: string, podPath: string): Guarded {
  const pod = podPath.split('.');
  const containers = LISTS.flatMap((list) => CONTAINER.map((field) => [...pod, list, ANY, field]));
  return { group, kind, paths: [...POD.map((field) => [...pod, field]), ...containers] };
}

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const TEMPLATE = 'spec.template.spec';

/** Not `clientConfig`: whoever issues the certificate writes its authority there. */
const WEBHOOK = ['failurePolicy', 'matchConditions', 'namespaceSelector', 'objectSelector', 'rules'];

const webhooks = (kind: string): Guarded => ({
  group: ADMISSION,
  kind,
  paths: WEBHOOK.map((field) => ['webhooks', ANY, field]),
});

const GUARDED: readonly Guarded[] = [
  ...['Role', 'ClusterRole'].map((kind) => ({ group: RBAC, kind, paths: at('rules', 'aggregationRule') })),
  ...['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ group: RBAC, kind, paths: at('subjects', 'roleRef') })),
  { group: 'networking.k8s.io', kind: 'NetworkPolicy', paths: at('spec') },
  webhooks('ValidatingWebhookConfiguration'),
  webhooks('MutatingWebhookConfiguration'),
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].map((kind) => ({
    group: ADMISSION,
    kind,
    paths: at('spec'),
  })),
  ...['AppProject', 'Application', 'ApplicationSet'].map((kind) => ({
    group: 'argoproj.io',
    kind,
    paths: kind === 'AppProject' ? at('spec') : at('spec.project', 'spec.template.spec.project'),
  })),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => workload('apps', kind, TEMPLATE)),
  workload('batch', 'Job', TEMPLATE),
  workload('batch', 'CronJob', 'spec.jobTemplate.spec.template.spec'),
  workload('', 'Pod', 'spec'),
];

/** The kinds that globs of a group and a kind are about: util/argo/normalizers of Argo CD. */
export const guardedKinds = (group: string, kind: string, version: Version): readonly Guarded[] =>
  GUARDED.filter((one) => globMatches(kind, one.kind, { version }) && globMatches(group, one.group, { version }));

const meets = (one: string, other: string): boolean => one === other || one === ANY || other === ANY;

/** Whether one of two paths leads to the other, or both are the same. */
function touches(path: Path, guarded: Path): boolean {
  const length = Math.min(path.length, guarded.length);
  for (let index = 0; index < length; index++) if (!meets(path[index] ?? '', guarded[index] ?? '')) return false;
  return true;
}

/** The first kind of which a path hides a guarded field, or part of one. */
export const hidden = (path: Path, kinds: readonly Guarded[]): Guarded | undefined =>
  kinds.find(({ paths }) => paths.some((guarded) => touches(path, guarded)));
