import type { ResourceKind } from '../resources.ts';

/** Kinds by which more can be had than what they are for. */

const of = (group: string, ...kinds: readonly string[]): readonly ResourceKind[] =>
  kinds.map((kind) => ({ group, kind }));

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

export const ROLES = of(RBAC, 'Role', 'RoleBinding');

const SECRETS = of('', 'Secret', 'ConfigMap');
const WORKLOADS = [
  ...of('', 'Pod', 'ReplicationController'),
  ...of('apps', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'),
  ...of('batch', 'Job', 'CronJob'),
];

/** Who may write one of these beside the control plane has the rights of what runs there. */
export const POWERFUL = [...ROLES, ...SECRETS, ...WORKLOADS];

/** Who may write one of these beside Argo CD is its administrator. */
export const ARGO_CD_POWERFUL = [...of('argoproj.io', 'Application', 'AppProject', 'ApplicationSet'), ...POWERFUL];

/** Each of them gives every right, or is asked about everything that anybody writes. */
export const CLUSTER_POWERFUL = [
  ...of(RBAC, 'ClusterRole', 'ClusterRoleBinding'),
  ...of(ADMISSION, 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'),
  ...of(ADMISSION, 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'),
  ...of(ADMISSION, 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'),
  ...of('apiextensions.k8s.io', 'CustomResourceDefinition'),
  ...of('apiregistration.k8s.io', 'APIService'),
];

/** What else leads from one namespace into others, or onto the nodes. */
export const CLUSTER_SHARED = [
  ...of('', 'Namespace', 'Node', 'PersistentVolume'),
  ...of('certificates.k8s.io', 'CertificateSigningRequest'),
  ...of('storage.k8s.io', 'StorageClass', 'CSIDriver'),
  ...of('policy.networking.k8s.io', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'),
];

/** The names of kinds for people: the first few, and how many more. */
export function kindsText(kinds: readonly ResourceKind[], most = 4): string {
  const names = kinds.slice(0, most).map(({ kind }) => kind);
  const rest = kinds.length - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
