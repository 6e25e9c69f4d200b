import type { KubeObject } from '../../api/kube.ts';
import { entriesOf, fieldsOf } from '../semantics/unknown.ts';
import type { Kind } from './kind.ts';

const LISTS = ['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs', 'verbs'] as const;

/** No names means every object, so a list that is not there must not look like one that was not compared. */
function rule(value: unknown): unknown {
  const fields = fieldsOf(value);
  if (fields === undefined) return value;
  return { ...fields, ...Object.fromEntries(LISTS.map((list) => [list, fields[list] ?? []])) };
}

function canonical(object: KubeObject): { rules: unknown } {
  const { rules } = object as KubeObject & { rules?: unknown };
  return { rules: entriesOf(rules)?.map(rule) ?? rules };
}

/** The rules are one atomic list for server-side apply (rbac/v1 types.go), so their order counts and equality is honest. */
export const role: Kind = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  plural: 'roles',
  section: 'rbac',
  canonical,
  owned: ['rules'],
  immutable: [],
};
