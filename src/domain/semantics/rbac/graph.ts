import type { Role, RoleBinding } from '../../../api/kube.ts';
import { byText } from '../../order.ts';
import type { Fields, Reading } from '../unknown.ts';
import { type BindingKind, type FindRules, type Grant, objectText, readBinding } from './binding.ts';
import { metaOf, objectOf } from './objects.ts';
import { readRules, type Rule } from './rule.ts';
import { type User, userNameOf } from './subject.ts';

/** Who may do what in a cluster: a snapshot, to be asked any number of times. */
export interface RbacGraph {
  /** In the order of their bindings. */
  readonly grants: readonly Grant[];
  /** Bindings to roles that are not there, without rules: whoever creates such a role makes it count at once. */
  readonly dangling: readonly Grant[];
  /** By user name: a ServiceAccount is one of these. */
  readonly byUser: ReadonlyMap<string, readonly Grant[]>;
  readonly byGroup: ReadonlyMap<string, readonly Grant[]>;
  /** Those with a subject that cannot be read. */
  readonly byAnybody: readonly Grant[];
}

export interface RbacObjects {
  readonly roles: readonly Role[];
  readonly clusterRoles: readonly Role[];
  readonly roleBindings: readonly RoleBinding[];
  readonly clusterRoleBindings: readonly RoleBinding[];
}

/** Each role is read once, and only when something binds it. A Role without a namespace is none that can be found. */
function rulesIn({ roles, clusterRoles }: RbacObjects, reading: Reading): FindRules {
  const objects = new Map<string, Fields>();
  for (const object of roles.map(objectOf)) {
    const { name, namespace = '' } = metaOf(object);
    if (name !== undefined && namespace !== '') objects.set(objectText({ kind: 'Role', namespace, name }), object);
  }
  for (const object of clusterRoles.map(objectOf)) {
    const { name } = metaOf(object);
    if (name !== undefined) objects.set(objectText({ kind: 'ClusterRole', name }), object);
  }
  const known = new Map<string, readonly Rule[]>();
  return (ref) => {
    const key = objectText(ref);
    const object = objects.get(key);
    const rules = known.get(key) ?? (object && readRules(object['rules'], reading));
    if (rules !== undefined) known.set(key, rules);
    return rules;
  };
}

function index(grants: readonly Grant[]): Pick<RbacGraph, 'byUser' | 'byGroup' | 'byAnybody'> {
  const [byUser, byGroup] = [new Map<string, Grant[]>(), new Map<string, Grant[]>()];
  const byAnybody: Grant[] = [];
  const add = (map: Map<string, Grant[]>, name: string, grant: Grant): void => {
    const list = map.get(name);
    if (list === undefined) map.set(name, [grant]);
    else if (list.at(-1) !== grant) list.push(grant);
  };
  for (const grant of grants)
    for (const subject of grant.subjects)
      if (subject.kind === 'Unreadable') byAnybody.push(grant);
      else if (subject.kind === 'Group') add(byGroup, subject.name, grant);
      else add(byUser, userNameOf(subject), grant);
  return { byUser, byGroup, byAnybody };
}

/**
 * What all roles and bindings of a cluster say together. A RoleBinding to a ClusterRole gives its rules in the namespace of
 * the binding. Objects of a namespace need it in their metadata, as all live ones have it.
 * Source: kubernetes, pkg/registry/rbac/validation/rule.go, VisitRulesFor.
 *
 * @param reading of what cannot be read: `widest` to find out what others may do, `narrowest` for what we may do ourselves
 */
export function rbacGraph(objects: RbacObjects, reading: Reading = 'widest'): RbacGraph {
  const find = rulesIn(objects, reading);
  const read = (kind: BindingKind, bindings: readonly RoleBinding[]) =>
    bindings.map((binding) => readBinding(kind, objectOf(binding), find, reading));
  const all = [
    ...read('ClusterRoleBinding', objects.clusterRoleBindings),
    ...read('RoleBinding', objects.roleBindings),
  ].map((entry) => ({ ...entry, key: objectText(entry.grant.binding) }));
  const sorted = all.toSorted(byText(({ key }) => key));
  const grants = sorted.filter(({ isDangling }) => !isDangling).map(({ grant }) => grant);
  const dangling = sorted.filter(({ isDangling }) => isDangling).map(({ grant }) => grant);
  return { grants, dangling, ...index(grants) };
}

/** The bindings that are about a user, be it by one of the groups. */
export function grantsTo(graph: RbacGraph, { name, groups }: User): readonly Grant[] {
  const found = [
    graph.byUser.get(name) ?? [],
    ...groups.map((group) => graph.byGroup.get(group) ?? []),
    graph.byAnybody,
  ];
  return [...new Set(found.flat())];
}

/** Whether a binding counts for requests in a namespace; undefined or empty: for what is in none, and paths. */
export function holdsIn(grant: Grant, namespace: string | undefined): boolean {
  return grant.namespace === undefined || (grant.namespace === namespace && namespace !== '');
}
