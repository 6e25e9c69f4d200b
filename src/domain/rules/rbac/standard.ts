import type { Role } from '../../../api/kube.ts';
import type { Grant } from '../../semantics/rbac/binding.ts';
import { metaOf, objectOf } from '../../semantics/rbac/objects.ts';
import type { Subject } from '../../semantics/rbac/subject.ts';
import { KUBE_SYSTEM, type Place } from './place.ts';

/** Kubernetes' own roles for those who work in a namespace, that give power there. `view` gives none. */
const STANDARD = new Set(['admin', 'edit']);

/** The groups that a cluster puts users into, rather than the one who runs it. */
const isNamed = ({ kind, name }: Subject): boolean =>
  kind !== 'Unreadable' && !(kind !== 'ServiceAccount' && name.startsWith('system:'));

/**
 * Whether a binding gives one of Kubernetes' roles `admin` and `edit` to users, groups or ServiceAccounts in one namespace:
 * what the roles are made for. Not in `kube-system` or where Argo CD runs, where power over the namespace is power over
 * the cluster; not to everybody who is authenticated, or other groups of Kubernetes' own.
 */
export function standardRoles(clusterRoles: readonly Role[]): (grant: Grant, place: Place) => boolean {
  const standard = new Set(
    clusterRoles
      .map((role) => metaOf(objectOf(role)))
      .filter(({ labels }) => labels['kubernetes.io/bootstrapping'] === 'rbac-defaults')
      .map(({ name = '' }) => name)
      .filter((name) => STANDARD.has(name)),
  );
  return ({ role, subjects }, { namespace, argocd }) =>
    namespace !== undefined &&
    namespace !== KUBE_SYSTEM &&
    namespace !== argocd &&
    role.kind === 'ClusterRole' &&
    standard.has(role.name) &&
    subjects.every(isNamed);
}
