import test from 'ava';
import fc from 'fast-check';
import type { LabelSelector, Role } from '../../../../../src/api/kube.ts';
import { effectiveRules } from '../../../../../src/domain/semantics/rbac/effective.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { binding, cluster, role } from './objects.ts';
import { clusters } from './universe.ts';

const plain = (name: string, labels: Record<string, string> = {}): Role => ({
  ...role('ClusterRole', name, [{ apiGroups: [''], resources: [name], verbs: ['get'] }]),
  metadata: { name, labels },
});
const aggregate = (name: string, ...clusterRoleSelectors: LabelSelector[]): Role => ({
  ...plain(name),
  aggregationRule: { clusterRoleSelectors },
});

const alice = { kind: 'User', name: 'alice' };

function resourcesBy(bound: string, ...roles: readonly Role[]): readonly string[] {
  const objects = cluster(...roles, binding('RoleBinding', 'b', bound, [alice], 'shop'));
  return rbacGraph(objects).grants.flatMap((grant) => effectiveRules(objects)(grant).flatMap((rule) => rule.resources));
}

const tier: LabelSelector = { matchExpressions: [{ key: 'tier', operator: 'In', values: ['one', 'two'] }] };
const others = [plain('a', { tier: 'one' }), plain('b', { tier: 'three' }), plain('c', { other: '' })];

test('a role that aggregates gives what it has, and what it is about to have', (t) => {
  t.deepEqual(resourcesBy('ClusterRole/x', aggregate('x', tier), ...others), ['x', 'a']);
  t.deepEqual(resourcesBy('ClusterRole/x', aggregate('x', { matchLabels: { other: '' } }, tier), ...others), [
    'x',
    'a',
    'c',
  ]);
});

test('any other role gives what it has', (t) => {
  t.deepEqual(resourcesBy('ClusterRole/a', aggregate('x', tier), ...others), ['a']);
  const inside = role('Role', 'x', [{ apiGroups: [''], resources: ['own'], verbs: ['get'] }], 'shop');
  t.deepEqual(resourcesBy('Role/x', inside, aggregate('x', tier), ...others), ['own']);
});

test('the list is the same one for all bindings to a role', (t) => {
  const roles = [aggregate('x', tier), ...others];
  const two = ['one', 'two'].map((name) => binding('RoleBinding', name, 'ClusterRole/x', [alice], 'shop'));
  const objects = cluster(...roles, ...two);
  const rulesOf = effectiveRules(objects);
  const lists = rbacGraph(objects).grants.map(rulesOf);
  t.is(lists.length, 2);
  t.is(lists[0], lists[1]);
});

test('without aggregation it is the live rules, in every cluster', (t) => {
  fc.assert(
    fc.property(clusters, (objects) => {
      const rulesOf = effectiveRules(objects);
      for (const grant of rbacGraph(objects).grants) t.is(rulesOf(grant), grant.rules);
    }),
  );
});

test('with very many roles that aggregate, the live rules count, and it takes no time', (t) => {
  const many = Array.from({ length: 2000 }, (_, index) => ({
    ...aggregate(`x${index}`, {}),
    metadata: { name: `x${index}` },
  }));
  const objects = cluster(
    ...many,
    ...many.map(({ metadata: { name } }) => binding('ClusterRoleBinding', name, `ClusterRole/${name}`, [alice])),
  );
  const rulesOf = effectiveRules(objects);
  const { grants } = rbacGraph(objects);
  t.is(grants.length, 2000);
  for (const grant of grants) t.is(rulesOf(grant), grant.rules);
});
