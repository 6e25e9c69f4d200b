import test from 'ava';
import type { KubeObject, PolicyRule, RbacSubject, Role, RoleBinding } from '../../../../../src/api/kube.ts';
import { spec } from '../../../../../src/api/spec.ts';
import type { FoundIn, RbacView, RuleContext } from '../../../../../src/domain/audit/rule.ts';
import { RBAC } from '../../../../../src/domain/rules/rbac/index.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { binding, cluster, role } from '../../semantics/rbac/objects.ts';
import { object } from '../case.ts';
import { brief, findings } from './found.ts';
import { account, alice, group, holding, labelled, on } from './scenes.ts';

const READ_PODS = on('', 'pods', 'get');
const anonymous: RbacSubject = { kind: 'User', name: 'system:anonymous' };

const foundFor = (subjects: readonly RbacSubject[], rules: readonly PolicyRule[] = [READ_PODS], where = 'shop') =>
  findings([...holding(rules, where, [...subjects]), object(['v1', 'ServiceAccount', 'web'])]).map(brief);

const health: PolicyRule = { nonResourceURLs: ['/healthz', '/version'], verbs: ['get'] };
const discovery: PolicyRule = { nonResourceURLs: ['/api', '/apis/*'], verbs: ['get'] };
const clusterInfo = on('', 'configmaps', 'get', 'cluster-info');

const cases: [title: string, found: readonly string[], expected: string[]][] = [
  ['a user', foundFor([alice]), []],
  ['everybody', foundFor([anonymous]), ['critical anonymous']],
  ['everybody, as a group', foundFor([group('system:unauthenticated')]), ['critical anonymous']],
  ['everybody, to what is public', foundFor([anonymous], [health]), []],
  ['everybody, to discovery', foundFor([anonymous], [discovery]), ['medium anonymous']],
  [
    'everybody, to cluster-info where it is published',
    foundFor([anonymous], [clusterInfo], 'kube-public'),
    ['low anonymous'],
  ],
  ['everybody, to cluster-info elsewhere', foundFor([anonymous], [clusterInfo]), ['critical anonymous']],
  ['a group of the name of a user', foundFor([group('system:anonymous')]), []],
  ['who has an account', foundFor([group('system:authenticated')]), ['high authenticated']],
  ['who has an account, to discovery', foundFor([group('system:authenticated')], [discovery, health]), []],
  ['every ServiceAccount', foundFor([group('system:serviceaccounts')]), ['high authenticated']],
  [
    'the ServiceAccounts of a namespace',
    foundFor([group('system:serviceaccounts:other')]),
    ['medium service-accounts-of-namespace'],
  ],
  [
    'the ServiceAccounts of a namespace, to discovery',
    foundFor([group('system:serviceaccounts:other')], [discovery]),
    [],
  ],
  ['system:masters', foundFor([group('system:masters')], [on('*', '*', '*')]), ['critical masters']],
  ['the default ServiceAccount', foundFor([account('default')]), ['medium default-service-account']],
  [
    'the default ServiceAccount, by its user name',
    foundFor([{ kind: 'User', name: 'system:serviceaccount:shop:default' }]),
    ['medium default-service-account'],
  ],
  ['the default ServiceAccount, to nothing', foundFor([account('default')], []), []],
  ['a ServiceAccount', foundFor([account('web')]), []],
  ['one that is not there', foundFor([account('gone')]), ['medium missing-service-account']],
  ['one that is not there, to nothing', foundFor([account('gone')], []), []],
  ['one of a namespace that is not audited', foundFor([account('gone', 'unseen')]), []],
  ['nobody', foundFor([]), ['low empty-subjects']],
  ['nobody that can be', foundFor([{ kind: 'Robot', name: 'x' }]), ['low empty-subjects']],
];

for (const [title, found, expected] of cases)
  test(`a binding of ${title}: ${expected.join() || 'nothing'}`, (t) => {
    t.deepEqual(found, expected);
  });

test('a binding to a role that is not there is worse in the whole cluster', (t) => {
  const bound = (kind: 'RoleBinding' | 'ClusterRoleBinding', namespace?: string) =>
    findings([binding(kind, 'b', 'ClusterRole/gone', [alice], namespace)]).map(brief);
  t.deepEqual(bound('ClusterRoleBinding'), ['medium dangling-role']);
  t.deepEqual(bound('RoleBinding', 'shop'), ['low dangling-role']);
  const toRole = [role('Role', 'r', [READ_PODS], 'shop'), binding('ClusterRoleBinding', 'b', 'Role/r', [alice])];
  t.deepEqual(findings(toRole).map(brief), ['medium dangling-role']);
  t.deepEqual(findings([binding('RoleBinding', 'b', 'ClusterRole/gone', [], 'shop')]).map(brief), [
    'low empty-subjects',
  ]);
});

test('each is found where it stands in the binding', (t) => {
  const all = [alice, { kind: 'Robot', name: 'x' }, group('system:authenticated'), anonymous, account('default')];
  const paths = findings(holding([READ_PODS], 'shop', all)).map((finding) => `${brief(finding)} ${finding.path}`);
  t.deepEqual(paths, [
    'critical anonymous subjects[3]',
    'high authenticated subjects[2]',
    'medium default-service-account subjects[4]',
  ]);
});

const SECRETS = on('', 'secrets', 'get list watch');
const standard = (name: string, ...more: PolicyRule[]): KubeObject =>
  labelled(role('ClusterRole', name, [SECRETS, ...more]));

function boundTo(
  name: string,
  subjects: readonly RbacSubject[],
  where?: string,
  roles = [standard(name)],
): readonly string[] {
  const kind = where === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  return findings([
    ...roles,
    object(['v1', 'ServiceAccount', 'web']),
    binding(kind, 'b', `ClusterRole/${name}`, subjects, where),
  ]).map(brief);
}

const standards: [title: string, found: readonly string[], expected: string[]][] = [
  ['edit for people in a namespace', boundTo('edit', [alice, group('developers')], 'shop'), ['low standard-role']],
  ['admin for people in a namespace', boundTo('admin', [group('developers')], 'shop'), ['low standard-role']],
  ['edit for a program', boundTo('edit', [alice, account('web')], 'shop'), ['medium standard-role']],
  ['edit in the whole cluster', boundTo('edit', [alice]), ['critical secrets-read']],
  ['edit in kube-system', boundTo('edit', [alice], 'kube-system'), ['critical secrets-read']],
  ['edit where Argo CD runs', boundTo('edit', [alice], 'argocd'), ['high secrets-read']],
  [
    'edit for whoever has an account',
    boundTo('edit', [group('system:authenticated')], 'shop'),
    ['high secrets-read', 'high authenticated'],
  ],
  [
    'a role of that name that is not of Kubernetes',
    boundTo('edit', [alice], 'shop', [role('ClusterRole', 'edit', [SECRETS])]),
    ['high secrets-read'],
  ],
  ['another role that Kubernetes makes', boundTo('custom', [alice], 'shop'), ['high secrets-read']],
  [
    'edit with something added',
    boundTo('edit', [alice], 'shop', [standard('edit', on('external-secrets.io', '*', '*'))]),
    ['high secretstore-write', 'low standard-role'],
  ],
  ['edit with everything added', boundTo('edit', [alice], 'shop', [standard('edit', on('*', '*', '*'))]), ['high all']],
];

for (const [title, found, expected] of standards)
  test(`the standard roles: ${title}`, (t) => {
    t.deepEqual(found, expected);
  });

test('a message says who, what, where and by which role, for the first few', (t) => {
  const many = ['a', 'b', 'c', 'd'].map((name) => account(name));
  const [cluster, inside] = [undefined, 'shop'].map((where) =>
    findings(holding([on('apps', 'deployments statefulsets', 'create patch')], where, many)).find(
      ({ rule }) => rule === 'rbac/pod-create',
    ),
  );
  t.is(
    cluster?.message,
    'ServiceAccount "shop/a", ServiceAccount "shop/b" and 2 more may run Pods (create, patch deployments.apps and 1 more) in the whole cluster, by ClusterRole "power"',
  );
  t.regex(inside?.message ?? '', / in namespace "shop", by ClusterRole "power"$/);
  t.deepEqual(cluster?.object, { kind: 'ClusterRoleBinding', name: 'holders' });
  t.deepEqual(inside?.object, { kind: 'RoleBinding', namespace: 'shop', name: 'holders' });
  t.is(inside?.path, 'roleRef');
});

test('a message is about what is worst', (t) => {
  const [found] = findings(
    holding([
      on('certificates.k8s.io', 'certificatesigningrequests/approval', 'update'),
      on('certificates.k8s.io', 'signers', 'approve'),
    ]),
  );
  t.regex(found?.message ?? '', /may have certificates issued \(approve signers\.certificates\.k8s\.io\)/);
  const [named] = findings(holding([on('', 'secrets', 'list', 'own')]));
  t.regex(named?.message ?? '', /\(list secrets of certain names\)/);
});

test('a subject that cannot be read may be anybody', (t) => {
  const unreadable = { kind: 'User', name: 5 } as unknown as RbacSubject;
  const found = findings(holding([SECRETS], 'shop', [unreadable]));
  t.deepEqual(found.map(brief), ['high secrets-read', 'critical anonymous']);
  t.regex(found[0]?.message ?? '', /^Somebody who cannot be read may read Secrets /);
});

/** What all rules find, as the engine asks them: one view for all of them. */
function foundIn(view: RbacView, argocd = 'argocd'): readonly FoundIn[] {
  const parsed = spec.parse({ audit: {}, argocd: { namespace: argocd } }) as RuleContext['spec'];
  return RBAC.filter((rule) => rule.scope === 'rbac').flatMap((rule) => rule.check(view, { spec: parsed, today: 0 }));
}

function viewOf(audited: readonly string[], ...objects: readonly (Role | RoleBinding)[]): RbacView {
  const found = cluster(...objects);
  return { access: { graph: rbacGraph(found), objects: found }, serviceAccounts: [], audited: new Set(audited) };
}

test('bindings of namespaces that are not audited are left out, those of the cluster never', (t) => {
  const view = viewOf(
    ['shop'],
    role('ClusterRole', 'r', [SECRETS]),
    ...['shop', 'unseen'].map((namespace) => binding('RoleBinding', 'b', 'ClusterRole/r', [alice], namespace)),
    binding('RoleBinding', 'b', 'ClusterRole/gone', [], 'elsewhere'),
    binding('ClusterRoleBinding', 'b', 'ClusterRole/r', [alice]),
  );
  t.deepEqual(
    foundIn(view).map(({ object: { namespace } }) => namespace),
    [undefined, 'shop'],
  );
});

test('a view can be asked for policies that say differently where Argo CD is', (t) => {
  const view = viewOf(
    ['gitops'],
    role('ClusterRole', 'r', [on('argoproj.io', 'applications', 'patch')]),
    binding('RoleBinding', 'b', 'ClusterRole/r', [alice], 'gitops'),
  );
  t.deepEqual(
    ['argocd', 'gitops', 'argocd'].map((where) => foundIn(view, where).length),
    [0, 1, 0],
  );
});
