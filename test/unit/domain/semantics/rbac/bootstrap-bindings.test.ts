import test from 'ava';
import type { RbacSubject, RoleBinding } from '../../../../../src/api/kube.ts';
import type { Grant } from '../../../../../src/domain/semantics/rbac/binding.ts';
import { bootstrapOf } from '../../../../../src/domain/semantics/rbac/bootstrap-bindings.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { bootstrapPolicy, isBinding } from './bootstrap-policy.ts';
import { cluster } from './objects.ts';

const objects = await bootstrapPolicy();
const bindings = objects.filter(isBinding);
const grantsOf = (...changed: readonly RoleBinding[]): readonly Grant[] =>
  rbacGraph(cluster(...objects.filter((object) => !isBinding(object)), ...changed)).grants;

test('every binding that Kubernetes makes is known, with all of its subjects', (t) => {
  const grants = grantsOf(...bindings);
  t.is(grants.length, bindings.length);
  for (const grant of grants) {
    const isDefault = bootstrapOf(grant);
    t.truthy(isDefault, grant.binding.name);
    t.true(
      grant.subjects.every((subject) => isDefault?.(subject)),
      grant.binding.name,
    );
  }
});

test('nobody else is one of its subjects', (t) => {
  const others: RbacSubject[] = [
    { kind: 'User', name: 'mallory' },
    { kind: 'Group', name: 'system:kube-proxy' },
    { kind: 'ServiceAccount', name: 'generic-garbage-collector', namespace: 'default' },
  ];
  for (const grant of grantsOf(...bindings.map((binding) => ({ ...binding, subjects: others }))))
    t.deepEqual(
      grant.subjects.filter((subject) => bootstrapOf(grant)?.(subject)),
      [],
      grant.binding.name,
    );
});

const renamed = (binding: RoleBinding, name: string): RoleBinding => ({
  ...binding,
  metadata: { ...binding.metadata, name },
});

const changes: [title: string, change: (binding: RoleBinding) => RoleBinding][] = [
  ['without the label', (binding) => ({ ...binding, metadata: { ...binding.metadata, labels: {} } })],
  ['with another name that begins alike', (binding) => renamed(binding, `${binding.metadata.name}x`)],
  [
    'to another role',
    (binding) => ({ ...binding, roleRef: { ...binding.roleRef, kind: 'ClusterRole', name: 'system:heapster' } }),
  ],
];

for (const [title, change] of changes)
  test(`a binding ${title} is none of them`, (t) => {
    const grants = grantsOf(...bindings.map(change));
    t.is(grants.length, bindings.length);
    for (const grant of grants) t.is(bootstrapOf(grant), undefined, grant.binding.name);
  });

test('nor is a RoleBinding of another namespace, or of the name of a ClusterRoleBinding', (t) => {
  const [binding] = bindings.filter(({ kind }) => kind === 'ClusterRoleBinding');
  if (binding === undefined) return t.fail();
  const inside = { ...binding, kind: 'RoleBinding', metadata: { ...binding.metadata, namespace: 'kube-system' } };
  const [grant] = grantsOf(inside);
  t.truthy(grant);
  t.is(grant && bootstrapOf(grant), undefined);
});
