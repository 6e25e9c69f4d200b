import type { KubeObject } from '../../api/kube.ts';
import { entriesOf, fieldsOf } from '../semantics/unknown.ts';
import type { Kind } from './kind.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

const given = (value: unknown, otherwise: string): unknown =>
  value === undefined || value === null || value === '' ? otherwise : value;

/** The group that the API server fills in, by the kind: SetDefaults_Subject of pkg/apis/rbac/v1/defaults.go. */
function subject(value: unknown): unknown {
  const fields = fieldsOf(value);
  if (fields === undefined) return value;
  const { kind, apiGroup, namespace } = fields;
  const group = kind === 'User' || kind === 'Group' ? RBAC_GROUP : '';
  return { ...fields, apiGroup: given(apiGroup, group), namespace: given(namespace, '') };
}

function reference(value: unknown): unknown {
  const fields = fieldsOf(value);
  return fields === undefined ? value : { ...fields, apiGroup: given(fields['apiGroup'], RBAC_GROUP) };
}

function canonical(object: KubeObject): { subjects: unknown; roleRef: unknown } {
  const { subjects, roleRef } = object as KubeObject & { subjects?: unknown; roleRef?: unknown };
  return { subjects: entriesOf(subjects)?.map(subject) ?? subjects, roleRef: reference(roleRef) };
}

/** The subjects are one atomic list for server-side apply, so order counts and equality is honest. */
export const roleBinding: Kind = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  section: 'rbac',
  canonical,
  owned: ['subjects', 'roleRef'],
  // Validation refuses another role for the same binding: whoever was granted one role must not come by another.
  immutable: ['roleRef'],
};
