import fc from 'fast-check';
import type { PolicyRule, RbacSubject } from '../../../../../src/api/kube.ts';
import type { RbacObjects } from '../../../../../src/domain/semantics/rbac/graph.ts';
import type { Attributes } from '../../../../../src/domain/semantics/rbac/rule.ts';
import type { User } from '../../../../../src/domain/semantics/rbac/subject.ts';

/**
 * A small world, closed under what its rules can tell apart: `other` stands for all that no rule names. What holds for all
 * of it holds for all there could be.
 */
const GROUP = 'rbac.authorization.k8s.io';

const VERBS = ['get', 'create', 'other'] as const;
const GROUPS = ['', 'apps', 'other'] as const;
const RESOURCES = ['pods', 'secrets', 'other'] as const;
const SUBRESOURCES = ['', 'exec', 'log', 'other', '*'] as const;
const NAMES = ['', 'a', 'b', 'other'] as const;
const PATHS = ['', '/', '/a', '/ab', '/abc', '/ac', '/a/b', '/other', 'other'] as const;
export const NAMESPACES = ['one', 'two'] as const;

const product = <A, B, C>(as: readonly A[], bs: readonly B[], make: (a: A, b: B) => C): C[] =>
  as.flatMap((a) => bs.map((b) => make(a, b)));

/** Every request that any rule of this world could tell from another, in no namespace. */
export const requests: readonly Attributes[] = [
  ...product(
    product(VERBS, GROUPS, (verb, group) => ({ verb, group })),
    product(
      product(RESOURCES, SUBRESOURCES, (resource, subresource) => ({ resource, subresource })),
      NAMES,
      (which, name) => ({ ...which, name }),
    ),
    (how, what) => ({ ...how, ...what }),
  ),
  ...product(VERBS, PATHS, (verb, path) => ({ verb, path })),
];

const some = (...values: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const names = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, some('a', 'b'));

/** A valid rule about resources. */
export const resourceRule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: some('get', 'create', '*'),
  apiGroups: some('', 'apps', '*'),
  resources: some('pods', 'secrets', 'pods/exec', 'secrets/log', '*/exec', '*/log', '*', 'pods/*', '*/*'),
  resourceNames: names,
});

/** A valid rule about paths: of ClusterRoles only. */
const pathRule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: some('get', 'create', '*'),
  nonResourceURLs: some('/a', '/ab', '/a*', '/ab*', '/a/*', '/a**', '/*', '/', '*'),
});

const anyRule = fc.oneof({ weight: 3, arbitrary: resourceRule }, pathRule);
export const rules = fc.array(anyRule, { maxLength: 4 });

export const users: readonly User[] = [
  { name: 'alice', groups: ['devs', 'system:authenticated'] },
  { name: 'bob', groups: [] },
  { name: 'system:serviceaccount:one:robot', groups: ['system:serviceaccounts', 'system:serviceaccounts:one'] },
  { name: 'system:serviceaccount:two:robot', groups: ['system:serviceaccounts', 'system:serviceaccounts:two'] },
  { name: 'nobody', groups: ['system:masters'] },
];

const subject: fc.Arbitrary<RbacSubject> = fc.oneof(
  fc
    .constantFrom('alice', 'bob', 'devs', 'system:serviceaccount:one:robot')
    .map((name) => ({ apiGroup: GROUP, kind: 'User', name })),
  fc
    .constantFrom('devs', 'alice', 'system:authenticated', 'system:serviceaccounts', 'system:serviceaccounts:one')
    .map((name) => ({ apiGroup: GROUP, kind: 'Group', name })),
  fc.constantFrom(...NAMESPACES).map((namespace) => ({ kind: 'ServiceAccount', name: 'robot', namespace })),
);

const nearSubject = fc.oneof(subject, fc.constant({ kind: 'ServiceAccount', name: 'robot' }));

const object = (kind: string, name: string, namespace?: string) => ({
  apiVersion: `${GROUP}/v1`,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

type Kind = 'Role' | 'ClusterRole';

/** Between `least` and `most` of whatever `fields` gives, with names that begin alike. */
const many = <T>(
  [least, most]: Size,
  fields: fc.Arbitrary<T>,
  make: (fields: T, index: number) => object,
): fc.Arbitrary<never[]> =>
  fc.array(fields, { minLength: least, maxLength: most }).map((all) => all.map(make) as never[]);

type Size = readonly [least: number, most: number];

const namespace = fc.constantFrom(...NAMESPACES);
const subjectsOf = (one: fc.Arbitrary<RbacSubject>) => fc.array(one, { maxLength: 3 });

/** Roles and bindings that an API server accepts; some refer to roles that are not there. */
export function clustersOf(roleCount: Size, bindingCount: Size, clusterBindingCount: Size): fc.Arbitrary<RbacObjects> {
  const names = Array.from({ length: roleCount[1] + 1 }, (_, index) => `r${index}`);
  const refTo = (...kinds: readonly Kind[]) =>
    fc.record({ apiGroup: fc.constant(GROUP), kind: fc.constantFrom(...kinds), name: fc.constantFrom(...names) });
  return fc.record({
    roles: many(
      roleCount,
      fc.record({ rules: fc.array(resourceRule, { maxLength: 3 }), where: namespace }),
      ({ rules, where }, index) => ({ ...object('Role', `r${index}`, where), rules }),
    ),
    clusterRoles: many(roleCount, rules, (rules, index) => ({ ...object('ClusterRole', `r${index}`), rules })),
    roleBindings: many(
      bindingCount,
      fc.record({ roleRef: refTo('Role', 'ClusterRole'), subjects: subjectsOf(nearSubject), where: namespace }),
      ({ where, ...rest }, index) => ({ ...object('RoleBinding', `b${index}`, where), ...rest }),
    ),
    clusterRoleBindings: many(
      clusterBindingCount,
      fc.record({ roleRef: refTo('ClusterRole'), subjects: subjectsOf(subject) }),
      (rest, index) => ({ ...object('ClusterRoleBinding', `b${index}`), ...rest }),
    ),
  });
}

export const clusters = clustersOf([0, 3], [0, 4], [0, 3]);
