import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import type { Role, RoleBinding } from '../../src/api/kube.ts';
import type { AppProject, DestinationServiceAccount } from '../../src/domain/argocd/resources.ts';
import type { ResourceType } from '../../src/engine/object.ts';
import { IN_CLUSTER } from '../unit/domain/projects.ts';
import { type AnyObject, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { condition, createWorld, type World } from '../support/world.ts';

const test = anyTest as TestFn<{ world: World; operator: OperatorProcess }>;

test.before('a world with an operator that has the rights of config/enforce and config/grants', async (t) => {
  const world = await createWorld();
  await world.kubectl('create', 'namespace', 'argocd');
  await applyOverlay(world.cluster, 'enforce');
  await applyOverlay(world.cluster, 'grants');
  t.context = { world, operator: await startOperator(await operatorKubeconfig(world.cluster)) };
  await world.installArgoCd('argocd');
});

test.after.always(async (t) => {
  await t.context.operator?.stop();
  await t.context.world?.cluster.stop();
});

const GOOD = { Ready: 'True', Enforced: 'True', InSync: 'True' };
const KEY = 'application.sync.impersonation.enabled';
const ARGOCD_CM = { namespace: 'argocd', name: 'argocd-cm' };
const DEPLOYMENT = { group: 'apps', kind: 'Deployment' };
const NETWORK_POLICY = { group: 'networking.k8s.io', kind: 'NetworkPolicy' };

const project = (name: string, more: object = {}): object => ({
  name,
  sourceRepos: ['https://git.example.com/*'],
  destinations: [{ server: IN_CLUSTER, namespace: `${name}-*` }],
  ...more,
});

const entryOf = (name: string): DestinationServiceAccount => ({
  server: IN_CLUSTER,
  namespace: `${name}-*`,
  defaultServiceAccount: `gsp-${name}`,
});

const createNamespaces = async ({ admin }: World, ...names: readonly string[]): Promise<unknown> =>
  Promise.all(
    names.map(async (name) =>
      admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    ),
  );

/** As Argo CD keeps it after a sync: what it has deployed stands in the status. */
async function createApplication({ admin }: World, name: string, of: string, resources: readonly object[]) {
  return admin.create(types.application, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { namespace: 'argocd', name },
    spec: {
      project: of,
      source: { repoURL: 'https://git.example.com/shop', path: '.' },
      destination: { server: IN_CLUSTER, namespace: `${of}-a` },
    },
    status: { resources: resources.map((resource) => ({ version: 'v1', namespace: `${of}-a`, ...resource })) },
  });
}

const removeApplication = async ({ admin }: World, name: string): Promise<void> =>
  admin.remove(types.application, { namespace: 'argocd', name });

/** As whom the live project deploys. */
const entriesOf = async ({ admin }: World, name: string): Promise<readonly DestinationServiceAccount[]> =>
  ((await admin.get(types.appProject, { namespace: 'argocd', name })) as AppProject).spec?.destinationServiceAccounts ??
  [];

const accountsIn = async ({ admin }: World, namespace: string): Promise<readonly string[]> =>
  (await admin.list(types.serviceAccount, namespace))
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'default');

const roleIn = async ({ admin }: World, namespace: string): Promise<Role | undefined> =>
  (await admin.list(types.role, namespace))[0];

async function apply(world: World, items: readonly object[], more: object = {}): Promise<AnyObject> {
  const rbac = { impersonation: {} };
  return world.applyPolicy('argocd', { mode: 'Enforce', projects: { items }, rbac, ...more });
}

const impersonates = async ({ admin }: World): Promise<string | undefined> =>
  ((await admin.get(types.configMap, ARGOCD_CM))['data'] as Record<string, string> | undefined)?.[KEY];

const review: ResourceType = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
};

/** What the API server itself says of an account. */
async function may({ admin }: World, account: string, verb: string, group: string, resource: string, inside: string) {
  const resourceAttributes = { verb, group, resource, namespace: inside };
  const answer = await admin.create(review, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: {},
    spec: { user: `system:serviceaccount:${account}`, resourceAttributes },
  });
  return (answer['status'] as { allowed: boolean }).allowed;
}

test.serial('a project deploys as its accounts when all of them are in place, and not before', async (t) => {
  const { world } = t.context;
  await createNamespaces(world, 'one-a', 'one-b', 'two-a');
  const ref = { namespace: 'one-b', name: 'gsp-one' };
  await world.mallory.create(types.serviceAccount, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: ref });
  await apply(world, [project('one')]);
  const status = await world.settled('argocd', { Ready: 'True', Enforced: 'False/NotOwned' });
  t.regex(condition(status, 'Enforced').message, /ServiceAccount gsp-one.*not yet in one-b/s);
  t.deepEqual(await accountsIn(world, 'one-a'), ['gsp-one']);
  t.deepEqual(await entriesOf(world, 'one'), []);
  await world.admin.remove(types.serviceAccount, ref);
  await world.settled('argocd', GOOD);
  t.deepEqual(await entriesOf(world, 'one'), [entryOf('one')]);
  for (const namespace of ['one-a', 'one-b']) {
    t.deepEqual(await accountsIn(world, namespace), ['gsp-one']);
    const [binding] = (await world.admin.list(types.roleBinding, namespace)) as unknown as readonly RoleBinding[];
    t.like(binding?.roleRef, { kind: 'Role', name: (await roleIn(world, namespace))?.metadata.name });
    t.like(binding?.subjects, [{ kind: 'ServiceAccount', name: 'gsp-one', namespace }]);
  }
  t.deepEqual(await accountsIn(world, 'two-a'), []);
});

test.serial('an account writes what an application consists of in its own namespace, and nothing else', async (t) => {
  const { world } = t.context;
  const account = 'one-a:gsp-one';
  await eventually(async () => assert.ok(await may(world, account, 'create', 'apps', 'deployments', 'one-a')));
  for (const verb of ['get', 'patch', 'delete'])
    t.true(await may(world, account, verb, 'apps', 'deployments', 'one-a'), verb);
  for (const [group, resource] of [
    ['rbac.authorization.k8s.io', 'roles'],
    ['rbac.authorization.k8s.io', 'rolebindings'],
    ['', 'resourcequotas'],
    ['networking.k8s.io', 'networkpolicies'],
    ['', 'pods/exec'],
  ] as const)
    t.false(await may(world, account, 'create', group, resource, 'one-a'), resource);
  for (const namespace of ['one-b', 'two-a', 'argocd', ''])
    t.false(await may(world, account, 'create', 'apps', 'deployments', namespace), namespace);
});

test.serial(
  'a namespace that appears later gets an account, and the project deploys as before meanwhile',
  async (t) => {
    const { world } = t.context;
    await createNamespaces(world, 'one-late');
    await eventually(async () =>
      assert.ok(await may(world, 'one-late:gsp-one', 'create', 'apps', 'deployments', 'one-late')),
    );
    const before = await world.admin.get(types.appProject, { namespace: 'argocd', name: 'one' });
    await world.settled('argocd', GOOD);
    const after = await world.admin.get(types.appProject, { namespace: 'argocd', name: 'one' });
    t.is(after.metadata.resourceVersion, before.metadata.resourceVersion);
    t.deepEqual(await entriesOf(world, 'one'), [entryOf('one')]);
  },
);

test.serial('an intruder deletes the account or widens its role: put right, and told', async (t) => {
  const { world } = t.context;
  const { mallory } = world;
  const account = await world.admin.get(types.serviceAccount, { namespace: 'one-a', name: 'gsp-one' });
  await mallory.remove(types.serviceAccount, account.metadata);
  await eventually(async () => assert.deepEqual(await accountsIn(world, 'one-a'), ['gsp-one']));
  const role = await roleIn(world, 'one-a');
  assert.ok(role !== undefined);
  await mallory.patch(types.role, role.metadata, { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] });
  await eventually(async () => assert.deepEqual((await roleIn(world, 'one-a'))?.rules, role.rules));
  await mallory.patch(types.serviceAccount, account.metadata, { automountServiceAccountToken: true });
  await eventually(async () => {
    const found = await world.admin.get(types.serviceAccount, account.metadata);
    assert.equal(found['automountServiceAccountToken'], false);
  });
  await mallory.patch(
    types.appProject,
    { namespace: 'argocd', name: 'one' },
    { spec: { destinationServiceAccounts: [{ ...entryOf('one'), defaultServiceAccount: 'kube-system:admin' }] } },
  );
  await eventually(async () => assert.deepEqual(await entriesOf(world, 'one'), [entryOf('one')]));
  const { drift } = await eventually(async () => {
    const status = await world.settled('argocd', GOOD);
    assert.ok((status.summary?.corrected ?? 0) >= 4);
    return status;
  });
  t.is(drift.find(({ kind, path }) => kind === 'Role' && path === 'rules')?.manager, 'mallory');
  t.true(drift.some(({ kind, path, name }) => kind === 'ServiceAccount' && path === '' && name === 'gsp-one'));
  const entry = 'spec.destinationServiceAccounts[0].defaultServiceAccount';
  t.is(drift.find(({ path }) => path === entry)?.manager, 'mallory');
});

test.serial('entries of the item itself come first, as the first that matches counts', async (t) => {
  const { world } = t.context;
  const own = { server: IN_CLUSTER, namespace: 'one-a', defaultServiceAccount: 'builder' };
  await apply(world, [project('one', { destinationServiceAccounts: [own] })]);
  await world.settled('argocd', GOOD);
  t.deepEqual(await entriesOf(world, 'one'), [own, entryOf('one')]);
});

test.serial('while an Application deploys what its account may not write, entries wait and it is named', async (t) => {
  const { world } = t.context;
  await createNamespaces(world, 'held-a');
  await createApplication(world, 'web', 'held', [DEPLOYMENT, NETWORK_POLICY]);
  await createApplication(world, 'fine', 'held', [DEPLOYMENT]);
  await apply(world, [project('held')]);
  const status = await world.settled('argocd', { Ready: 'True', Enforced: 'False/GuardBlocked' });
  const { message } = condition(status, 'Enforced');
  t.regex(message, /argocd\/web: ServiceAccount held-a:gsp-held may not write NetworkPolicy\.networking\.k8s\.io/);
  t.false(message.includes('argocd/fine'));
  t.deepEqual(await entriesOf(world, 'held'), []);
  t.deepEqual(await accountsIn(world, 'held-a'), ['gsp-held']);
  await removeApplication(world, 'web');
  await world.settled('argocd', GOOD);
  t.deepEqual(await entriesOf(world, 'held'), [entryOf('held')]);
});

test.serial(
  'entries that are there stay, whatever is deployed later: without them every sync would fail',
  async (t) => {
    const { world } = t.context;
    await createApplication(world, 'web', 'held', [NETWORK_POLICY]);
    await apply(world, [project('held', { description: 'changed' })]);
    await eventually(async () => {
      const { spec } = (await world.admin.get(types.appProject, { namespace: 'argocd', name: 'held' })) as AppProject;
      assert.equal(spec?.description, 'changed');
    });
    t.deepEqual(await entriesOf(world, 'held'), [entryOf('held')]);
    for (const name of ['web', 'fine']) await removeApplication(world, name);
  },
);

test.serial('Argo CD impersonates once no Application would fail by it', async (t) => {
  const { world } = t.context;
  await createNamespaces(world, 'set-a');
  await createApplication(world, 'bad', 'set', [NETWORK_POLICY]);
  await apply(world, [project('set'), project('held')], { settings: {} });
  const status = await world.settled('argocd', { Ready: 'True', Enforced: 'False/GuardBlocked' });
  t.regex(
    condition(status, 'Enforced').message,
    /ConfigMap argocd-cm\/application\.sync\.impersonation\.enabled: .*bad/,
  );
  t.is(await impersonates(world), undefined);
  await removeApplication(world, 'bad');
  await world.settled('argocd', GOOD);
  t.is(await impersonates(world), 'true');
  t.deepEqual(await entriesOf(world, 'set'), [entryOf('set')]);
  await world.mallory.patch(types.configMap, ARGOCD_CM, { data: { [KEY]: 'false' } });
  await eventually(async () => assert.equal(await impersonates(world), 'true'));
});

test.serial(
  'what is not asked for any more stays while Argo CD deploys by it, and goes when it does not',
  async (t) => {
    const { world } = t.context;
    await createApplication(world, 'web', 'set', [DEPLOYMENT]);
    const items = [project('set'), project('held')];
    await world.applyPolicy('argocd', { mode: 'Enforce', projects: { items } });
    const status = await world.settled('argocd', { Ready: 'True', Enforced: 'False/InUse' });
    t.regex(condition(status, 'Enforced').message, /of project set: .*argocd\/web/);
    t.deepEqual(await entriesOf(world, 'set'), [entryOf('set')]);
    t.deepEqual(await accountsIn(world, 'set-a'), ['gsp-set']);
    // Nobody deploys by this project.
    await eventually(async () => assert.deepEqual(await accountsIn(world, 'held-a'), []));
    t.deepEqual(await entriesOf(world, 'held'), []);
    const keys = [{ id: `argocd-cm/${KEY}`, value: 'false' }];
    await world.applyPolicy('argocd', { mode: 'Enforce', projects: { items }, settings: { keys } });
    await world.settled('argocd', GOOD);
    t.is(await impersonates(world), 'false');
    await eventually(async () => assert.deepEqual(await accountsIn(world, 'set-a'), []));
    t.deepEqual(await entriesOf(world, 'set'), []);
    t.is(await roleIn(world, 'set-a'), undefined);
  },
);
