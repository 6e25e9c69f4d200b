import type { PolicyRule, RbacSubject, Role, RoleBinding } from '../../../../../src/api/kube.ts';
import type { RbacObjects } from '../../../../../src/domain/semantics/rbac/graph.ts';

const apiGroup = 'rbac.authorization.k8s.io';
const apiVersion = `${apiGroup}/v1`;

export function role(
  kind: 'Role' | 'ClusterRole',
  name: string,
  rules: readonly PolicyRule[],
  namespace?: string,
): Role {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, rules };
}

/** @param ref the kind and name of the role, with a slash between them */
export function binding(
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  name: string,
  ref: string,
  subjects: readonly RbacSubject[],
  namespace?: string,
): RoleBinding {
  const [refKind = '', refName = ''] = ref.split('/');
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return { apiVersion, kind, metadata, subjects, roleRef: { apiGroup, kind: refKind, name: refName } };
}

export const NONE: RbacObjects = { roles: [], clusterRoles: [], roleBindings: [], clusterRoleBindings: [] };

/** Objects by their kind. */
export function cluster(...objects: readonly (Role | RoleBinding)[]): RbacObjects {
  const of = <T>(kind: string): T[] => objects.filter((object) => object.kind === kind) as T[];
  return {
    roles: of('Role'),
    clusterRoles: of('ClusterRole'),
    roleBindings: of('RoleBinding'),
    clusterRoleBindings: of('ClusterRoleBinding'),
  };
}
