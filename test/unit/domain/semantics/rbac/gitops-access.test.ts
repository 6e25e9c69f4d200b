import test from 'ava';
import type { PolicyRule, RbacSubject, RoleBinding } from '../../../../../src/api/kube.ts';
import { gitopsAccess, type GitopsAccess } from '../../../../../src/domain/semantics/rbac/gitops-access.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { binding, cluster, role } from './objects.ts';

const alice: RbacSubject = { kind: 'User', name: 'alice' };
const rule = (
  apiGroup: string,
  resource: string,
  verbs: string,
  resourceNames: readonly string[] = [],
): PolicyRule => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs: verbs.split(' '),
  resourceNames,
});

const bound = (...rules: PolicyRule[]) =>
  rbacGraph(cluster(role('ClusterRole', 'r', rules), binding('RoleBinding', 'b', 'ClusterRole/r', [alice], 'argocd')));

const text = ({ everything, rights }: GitopsAccess): string =>
  everything
    ? 'everything'
    : rights.map(({ resource, verbs, named }) => `${named ? 'some ' : ''}${resource}: ${verbs.join(',')}`).join('; ');

const cases: [title: string, rules: PolicyRule[], expected: string[]][] = [
  ['reading', [rule('argoproj.io', '*', 'get list watch'), rule('', 'secrets', 'get')], []],
  ['another group', [rule('apps', 'applications', '*')], []],
  ['Applications', [rule('argoproj.io', 'applications', 'get create')], ['applications.argoproj.io: create']],
  ['the status of Applications', [rule('argoproj.io', 'applications/status', 'patch')], []],
  [
    'everything of Argo CD',
    [rule('argoproj.io', '*', '*')],
    [
      'applications.argoproj.io: create,update,patch; applicationsets.argoproj.io: create,update,patch; appprojects.argoproj.io: create,update,patch',
    ],
  ],
  ['Secrets', [rule('', 'secrets', 'update'), rule('', 'secrets', 'patch')], ['secrets: update,patch']],
  ['a Secret by name', [rule('', 'secrets', 'patch', ['x'])], ['some secrets: patch']],
  [
    'a Secret by name, and all',
    [rule('', 'secrets', 'patch', ['x']), rule('', 'secrets', 'patch')],
    ['secrets: patch'],
  ],
  [
    'some by name, some not',
    [rule('', 'secrets', 'patch', ['x']), rule('', 'secrets', 'create')],
    ['secrets: create; some secrets: patch'],
  ],
  ['everything', [rule('*', '*', '*')], ['everything']],
];

for (const [title, rules, expected] of cases)
  test(`with ${title} one may write: ${expected.join() || 'nothing'}`, (t) => {
    t.deepEqual(gitopsAccess(bound(...rules), 'argocd').entries.map(text), expected);
    t.deepEqual(gitopsAccess(bound(...rules), 'elsewhere').entries, []);
  });

const BOOTSTRAP = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const GC = 'system:controller:generic-garbage-collector';
const gc: RbacSubject = { kind: 'ServiceAccount', namespace: 'kube-system', name: 'generic-garbage-collector' };

const labelled = (object: RoleBinding): RoleBinding => ({
  ...object,
  metadata: { ...object.metadata, labels: BOOTSTRAP },
});

const listed = (object: RoleBinding, roleName = GC): readonly string[] => {
  const graph = rbacGraph(cluster(role('ClusterRole', roleName, [rule('*', '*', 'update')]), object));
  return gitopsAccess(graph, 'argocd').entries.map(({ subject }) => subject.name);
};

test('the control plane is left out only with its own binding, its label and its subject', (t) => {
  const real = binding('ClusterRoleBinding', GC, `ClusterRole/${GC}`, [gc]);
  t.deepEqual(listed(labelled(real)), []);
  t.deepEqual(listed(real), [gc.name], 'no label');
  t.deepEqual(listed(labelled({ ...real, subjects: [gc, alice] })), ['alice'], 'a subject was added');
  t.deepEqual(listed(labelled({ ...real, subjects: [{ ...gc, namespace: 'default' }] })), [gc.name]);
  const other = binding('ClusterRoleBinding', `${GC}s`, `ClusterRole/${GC}`, [gc]);
  t.deepEqual(listed(labelled(other)), [gc.name], 'another name that begins with system:');
  t.deepEqual(
    listed(labelled(binding('ClusterRoleBinding', GC, 'ClusterRole/x', [gc])), 'x'),
    [gc.name],
    'another role',
  );
});

test('cluster-admin is named', (t) => {
  const masters = labelled(
    binding('ClusterRoleBinding', 'cluster-admin', 'ClusterRole/cluster-admin', [
      { kind: 'Group', name: 'system:masters' },
    ]),
  );
  t.deepEqual(listed(masters, 'cluster-admin'), ['system:masters']);
});

test('expected accounts are left out, by whatever name they are bound, and nobody else', (t) => {
  const controller = { namespace: 'argocd', name: 'argocd-application-controller' };
  const graph = rbacGraph(
    cluster(
      role('ClusterRole', 'r', [rule('*', '*', '*')]),
      binding('ClusterRoleBinding', 'b', 'ClusterRole/r', [
        { kind: 'ServiceAccount', ...controller },
        { kind: 'User', name: 'system:serviceaccount:argocd:argocd-application-controller' },
        { kind: 'ServiceAccount', ...controller, namespace: 'other' },
        { kind: 'Group', name: 'system:serviceaccounts:argocd' },
        { kind: 'Group', name: 'system:serviceaccount:argocd:argocd-application-controller' },
      ]),
    ),
  );
  t.deepEqual(
    gitopsAccess(graph, 'argocd', { except: [controller] }).entries.map(({ subject }) => subject),
    [
      { kind: 'Group', name: 'system:serviceaccount:argocd:argocd-application-controller' },
      { kind: 'Group', name: 'system:serviceaccounts:argocd' },
      { kind: 'ServiceAccount', ...controller, namespace: 'other' },
    ],
  );
});

test('the list is bounded, in number and in length', (t) => {
  const users = Array.from({ length: 120 }, (_, index) => ({ kind: 'User', name: `${index}`.padStart(9999, 'u') }));
  const graph = rbacGraph(
    cluster(
      role('ClusterRole', 'r', [rule('*', '*', '*')]),
      binding('ClusterRoleBinding', 'b', 'ClusterRole/r', users),
    ),
  );
  const { entries, total } = gitopsAccess(graph, 'argocd');
  t.is(total, 120);
  t.is(entries.length, 50);
  t.true(JSON.stringify(entries).length < 50_000);
  t.is(gitopsAccess(graph, 'argocd', { limit: 3 }).entries.length, 3);
});
