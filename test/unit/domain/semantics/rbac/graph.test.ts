import test from 'ava';
import fc from 'fast-check';
import type { PolicyRule, RbacSubject } from '../../../../../src/api/kube.ts';
import { type RbacObjects, rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { serviceAccountUser } from '../../../../../src/domain/semantics/rbac/subject.ts';
import { can, whoCan } from '../../../../../src/domain/semantics/rbac/who-can.ts';
import { binding, cluster, NONE, role } from './objects.ts';
import { clusters, NAMESPACES, requests, users } from './universe.ts';
import { naiveCan } from './upstream.ts';

const getPods: PolicyRule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const getPod = { verb: 'get', group: '', resource: 'pods', name: 'a', namespace: 'one' };
const robot = serviceAccountUser({ namespace: 'one', name: 'robot' });
const account = { kind: 'ServiceAccount', name: 'robot', namespace: 'one' };

/** Bound in namespace `one` to a Role that may get pods. */
const inOne = (...subjects: RbacSubject[]): RbacObjects =>
  cluster(role('Role', 'reader', [getPods], 'one'), binding('RoleBinding', 'b', 'Role/reader', subjects, 'one'));

const inAll = (...subjects: RbacSubject[]): RbacObjects =>
  cluster(role('ClusterRole', 'reader', [getPods]), binding('ClusterRoleBinding', 'b', 'ClusterRole/reader', subjects));

const subjects: [title: string, objects: RbacObjects, expected: boolean][] = [
  ['the ServiceAccount', inOne(account), true],
  ['a ServiceAccount of another namespace', inOne({ ...account, namespace: 'two' }), false],
  ['a ServiceAccount without a namespace, in a RoleBinding', inOne({ kind: 'ServiceAccount', name: 'robot' }), true],
  [
    'a ServiceAccount without a namespace, in a ClusterRoleBinding',
    inAll({ kind: 'ServiceAccount', name: 'robot' }),
    false,
  ],
  ['the ServiceAccount by its user name', inAll({ kind: 'User', name: 'system:serviceaccount:one:robot' }), true],
  ['a User called as the ServiceAccount', inAll({ kind: 'User', name: 'robot' }), false],
  ['a Group called as the ServiceAccount', inAll({ kind: 'Group', name: 'system:serviceaccount:one:robot' }), false],
  ['the group of all ServiceAccounts', inAll({ kind: 'Group', name: 'system:serviceaccounts' }), true],
  ['the group of its namespace', inAll({ kind: 'Group', name: 'system:serviceaccounts:one' }), true],
  ['the group of another namespace', inAll({ kind: 'Group', name: 'system:serviceaccounts:two' }), false],
  ['the group of all who are known', inAll({ kind: 'Group', name: 'system:authenticated' }), true],
  ['another API group in a subject', inAll({ ...account, apiGroup: 'example.org' }), true],
  ['a kind that is none', inAll({ ...account, kind: 'Robot' }), false],
  ['the second subject', inAll({ kind: 'User', name: 'alice' }, account), true],
  ['no subject', inAll(), false],
];

for (const [title, objects, expected] of subjects)
  test(`bound to ${title}: ${expected ? 'permitted' : 'not permitted'}`, (t) => {
    t.is(can(rbacGraph(objects), robot, getPod), expected);
  });

test('a RoleBinding to a ClusterRole gives its rules in the namespace alone, and no paths', (t) => {
  const rules = [getPods, { nonResourceURLs: ['/x'], verbs: ['get'] }];
  const graph = rbacGraph(
    cluster(role('ClusterRole', 'reader', rules), binding('RoleBinding', 'b', 'ClusterRole/reader', [account], 'one')),
  );
  t.true(can(graph, robot, getPod));
  t.false(can(graph, robot, { ...getPod, namespace: 'two' }));
  t.false(can(graph, robot, { verb: 'get', group: '', resource: 'pods' }), 'in all namespaces');
  t.false(can(graph, robot, { ...getPod, namespace: '' }), 'in none');
  t.false(can(graph, robot, { verb: 'get', path: '/x' }));
});

test('a Role of another namespace, or of the same name as a ClusterRole, is another one', (t) => {
  const graph = rbacGraph(
    cluster(
      role('Role', 'reader', [getPods], 'two'),
      role('Role', 'reader', [getPods]),
      role('ClusterRole', 'reader', [getPods]),
      binding('RoleBinding', 'b', 'Role/reader', [account], 'one'),
      binding('ClusterRoleBinding', 'c', 'Role/reader', [account]),
    ),
  );
  t.false(can(graph, robot, getPod));
  t.deepEqual(
    graph.dangling.map(({ binding: { kind }, role: { name }, rules }) => [kind, name, rules.length]),
    [
      ['ClusterRoleBinding', 'reader', 0],
      ['RoleBinding', 'reader', 0],
    ],
  );
});

test('a ServiceAccount without a namespace and a binding without one are nobody, and nowhere', (t) => {
  const nobody = inAll({ kind: 'ServiceAccount', name: 'robot' });
  t.deepEqual(whoCan(rbacGraph(nobody), getPod), []);
  t.false(can(rbacGraph(nobody), { name: 'system:serviceaccount::robot', groups: [] }, getPod));
  const lost = cluster(
    role('ClusterRole', 'reader', [getPods]),
    binding('RoleBinding', 'b', 'ClusterRole/reader', [account]),
  );
  for (const namespace of ['', 'one']) t.false(can(rbacGraph(lost), robot, { ...getPod, namespace }));
});

test('a user name with a part too many is no ServiceAccount', (t) => {
  const user = { kind: 'User', name: 'system:serviceaccount:one:robot:x' };
  t.deepEqual(
    whoCan(rbacGraph(inAll(user)), getPod).map(({ subject }) => subject),
    [user] as never,
  );
});

test('members of system:masters may do everything without any binding, and nobody is listed for it', (t) => {
  const graph = rbacGraph(NONE);
  t.true(can(graph, { name: 'root', groups: ['system:masters'] }, getPod));
  t.false(can(graph, robot, getPod));
  t.deepEqual(whoCan(graph, getPod), []);
});

test('who can is told with the binding and the role, once for each binding, in a fixed order', (t) => {
  const byName = { kind: 'User', name: 'system:serviceaccount:one:robot' };
  const objects = cluster(
    role('Role', 'reader', [getPods], 'one'),
    role('ClusterRole', 'reader', [getPods]),
    binding('RoleBinding', 'z', 'Role/reader', [account, byName, { kind: 'User', name: 'alice' }], 'one'),
    binding('ClusterRoleBinding', 'a', 'ClusterRole/reader', [{ kind: 'User', name: 'alice' }, byName]),
  );
  const all = { kind: 'ClusterRoleBinding', name: 'a' };
  const one = { kind: 'RoleBinding', name: 'z', namespace: 'one' };
  const roles = {
    all: { kind: 'ClusterRole', name: 'reader' },
    one: { kind: 'Role', name: 'reader', namespace: 'one' },
  };
  t.deepEqual(whoCan(rbacGraph(objects), getPod), [
    { subject: account, binding: all, role: roles.all },
    { subject: account, binding: one, role: roles.one },
    { subject: { kind: 'User', name: 'alice' }, binding: all, role: roles.all },
    { subject: { kind: 'User', name: 'alice' }, binding: one, role: roles.one },
  ]);
});

test('the authorizer decides what the definition says, for everybody and in every namespace', (t) => {
  fc.assert(
    fc.property(clusters, (objects) => {
      const graph = rbacGraph(objects, 'narrowest');
      const narrowed = requests.filter((_, index) => index % 5 === 0);
      for (const user of users)
        for (const namespace of ['', ...NAMESPACES])
          for (const request of narrowed) {
            const asked = 'path' in request ? request : { ...request, namespace };
            t.is(can(graph, user, asked), naiveCan(objects, user, asked));
          }
    }),
    { numRuns: 60 },
  );
});

test('somebody is listed where, and only where, they may', (t) => {
  fc.assert(
    fc.property(
      clusters,
      fc.constantFrom(...requests),
      fc.constantFrom('', ...NAMESPACES),
      (objects, request, namespace) => {
        const graph = rbacGraph(objects);
        const asked = 'path' in request ? request : { ...request, namespace };
        const listed = whoCan(graph, asked).map(({ subject }) => subject);
        for (const user of users.filter(({ groups }) => !groups.includes('system:masters'))) {
          const isListed = listed.some(({ kind, name, namespace: of }) =>
            kind === 'Group'
              ? user.groups.includes(name)
              : user.name === (kind === 'User' ? name : `system:serviceaccount:${of}:${name}`),
          );
          t.is(isListed, can(graph, user, asked));
        }
      },
    ),
  );
});

test('the same objects in another order are the same graph', (t) => {
  fc.assert(
    fc.property(clusters, ({ roles, clusterRoles, roleBindings, clusterRoleBindings }) => {
      const turned = {
        roles: roles.toReversed(),
        clusterRoles: clusterRoles.toReversed(),
        roleBindings: roleBindings.toReversed(),
        clusterRoleBindings: clusterRoleBindings.toReversed(),
      };
      t.deepEqual(rbacGraph(turned), rbacGraph({ roles, clusterRoles, roleBindings, clusterRoleBindings }));
    }),
  );
});
