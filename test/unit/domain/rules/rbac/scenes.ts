import type { KubeObject, PolicyRule, RbacSubject } from '../../../../../src/api/kube.ts';
import { binding, role } from '../../semantics/rbac/objects.ts';

export const alice: RbacSubject = { kind: 'User', name: 'alice' };
export const group = (name: string): RbacSubject => ({ kind: 'Group', name });
export const account = (name: string, namespace = 'shop'): RbacSubject => ({ kind: 'ServiceAccount', name, namespace });

/** A rule of a role. @param resources and verbs are separated by spaces */
export const on = (group: string, resources: string, verbs: string, ...resourceNames: string[]): PolicyRule => ({
  apiGroups: [group],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...(resourceNames.length > 0 && { resourceNames }),
});

/** Some who hold rules: everywhere, or in a namespace where one is named. */
export function holding(rules: readonly PolicyRule[], namespace?: string, subjects = [alice]): readonly KubeObject[] {
  const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  return [role('ClusterRole', 'power', rules), binding(kind, 'holders', 'ClusterRole/power', subjects, namespace)];
}

/** As the API server labels what it makes for itself. */
export const labelled = <T extends KubeObject>(raw: T): T => ({
  ...raw,
  metadata: { ...raw.metadata, labels: { ...raw.metadata.labels, 'kubernetes.io/bootstrapping': 'rbac-defaults' } },
});
