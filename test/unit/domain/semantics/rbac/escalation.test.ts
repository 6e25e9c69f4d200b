import test from 'ava';
import type { PolicyRule, Role } from '../../../../../src/api/kube.ts';
import { missingToBind, missingToWrite } from '../../../../../src/domain/semantics/rbac/escalation.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import type { User } from '../../../../../src/domain/semantics/rbac/subject.ts';
import { binding, cluster, role } from './objects.ts';
import { ruleText } from './upstream.ts';

const RBAC = 'rbac.authorization.k8s.io';
const us: User = { name: 'us', groups: [] };
const getPods: PolicyRule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const everything: PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];
const exempt = (verb: string, resource: string, ...resourceNames: string[]): PolicyRule => ({
  apiGroups: [RBAC],
  resources: [resource],
  verbs: [verb],
  resourceNames,
});

/** What we hold in namespace `one`. */
const inOne = (...rules: PolicyRule[]) =>
  rbacGraph(
    cluster(
      role('Role', 'ours', rules, 'one'),
      binding('RoleBinding', 'ours', 'Role/ours', [{ kind: 'User', name: 'us' }], 'one'),
    ),
    'narrowest',
  );

/** What we hold in the cluster. */
const inAll = (...rules: PolicyRule[]) =>
  rbacGraph(
    cluster(
      role('ClusterRole', 'ours', rules),
      binding('ClusterRoleBinding', 'ours', 'ClusterRole/ours', [{ kind: 'User', name: 'us' }]),
    ),
    'narrowest',
  );

const reader = (namespace: string) => role('Role', 'reader', [getPods], namespace);
const clusterReader = role('ClusterRole', 'reader', [getPods]);
const aggregating: Role = { ...clusterReader, rules: [], aggregationRule: { clusterRoleSelectors: [{}] } };
const missing = ['get  pods - -'];

const written: [title: string, graph: ReturnType<typeof inOne>, wanted: Role, missing: string[]][] = [
  ['nothing held', inOne(), reader('one'), missing],
  ['held in the namespace', inOne(getPods), reader('one'), []],
  ['held in another namespace', inOne(getPods), reader('two'), missing],
  ['held in a namespace, for a ClusterRole', inOne(getPods), clusterReader, missing],
  ['held in the cluster', inAll(getPods), reader('two'), []],
  ['held in the cluster, for a ClusterRole', inAll(getPods), clusterReader, []],
  ['escalate', inOne(exempt('escalate', 'roles')), reader('one'), []],
  ['escalate for this name', inOne(exempt('escalate', 'roles', 'reader')), reader('one'), []],
  ['escalate for another name', inOne(exempt('escalate', 'roles', 'writer')), reader('one'), missing],
  ['escalate in another namespace', inOne(exempt('escalate', 'roles')), reader('two'), missing],
  ['escalate for the other kind', inAll(exempt('escalate', 'roles')), clusterReader, missing],
  ['escalate for ClusterRoles', inAll(exempt('escalate', 'clusterroles')), clusterReader, []],
  ['bind', inOne(exempt('bind', 'roles')), reader('one'), missing],
  ['a role without rules', inOne(), { ...reader('one'), rules: null }, []],
  ['to aggregate, with little', inAll(getPods), aggregating, ['* * * - -', '* - - - *']],
  ['to aggregate, with everything', inAll(...everything), aggregating, []],
];

for (const [title, graph, wanted, expected] of written)
  test(`writing a role, ${title}: ${expected.length === 0 ? 'nothing is missing' : 'missing'}`, (t) => {
    t.deepEqual(missingToWrite(graph, us, wanted).map(ruleText), expected);
  });

const bound: [title: string, graph: ReturnType<typeof inOne>, wanted: Role, namespace: string, missing: string[]][] = [
  ['nothing held', inOne(), reader('one'), 'one', missing],
  ['a ClusterRole held in the namespace', inOne(getPods), clusterReader, 'one', []],
  ['a ClusterRole held in the namespace, for the cluster', inOne(getPods), clusterReader, '', missing],
  [
    'bind for the ClusterRole in the namespace',
    inOne(exempt('bind', 'clusterroles', 'reader')),
    clusterReader,
    'one',
    [],
  ],
  [
    'bind for the ClusterRole in another namespace',
    inOne(exempt('bind', 'clusterroles')),
    clusterReader,
    'two',
    missing,
  ],
  ['escalate', inAll(exempt('escalate', 'clusterroles')), clusterReader, '', missing],
];

for (const [title, graph, wanted, namespace, expected] of bound)
  test(`binding a role, ${title}: ${expected.length === 0 ? 'nothing is missing' : 'missing'}`, (t) => {
    t.deepEqual(missingToBind(graph, us, wanted, namespace).map(ruleText), expected);
  });

test('members of system:masters lack nothing', (t) => {
  const root = { name: 'root', groups: ['system:masters'] };
  t.deepEqual(missingToWrite(inOne(), root, aggregating), []);
  t.deepEqual(missingToBind(inOne(), root, clusterReader, ''), []);
});

test('a role that cannot be read wants everything', (t) => {
  const odd = { ...reader('one'), rules: 'get pods' } as unknown as Role;
  t.deepEqual(missingToWrite(inAll(getPods), us, odd).map(ruleText), ['* * * - -', '* - - - *']);
  t.deepEqual(missingToWrite(inAll(getPods), us, 'reader' as unknown as Role).map(ruleText), [
    '* * * - -',
    '* - - - *',
  ]);
});
