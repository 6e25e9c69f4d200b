import test from 'ava';
import type { PolicyRule, RbacSubject, Role, RoleBinding } from '../../../../../src/api/kube.ts';
import { argocdPowers } from '../../../../../src/domain/semantics/rbac/argocd-powers.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { powersOf } from '../../../../../src/domain/semantics/rbac/powers.ts';
import { readRules } from '../../../../../src/domain/semantics/rbac/rule.ts';
import { binding, cluster, role } from './objects.ts';

const account = { namespace: 'argocd', name: 'argocd-server' };
const subject: RbacSubject = { kind: 'ServiceAccount', ...account };

const rule = (
  apiGroup: string,
  resources: string,
  verbs: string,
  resourceNames: readonly string[] = [],
): PolicyRule => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  resourceNames,
});

const RBAC = 'rbac.authorization.k8s.io';

const given: [rule: PolicyRule, cluster: string, namespace: string][] = [
  [rule('*', '*', '*'), 'everything', 'everything'],
  [rule('', 'pods', 'get list watch'), '', ''],
  [rule(RBAC, 'roles', 'escalate'), 'escalate', 'escalate'],
  [rule(RBAC, 'clusterroles', 'escalate'), 'escalate', ''],
  [rule(RBAC, 'clusterroles', 'bind'), 'bind', 'bind'],
  [rule('', 'serviceaccounts', 'impersonate'), 'impersonate', 'impersonate'],
  [rule('', 'users', 'impersonate'), 'impersonate', ''],
  [rule('authentication.k8s.io', 'users', 'impersonate:user-info'), 'impersonate', ''],
  [rule(RBAC, 'rolebindings', 'patch'), 'write-rbac', 'write-rbac'],
  [rule(RBAC, 'clusterrolebindings', 'create'), 'write-rbac', ''],
  [rule('', 'secrets', 'list'), 'read-secrets', 'read-secrets'],
  [rule('', 'secrets', 'get', ['x']), 'some read-secrets', 'some read-secrets'],
  [
    rule('', '*', 'create'),
    'write-secrets create-tokens run-pods exec-pods proxy-nodes',
    'write-secrets create-tokens run-pods exec-pods',
  ],
  [rule('', '*/token', 'create'), 'create-tokens', 'create-tokens'],
  [rule('', 'pods/exec', 'get'), 'exec-pods', 'exec-pods'],
  [rule('', 'pods/*', 'get'), '', ''],
  [rule('apps', 'deployments', 'patch'), 'run-pods', 'run-pods'],
  [rule('', 'nodes/proxy', 'get'), 'proxy-nodes', ''],
  [rule('certificates.k8s.io', '*/approval', 'update'), 'approve-certificates', ''],
  [rule('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'update'), 'write-webhooks', ''],
];

for (const [entry, inCluster, inNamespace] of given)
  test(`${JSON.stringify(entry)} gives ${inCluster || 'no power'}`, (t) => {
    const told = (where: 'cluster' | 'namespace'): string =>
      powersOf(readRules([entry], 'widest'), where)
        .map(({ power, named }) => (named ? `some ${power}` : power))
        .join(' ');
    t.is(told('cluster'), inCluster);
    t.is(told('namespace'), inNamespace);
  });

test('everything over certain names is not everything', (t) => {
  const told = powersOf(readRules([rule('*', '*', '*', ['x'])], 'widest'), 'cluster');
  t.true(told.length > 5);
  t.true(told.every(({ power, named }) => named && power !== 'everything'));
});

const powers = (...objects: (Role | RoleBinding)[]): string[] =>
  argocdPowers(rbacGraph(cluster(...objects)), [account]).map(
    ({ power, named, namespaces, bindings }) =>
      `${named ? 'some ' : ''}${power} in ${namespaces.join(',') || 'the cluster'} by ${bindings.map(({ name }) => name).join(',')}`,
  );

const admin = role('ClusterRole', 'admin', [rule('*', '*', '*')]);
const secrets = role('ClusterRole', 'secrets', [rule('', 'secrets', 'get')]);
const oneSecret = role('ClusterRole', 'one-secret', [rule('', 'secrets', 'get', ['x'])]);
const everywhere = (name: string, to: string) => binding('ClusterRoleBinding', name, `ClusterRole/${to}`, [subject]);
const inside = (namespace: string, name: string, to: string) =>
  binding('RoleBinding', name, `ClusterRole/${to}`, [subject], namespace);

test('everything in the cluster is all there is to tell', (t) => {
  t.deepEqual(powers(admin, secrets, everywhere('a', 'admin'), everywhere('b', 'secrets'), inside('x', 'c', 'admin')), [
    'everything in the cluster by a',
  ]);
});

test('everything in a namespace is told beside what holds elsewhere', (t) => {
  t.deepEqual(
    powers(admin, secrets, inside('x', 'a', 'admin'), inside('x', 'b', 'secrets'), inside('y', 'c', 'secrets')),
    ['everything in x by a', 'read-secrets in y by c'],
  );
});

test('a power over certain names is told only where that over all is not held', (t) => {
  t.deepEqual(powers(secrets, oneSecret, inside('x', 'a', 'secrets'), everywhere('b', 'one-secret')), [
    'read-secrets in x by a',
    'some read-secrets in the cluster by b',
  ]);
  t.deepEqual(powers(secrets, oneSecret, everywhere('a', 'secrets'), inside('x', 'b', 'one-secret')), [
    'read-secrets in the cluster by a',
  ]);
});

test('what comes by a group counts', (t) => {
  const group = { kind: 'Group', name: 'system:serviceaccounts' };
  t.deepEqual(powers(secrets, binding('ClusterRoleBinding', 'all', 'ClusterRole/secrets', [group])), [
    'read-secrets in the cluster by all',
  ]);
});

test('the summary is sorted by account and bounded', (t) => {
  const bindings = Array.from({ length: 40 }, (_, index) => inside(`n${index}`, 'b'.repeat(9999), 'secrets'));
  const graph = rbacGraph(cluster(secrets, ...bindings));
  const held = argocdPowers(graph, [{ namespace: 'argocd', name: 'zzz' }, account, { namespace: 'a', name: 'b' }]);
  t.is(held.length, 1);
  t.is(held[0]?.namespaces.length, 10);
  t.is(held[0]?.moreNamespaces, 30);
  t.is(held[0]?.bindings.length, 3);
  t.true(JSON.stringify(held).length < 2000);
  const both = argocdPowers(
    rbacGraph(
      cluster(
        secrets,
        binding('ClusterRoleBinding', 'g', 'ClusterRole/secrets', [{ kind: 'Group', name: 'system:authenticated' }]),
      ),
    ),
    [
      { namespace: 'b', name: 'a' },
      { namespace: 'a', name: 'z' },
    ],
  );
  t.deepEqual(
    both.map(({ serviceAccount: { namespace } }) => namespace),
    ['a', 'b'],
  );
});
