import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import fc from 'fast-check';
import type { PolicyRule, Role, RoleBinding } from '../../src/api/kube.ts';
import { aggregatedRules } from '../../src/domain/semantics/rbac/aggregation.ts';
import { argocdPowers } from '../../src/domain/semantics/rbac/argocd-powers.ts';
import { missingToWrite } from '../../src/domain/semantics/rbac/escalation.ts';
import { gitopsAccess } from '../../src/domain/semantics/rbac/gitops-access.ts';
import { rbacGraph, type RbacObjects } from '../../src/domain/semantics/rbac/graph.ts';
import { type Attributes, readRules, type Rule } from '../../src/domain/semantics/rbac/rule.ts';
import { type Subject, type User, userNameOf } from '../../src/domain/semantics/rbac/subject.ts';
import { can } from '../../src/domain/semantics/rbac/who-can.ts';
import type { Reading } from '../../src/domain/semantics/unknown.ts';
import { type Api, connect, types } from '../support/api.ts';
import { argoCdManifests } from '../support/argocd.ts';
import { type ControlPlane, startControlPlane } from '../support/controlplane.ts';
import { eventually } from '../support/eventually.ts';
import { binding, role } from '../unit/domain/semantics/rbac/objects.ts';
import { clustersOf, NAMESPACES, requests, rules, users } from '../unit/domain/semantics/rbac/universe.ts';
import { ruleText } from '../unit/domain/semantics/rbac/upstream.ts';
import {
  actingAs,
  applyAll,
  authorizerIsUpToDate,
  type Case,
  compare,
  liveObjects,
  rbacTypes,
  refuses,
} from './rbac-client.ts';

const test = anyTest as TestFn<{ cluster: ControlPlane; admin: Api }>;

/** Another world in each run; said when it fails. */
const seed = Date.now() % 2 ** 31;

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] => fc.sample(arbitrary, { seed, numRuns: count });

test.before('a control plane with Argo CD’s own roles', async (t) => {
  const cluster = await startControlPlane();
  const admin = connect(cluster.kubeconfig, 'admin');
  t.context = { cluster, admin };
  for (const name of [...NAMESPACES, 'argocd'])
    await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  // The API server makes its own roles just after it is ready.
  await eventually(async () => assert.ok((await admin.list(rbacTypes.ClusterRoleBinding)).length > 40));
});

test.after.always(async (t) => t.context.cluster?.stop());

test.serial(
  'of the bindings that Kubernetes makes, cluster-admin is all that lets one write in Argo CD’s namespace',
  async (t) => {
    const graph = rbacGraph(await liveObjects(t.context.admin));
    const own = new Set(graph.grants.filter(({ bootstrap }) => bootstrap).map((grant) => grant.binding.name));
    t.deepEqual(
      gitopsAccess(graph, 'argocd')
        .entries.filter(({ binding: { name } }) => own.has(name))
        .map(({ subject, binding: { name }, everything }) => [subject.name, name, everything]),
      [['system:masters', 'cluster-admin', true]],
    );
  },
);

test.serial('what Argo CD’s own ServiceAccounts may do is found in its manifests', async (t) => {
  const { admin } = t.context;
  const { documents } = await argoCdManifests('v3.5.7', 'install', Object.keys(rbacTypes));
  for (const document of documents) {
    const type = rbacTypes[document.kind as keyof typeof rbacTypes];
    const isInside = type === rbacTypes.Role || type === rbacTypes.RoleBinding;
    await admin.apply(type, {
      ...document,
      metadata: { ...document.metadata, ...(isInside && { namespace: 'argocd' }) },
    });
  }
  const accounts = ['application-controller', 'server', 'applicationset-controller', 'redis', 'repo-server'].map(
    (name) => ({ namespace: 'argocd', name: `argocd-${name}` }),
  );
  const graph = rbacGraph(await liveObjects(admin));
  const held = argocdPowers(graph, accounts).map(
    ({ serviceAccount, power, named, namespaces }) =>
      `${serviceAccount.name.slice(7)}: ${named ? 'some ' : ''}${power} in ${namespaces.join() || 'the cluster'}`,
  );
  const server = ['write-rbac', 'read-secrets', 'write-secrets', 'run-pods', 'exec-pods', 'proxy-nodes'];
  t.deepEqual(held, [
    'application-controller: everything in the cluster',
    'applicationset-controller: read-secrets in the cluster',
    'redis: some read-secrets in argocd',
    'redis: write-secrets in argocd',
    ...[...server, 'approve-certificates', 'write-webhooks'].map((power) => `server: ${power} in the cluster`),
  ]);
  const { entries } = gitopsAccess(graph, 'argocd', { except: accounts });
  const shipped = entries.filter(({ binding: { name } }) => name.startsWith('argocd'));
  t.deepEqual(
    shipped.map(({ subject }) => subject.name),
    ['argocd-notifications-controller'],
  );
});

/** A request that one of the rules speaks of, or nearly. */
function requestsNear({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): Attributes[] {
  const [url] = nonResourceURLs;
  if (url !== undefined) return [url, url.replace('*', 'x')].map((path) => ({ verb: 'get', path }));
  const names = [...resourceNames.slice(0, 1), ''];
  return [...verbs.slice(0, 2), 'bind'].flatMap((verb) =>
    [...resources.slice(0, 2), `${resources[0]}/status`].flatMap((path) => {
      const [resource = '', subresource = ''] = path.split('/');
      const group = apiGroups[0] ?? '';
      return names.map((name) => ({ verb, group, resource, subresource, name, namespace: 'kube-system' }));
    }),
  );
}

const userOf = (subject: Subject): User =>
  subject.kind === 'Group' ? { name: 'x', groups: [subject.name] } : { name: userNameOf(subject), groups: [] };

test.serial('the parts of Kubernetes may do what its own roles say', async (t) => {
  const { admin } = t.context;
  await authorizerIsUpToDate(admin);
  const { grants } = rbacGraph(await liveObjects(admin));
  const cases = grants.flatMap(({ subjects, rules: granted }, index) =>
    subjects.flatMap((subject) => {
      const other = grants[(index + seed) % grants.length]?.rules ?? [];
      const near = [...granted, ...other.slice(0, 2)].flatMap(requestsNear);
      return near.map((request) => [userOf(subject), request] as const);
    }),
  );
  const chosen = sample(fc.constantFrom(...cases), 500);
  const { wrong, allowed } = await compare(admin, chosen);
  t.deepEqual(wrong, [], `seed ${seed}`);
  t.true(allowed > 60 && allowed < 440, `${allowed} of ${chosen.length} are allowed`);
});

/** How many cases are permitted by RoleBindings alone: in some random worlds everybody may do everything, or nothing. */
function byRoleBindings(objects: RbacObjects, cases: readonly Case[]): number {
  const [all, bare] = [rbacGraph(objects), rbacGraph({ ...objects, roleBindings: [] })];
  return cases.filter(([user, request]) => can(all, user, request) && !can(bare, user, request)).length;
}

test.serial('the authorizer decides as predicted: random roles, bindings, users and requests', async (t) => {
  const { admin } = t.context;
  const namespace = fc.constantFrom('', ...NAMESPACES, 'three');
  const cases = sample(
    fc
      .tuple(fc.constantFrom(...users), fc.constantFrom(...requests), namespace)
      .map(([user, request, where]): Case => [user, 'path' in request ? request : { ...request, namespace: where }]),
    1000,
  );
  const worlds = sample(clustersOf([20, 20], [24, 24], [4, 4]), 10).map((world) => ({
    world,
    telling: byRoleBindings(world, cases),
  }));
  const [best] = worlds.toSorted((a, b) => b.telling - a.telling);
  t.true(best !== undefined && best.telling > 50, `${best?.telling} cases tell namespaces apart, seed ${seed}`);
  await applyAll(admin, best?.world ?? {});
  await authorizerIsUpToDate(admin);
  const { wrong } = await compare(admin, cases);
  t.deepEqual(wrong, [], `seed ${seed}`);
});

const WRITE_ROLES: PolicyRule = {
  apiGroups: ['rbac.authorization.k8s.io'],
  resources: ['roles', 'clusterroles'],
  verbs: ['create', 'patch'],
};

test.serial('a role is refused as predicted, combination by combination', async (t) => {
  const { cluster, admin } = t.context;
  const broad = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'create'] }];
  const held = [broad, ...sample(rules, 6)];
  const names = held.map((_, index) => `limited-${index}`);
  const bound = (of: (name: string) => RoleBinding): RoleBinding[] => names.map(of);
  const user = (name: string) => [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }];
  await applyAll(admin, {
    clusterRoles: [
      role('ClusterRole', 'write-roles', [WRITE_ROLES]),
      ...held.map((list, index) => role('ClusterRole', `limited-${index}`, list)),
    ],
    clusterRoleBindings: [
      ...bound((name) => binding('ClusterRoleBinding', `${name}-write`, 'ClusterRole/write-roles', user(name))),
      // Every other one holds its rules in one namespace only.
      ...bound((name) => binding('ClusterRoleBinding', name, `ClusterRole/${name}`, user(name))).filter(
        (_, i) => i % 2 === 0,
      ),
    ],
    roleBindings: bound((name) => binding('RoleBinding', name, `ClusterRole/${name}`, user(name), 'one')),
  });
  await authorizerIsUpToDate(admin);
  const graph = rbacGraph(await liveObjects(admin), 'narrowest');
  const wanted = sample(rules, 35).flatMap((list, index): Role[] => {
    const ofResources = list.filter((rule) => rule.nonResourceURLs === undefined);
    return [
      role('ClusterRole', `wanted-${index}`, list),
      role('Role', `wanted-${index}`, ofResources, NAMESPACES[index % 2]),
    ];
  });
  const results = await Promise.all(
    names.map(async (name) => {
      const api = actingAs(cluster, name);
      const mine = { name, groups: ['system:authenticated'] };
      return Promise.all(
        wanted.map(async (object) => ({
          found: await refuses(api, object),
          expected: missingToWrite(graph, mine, object).map(ruleText).toSorted(),
        })),
      );
    }),
  );
  for (const { found, expected } of results.flat()) t.deepEqual(found, expected, `seed ${seed}`);
  const missing = results.flat().map(({ found }) => found.length);
  const counts = [missing.filter((count) => count === 0).length, missing.filter((count) => count > 0).length];
  t.true(Math.min(...counts) > 50, counts.join(' roles are accepted, refused are '));
});

const escalating: [title: string, rule: PolicyRule, permitted: boolean][] = [
  ['escalate', { ...WRITE_ROLES, verbs: ['escalate'] }, true],
  ['escalate for this name', { ...WRITE_ROLES, verbs: ['escalate'], resourceNames: ['wanted'] }, true],
  ['escalate for another name', { ...WRITE_ROLES, verbs: ['escalate'], resourceNames: ['other'] }, false],
  ['bind', { ...WRITE_ROLES, verbs: ['bind'] }, false],
];

test.serial('escalate exempts from the check, for the names it is given for', async (t) => {
  const { cluster, admin } = t.context;
  const wanted = role('ClusterRole', 'wanted', [{ apiGroups: ['x'], resources: ['y'], verbs: ['z'] }]);
  const named = (index: number): string => `escalating-${index}`;
  await applyAll(admin, {
    clusterRoles: escalating.map(([, rule], index) => role('ClusterRole', named(index), [WRITE_ROLES, rule])),
    clusterRoleBindings: escalating.map((_, index) =>
      binding('ClusterRoleBinding', named(index), `ClusterRole/${named(index)}`, [
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: named(index) },
      ]),
    ),
  });
  await authorizerIsUpToDate(admin);
  const graph = rbacGraph(await liveObjects(admin), 'narrowest');
  for (const [index, [title, , permitted]] of escalating.entries()) {
    const name = named(index);
    t.is((await refuses(actingAs(cluster, name), wanted)).length === 0, permitted, title);
    t.is(missingToWrite(graph, { name, groups: ['system:authenticated'] }, wanted).length === 0, permitted, title);
  }
});

test.serial('names do not keep anybody from creating: an apply is a create with a name', async (t) => {
  const { cluster, admin } = t.context;
  const named: PolicyRule = {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['create', 'patch'],
    resourceNames: ['mine'],
  };
  await applyAll(admin, {
    roles: [role('Role', 'named', [named], 'one')],
    roleBindings: [
      binding(
        'RoleBinding',
        'named',
        'Role/named',
        [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'named' }],
        'one',
      ),
    ],
  });
  await authorizerIsUpToDate(admin);
  const configMap = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', namespace: 'one' } };
  const user = actingAs(cluster, 'named');
  await t.throwsAsync(user.create(configMap, object), { message: /cannot create resource "configmaps"/ });
  t.is((await user.apply(configMap, object)).metadata.name, 'mine');
});

test.serial('a ClusterRole comes to have the rules that aggregation was computed to give', async (t) => {
  const { admin } = t.context;
  const get = (resource: string): PolicyRule[] => [{ apiGroups: [''], resources: [resource], verbs: ['get'] }];
  const plain = (name: string, labels: Record<string, string>): Role => {
    const object = role('ClusterRole', name, get(name));
    return { ...object, metadata: { ...object.metadata, labels } };
  };
  const by = (key: string, ...values: string[]) => ({ matchExpressions: [{ key, operator: 'In' as const, values }] });
  const aggregating = (name: string, selectors: ReturnType<typeof by>[], labels = {}): Role => ({
    ...plain(name, labels),
    aggregationRule: { clusterRoleSelectors: selectors },
  });
  await applyAll(admin, {
    clusterRoles: [
      plain('part-a', { tier: 'one' }),
      plain('part-b', { tier: 'two', more: 'yes' }),
      plain('part-c', { tier: 'three' }),
      aggregating('inner', [by('tier', 'one', 'two'), by('more', 'yes')], { outer: 'yes' }),
      aggregating('outer', [by('outer', 'yes')], { outer: 'yes' }),
      aggregating('nothing', [by('tier', 'four')]),
    ],
  });
  const text = (list: readonly Rule[]): string[] => list.map((rule) => JSON.stringify(rule)).toSorted();
  const settled = async (reading: Reading, expected: Record<string, string[]>): Promise<void> =>
    eventually(async () => {
      const { clusterRoles } = await liveObjects(admin);
      const own = clusterRoles.filter(({ metadata: { name } }) => Object.hasOwn(expected, name));
      for (const live of own)
        assert.deepEqual(text(aggregatedRules(live, clusterRoles, reading)), text(readRules(live.rules, 'narrowest')));
      const found = own.map(({ metadata: { name }, rules: list }) => [
        name,
        (list ?? []).flatMap((rule) => rule.resources ?? []),
      ]);
      assert.deepEqual(Object.fromEntries(found), expected);
    });
  const both = ['part-a', 'part-b'];
  await settled('narrowest', { inner: both, outer: both });
  await settled('widest', { inner: both, outer: both, nothing: ['nothing'] });
  for (const name of both) await admin.remove(rbacTypes.ClusterRole, { name });
  await settled('narrowest', { inner: [], outer: [] });
  t.pass('those written by hand stay, those that the controller wrote go');
});
