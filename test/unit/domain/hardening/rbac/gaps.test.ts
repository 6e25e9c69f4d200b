import test from 'ava';
import type { RoleBinding } from '../../../../../src/api/kube.ts';
import type { Application, DeployedKind } from '../../../../../src/domain/argocd/resources.ts';
import { type GapInput, gapText, impersonationGaps } from '../../../../../src/domain/hardening/rbac/gaps.ts';
import { accountsFor, destinationServiceAccountsFor } from '../../../../../src/domain/hardening/rbac/impersonation.ts';
import { rolesFor } from '../../../../../src/domain/hardening/rbac/roles.ts';
import { matchesWildcard } from '../../../../../src/domain/hardening/rbac/wildcard.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import { input, NAMESPACES, project, role } from './inputs.ts';

const HERE = 'https://kubernetes.default.svc';
const item = project({});
const { desired, projects } = accountsFor([item], { projects: ['*'] }, input());
const { all } = destinationServiceAccountsFor(item, projects[0], new Set(NAMESPACES.keys()), []);

function gapInput(more: Partial<GapInput> = {}, roles: readonly object[] = []): GapInput {
  const objects = [...desired, ...rolesFor(roles.map(role), input()).desired].map(({ object }) => object);
  const graph = rbacGraph(
    {
      roles: objects.filter(({ kind }) => kind === 'Role'),
      roleBindings: objects.filter(({ kind }) => kind === 'RoleBinding') as RoleBinding[],
      clusterRoles: [],
      clusterRoleBindings: [],
    },
    'narrowest',
  );
  return { entries: new Map([['apps', all]]), graph, clusters: new Map(), matches: matchesWildcard, ...more };
}

const application = (
  deployed: readonly DeployedKind[],
  destination: object = { server: HERE, namespace: 'apps-a' },
  more: object = {},
): Application => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web', namespace: 'argocd' },
  spec: { project: 'apps', destination, ...more },
  deployed,
});

const one = (deployed: DeployedKind, destination?: object) =>
  impersonationGaps([application([deployed], destination)], gapInput());

const kind = (group: string, name: string, namespace?: string): DeployedKind => ({
  group,
  kind: name,
  ...(namespace !== undefined && { namespace }),
});

for (const [group, name] of [
  ['apps', 'Deployment'],
  ['', 'Secret'],
  ['', 'ServiceAccount'],
  ['batch', 'CronJob'],
  ['networking.k8s.io', 'Ingress'],
] as const)
  test(`what a tenant may write is no gap: ${name}`, (t) => {
    t.deepEqual(one(kind(group, name, 'apps-a')), []);
  });

const forbidden: Readonly<Record<string, DeployedKind>> = {
  'another namespace': kind('apps', 'Deployment', 'apps-b'),
  'a kind that a tenant may not write': kind('networking.k8s.io', 'NetworkPolicy', 'apps-a'),
  'a kind that a tenant may only read': kind('', 'Event', 'apps-a'),
  'a cluster-scoped kind': kind('rbac.authorization.k8s.io', 'ClusterRole'),
  'its own Namespace': kind('', 'Namespace'),
  'a kind of a group that it has no rights in': kind('cert-manager.io', 'Certificate', 'apps-a'),
  'a cluster-scoped kind that is not known': kind('example.com', 'Thing'),
};

for (const [name, deployed] of Object.entries(forbidden))
  test(`what the account may not write is a gap: ${name}`, (t) => {
    const [gap] = one(deployed);
    t.deepEqual(gap, {
      application: 'argocd/web',
      project: 'apps',
      account: 'apps-a:gsp-apps',
      forbidden: [deployed],
      unknown: [],
    });
  });

test('a kind whose resource is not known is said to be unknown where the account has rights in its group', (t) => {
  const gadget = kind('apps', 'Gadget', 'apps-a');
  t.like(one(gadget), { length: 1, 0: { forbidden: [], unknown: [gadget] } });
});

test('a role of the policy closes a gap', (t) => {
  const policies = {
    name: 'netpol',
    namespaces: ['apps-a'],
    subjects: [{ kind: 'ServiceAccount', name: 'gsp-apps', namespace: 'apps-a' }],
    rules: [
      {
        apiGroups: ['networking.k8s.io'],
        resources: ['networkpolicies'],
        verbs: ['get', 'create', 'update', 'patch', 'delete'],
      },
    ],
  };
  const deployed = [kind('networking.k8s.io', 'NetworkPolicy', 'apps-a')];
  t.is(impersonationGaps([application(deployed)], gapInput()).length, 1);
  t.deepEqual(impersonationGaps([application(deployed)], gapInput({}, [policies])), []);
  const verbs = ['get', 'create', 'update', 'patch', 'delete'];
  for (const verb of verbs) {
    const without = verbs.filter((each) => each !== verb);
    const less = { ...policies, rules: policies.rules.map((rule) => ({ ...rule, verbs: without })) };
    t.is(impersonationGaps([application(deployed)], gapInput({}, [less])).length, 1, verb);
  }
});

test('what an account may do in one namespace says nothing of another', (t) => {
  const [here, elsewhere] = [kind('', 'Pod', 'apps-a'), kind('', 'Pod', 'apps-b')];
  for (const deployed of [
    [here, elsewhere],
    [elsewhere, here],
  ])
    t.like(impersonationGaps([application(deployed)], gapInput()), { length: 1, 0: { forbidden: [elsewhere] } });
});

test('an Application that no entry matches cannot be synced at all', (t) => {
  const nothing = { account: undefined, forbidden: [], unknown: [] };
  const cases = [
    application([], { server: HERE, namespace: 'web' }),
    application([], { server: 'https://10.0.0.1', namespace: 'apps-a' }),
    application([], { name: 'production', namespace: 'apps-a' }),
    application([], undefined, { project: 'other' }),
    application([], undefined, { project: '' }),
    application([], {}),
  ];
  for (const each of cases) t.like(impersonationGaps([each], gapInput()), { length: 1, 0: nothing });
  t.like(impersonationGaps([application([], undefined, { project: '' })], gapInput()), { 0: { project: 'default' } });
});

test('this cluster is known by its URL and by its name', (t) => {
  const deployed = kind('apps', 'Deployment', 'apps-a');
  t.deepEqual(one(deployed, { name: 'in-cluster', namespace: 'apps-a' }), []);
  t.deepEqual(one(deployed, { server: HERE, namespace: 'apps-a' }), []);
});

const entries = (...list: readonly [server: string, namespace: string, account: string][]) =>
  new Map([
    ['apps', list.map(([server, namespace, defaultServiceAccount]) => ({ server, namespace, defaultServiceAccount }))],
  ]);
const secret = kind('', 'ResourceQuota', 'apps-a');
const accountOf = (list: GapInput['entries'], destination?: object): string | undefined =>
  impersonationGaps([application([secret], destination)], gapInput({ entries: list }))[0]?.account;

test('the first entry that matches counts, and its account is in the namespace that it names, or the destination', (t) => {
  t.is(accountOf(entries([HERE, 'apps-*', 'one'], [HERE, '*', 'two'])), 'apps-a:one');
  t.is(accountOf(entries([HERE, '*', 'ops:two'], [HERE, 'apps-*', 'one'])), 'ops:two');
  t.is(accountOf(entries(['*', '*', 'one']), { server: HERE }), 'argocd:one', "the Application's own namespace");
});

test('what an account may do in another cluster is not judged', (t) => {
  const elsewhere = { server: 'https://10.0.0.1', namespace: 'apps-a' };
  t.is(accountOf(entries(['*', '*', 'one']), elsewhere), undefined);
  t.is(accountOf(entries(['*', '*', 'one']), { name: 'production', namespace: 'apps-a' }), undefined);
  const named = gapInput({
    entries: entries(['https://10.0.0.1', '*', 'one']),
    clusters: new Map([['production', 'https://10.0.0.1']]),
  });
  t.deepEqual(impersonationGaps([application([secret], { name: 'production', namespace: 'apps-a' })], named), []);
});

test('gaps are sorted, and Applications without one are not among them', (t) => {
  const named = (name: string, deployed: readonly DeployedKind[]): Application => ({
    ...application(deployed),
    metadata: { name, namespace: 'argocd' },
  });
  const list = [named('c', [secret]), named('b', [kind('', 'Pod', 'apps-a')]), named('a', [secret])];
  t.deepEqual(
    impersonationGaps(list, gapInput()).map((gap) => gap.application),
    ['argocd/a', 'argocd/c'],
  );
});

test('a gap in words', (t) => {
  const deployed = [secret, kind('apps', 'Gadget', 'apps-a'), kind('rbac.authorization.k8s.io', 'ClusterRole')];
  const texts = [application(deployed), application([], {})].map((each) =>
    impersonationGaps([each], gapInput()).map(gapText),
  );
  t.deepEqual(texts, [
    [
      'argocd/web: ServiceAccount apps-a:gsp-apps may not write ResourceQuota in apps-a; ClusterRole.rbac.authorization.k8s.io, and may or may not write Gadget.apps in apps-a',
    ],
    ['argocd/web: project apps has no destinationServiceAccounts for its destination'],
  ]);
});
