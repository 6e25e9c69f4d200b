import test from 'ava';
import fc from 'fast-check';
import type { PolicyRule, RbacSubject, Role, RoleBinding } from '../../../../../src/api/kube.ts';
import { grantsTo, type RbacObjects, rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { serviceAccountUser } from '../../../../../src/domain/semantics/rbac/subject.ts';
import { can, rulesFor, whoCan } from '../../../../../src/domain/semantics/rbac/who-can.ts';
import { binding, cluster, NONE, role } from './objects.ts';

const getPods: PolicyRule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const getPod = { verb: 'get', group: '', resource: 'pods', name: 'a', namespace: 'one' };
const robot = serviceAccountUser({ namespace: 'one', name: 'robot' });
const account = { kind: 'ServiceAccount', name: 'robot', namespace: 'one' };

/** Bound in namespace `one` to a Role that may get pods. */
const inOne = (...subjects: RbacSubject[]): RbacObjects =>
  cluster(role('Role', 'reader', [getPods], 'one'), binding('RoleBinding', 'b', 'Role/reader', subjects, 'one'));

const inAll = (...subjects: RbacSubject[]): RbacObjects =>
  cluster(role('ClusterRole', 'reader', [getPods]), binding('ClusterRoleBinding', 'b', 'ClusterRole/reader', subjects));

const broken: [title: string, change: (objects: RbacObjects) => RbacObjects][] = [
  [
    'rules',
    ({ clusterRoles, ...rest }) => ({
      ...rest,
      clusterRoles: clusterRoles.map((one) => ({ ...one, rules: 'all' })) as unknown as Role[],
    }),
  ],
  ['subjects', (objects) => withBinding(objects, { subjects: 'robot' })],
  ['a subject', (objects) => withBinding(objects, { subjects: ['robot'] })],
  ['the kind of a subject', (objects) => withBinding(objects, { subjects: [{ ...account, kind: 1 }] })],
  ['the name of a subject', (objects) => withBinding(objects, { subjects: [{ ...account, name: [] }] })],
  ['the namespace of a subject', (objects) => withBinding(objects, { subjects: [{ ...account, namespace: {} }] })],
  ['the role', (objects) => withBinding(objects, { roleRef: 'reader' })],
  ['the name of the role', (objects) => withBinding(objects, { roleRef: { kind: 'ClusterRole', name: 1 } })],
];

function withBinding(objects: RbacObjects, fields: object): RbacObjects {
  const clusterRoleBindings = objects.clusterRoleBindings.map((one) => ({ ...one, ...fields })) as RoleBinding[];
  return { ...objects, clusterRoleBindings };
}

for (const [title, change] of broken)
  test(`${title} of another type: anybody may at the widest, nobody at the narrowest`, (t) => {
    const objects = change(inAll(account));
    t.true(can(rbacGraph(objects, 'widest'), robot, getPod));
    t.false(can(rbacGraph(objects, 'narrowest'), robot, getPod));
  });

test('a RoleBinding whose namespace cannot be read may be anywhere', (t) => {
  const objects = inOne(account);
  const metadata = { name: 'b', namespace: 1 };
  const odd = {
    ...objects,
    roleBindings: objects.roleBindings.map((one) => ({ ...one, metadata })) as unknown as RoleBinding[],
  };
  t.true(can(rbacGraph(odd, 'widest'), robot, getPod));
  t.false(can(rbacGraph(odd, 'narrowest'), robot, getPod));
});

test('names of the object prototype are names', (t) => {
  const names = ['__proto__', 'constructor', 'toString'];
  const objects = cluster(
    ...names.map((name) => role('ClusterRole', name, [getPods])),
    ...names.map((name) => binding('ClusterRoleBinding', name, `ClusterRole/${name}`, [{ kind: 'User', name }])),
  );
  const graph = rbacGraph(objects);
  for (const name of names) t.true(can(graph, { name, groups: [] }, getPod));
  t.false(can(graph, { name: 'valueOf', groups: ['hasOwnProperty'] }, getPod));
  t.deepEqual(grantsTo(rbacGraph(NONE), { name: 'constructor', groups: ['__proto__'] }), []);
});

test('objects of any type are read without an exception', (t) => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const odd = [
        value,
        { metadata: value, rules: value, subjects: value, roleRef: value },
        {
          metadata: { name: 'b', namespace: 'one', labels: value },
          subjects: [value],
          roleRef: { kind: value, name: value },
        },
      ] as never[];
      for (const reading of ['widest', 'narrowest'] as const) {
        const graph = rbacGraph(
          { roles: odd, clusterRoles: odd, roleBindings: odd, clusterRoleBindings: odd },
          reading,
        );
        t.true(Array.isArray(rulesFor(graph, robot, 'one')));
        t.true(Array.isArray(whoCan(graph, getPod)));
      }
    }),
  );
});
