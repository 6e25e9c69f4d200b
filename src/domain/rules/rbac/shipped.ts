import type { Grant } from '../../semantics/rbac/binding.ts';

/**
 * The bindings that Argo CD installs for its own ServiceAccounts, which have the same names, and so have the roles.
 * Source: argo-cd, manifests/base and manifests/cluster-rbac.
 */
const SHIPPED = new Set([
  'argocd-application-controller',
  'argocd-applicationset-controller',
  'argocd-commit-server',
  'argocd-dex-server',
  'argocd-notifications-controller',
  'argocd-redis',
  'argocd-redis-ha',
  'argocd-redis-ha-haproxy',
  'argocd-repo-server',
  'argocd-server',
]);

/** Whether a binding is one of Argo CD's own as it ships them, for its own ServiceAccount and nobody else. */
export function isShipped({ binding, role, subjects }: Grant, argocd: string): boolean {
  if (!SHIPPED.has(binding.name) || role.name !== binding.name) return false;
  if (binding.kind === 'RoleBinding' && binding.namespace !== argocd) return false;
  return subjects.every(
    ({ kind, namespace, name }) => kind === 'ServiceAccount' && namespace === argocd && name === binding.name,
  );
}

/** What helps against the rights that Argo CD installs itself with: in its own namespace it cannot do without them. */
export const shippedRemedy = ({ binding }: Grant): string =>
  binding.kind === 'RoleBinding'
    ? 'Argo CD needs this where it runs: keep everything else out of its namespace, and write an exception that names the binding.'
    : 'Let Argo CD deploy as ServiceAccounts of its projects, with spec.rbac.impersonation, and grant these what they need by spec.rbac; then narrow its ClusterRoles, or install it for single namespaces, without them.';
