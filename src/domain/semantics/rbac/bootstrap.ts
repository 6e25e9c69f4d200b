import type { Grant } from './binding.ts';
import { type Subject, subjectText } from './subject.ts';

const controller = (name: string): [string, Subject] => [
  `system:controller:${name}`,
  { kind: 'ServiceAccount', namespace: 'kube-system', name },
];

/**
 * The parts of the control plane that may write in every namespace, by the name that both their ClusterRoleBinding and
 * ClusterRole have. Not `cluster-admin`: that is for people.
 * Source: kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy; a test asks a fresh cluster for them.
 */
const CONTROL_PLANE: ReadonlyMap<string, Subject> = new Map([
  controller('generic-garbage-collector'),
  controller('legacy-service-account-token-cleaner'),
  ['system:kube-controller-manager', { kind: 'User', name: 'system:kube-controller-manager' }],
]);

/**
 * Whether a subject has its role as Kubernetes itself gives it: the binding has the label and the name, and the subject is
 * the one it is made for. Anybody may set the label, take a name that begins with `system:`, or add a subject.
 */
export function isControlPlane(subject: Subject, { binding, role, bootstrap }: Grant): boolean {
  if (!bootstrap || binding.kind !== 'ClusterRoleBinding' || role.kind !== 'ClusterRole') return false;
  const expected = role.name === binding.name ? CONTROL_PLANE.get(binding.name) : undefined;
  return expected !== undefined && subjectText(expected) === subjectText(subject);
}
