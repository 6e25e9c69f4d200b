import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import type { AppProject, AppProjectSpec } from '../../src/domain/argocd/resources.ts';
import { homelabApps, IN_CLUSTER } from '../unit/domain/projects.ts';
import { type AnyObject, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { asAdministrator, type Scene, setScene } from '../support/scene.ts';
import { condition, type World } from '../support/world.ts';

const test = anyTest as TestFn<Scene>;

setScene(test, asAdministrator);

const GOOD = { Ready: 'True', Enforced: 'True', InSync: 'True' };
const EVERYTHING = [{ group: '*', kind: '*' }];
const shop = {
  name: 'shop',
  sourceRepos: ['https://git.example.com/*'],
  destinations: [{ server: IN_CLUSTER, namespace: 'shop' }],
};

const specOf = async ({ admin }: World, namespace: string, name: string): Promise<AppProjectSpec> =>
  ((await admin.get(types.appProject, { namespace, name })) as AppProject).spec ?? {};

const create = async ({ admin }: World, namespace: string, name: string, spec: object): Promise<AnyObject> =>
  admin.create(types.appProject, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { namespace, name },
    spec,
  });

/** As Argo CD's server makes it when it starts. */
const createDefault = async (world: World, namespace: string): Promise<AnyObject> =>
  create(world, namespace, 'default', {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: EVERYTHING,
  });

const createApplication = async ({ admin }: World, namespace: string, name: string, spec: object = {}) =>
  admin.create(types.application, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { namespace, name },
    spec: {
      project: 'shop',
      source: { repoURL: 'https://git.example.com/shop', path: '.' },
      destination: { server: IN_CLUSTER, namespace: 'shop' },
      ...spec,
    },
  });

async function enforce(world: World, name: string, projects: object, more: object = {}) {
  await world.applyPolicy(name, { mode: 'Enforce', projects, ...more });
  return world.settled(name, GOOD);
}

test.serial('the project of the article, field by field, beside a locked default', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('article');
  await createDefault(world, 'article');
  await enforce(world, 'article', { lockDefault: true, items: [homelabApps] });
  const spec = await specOf(world, 'article', 'homelab-apps');
  t.like(spec, {
    sourceRepos: ['https://gitea.local/max/homelab-gitops.git'],
    destinations: homelabApps.destinations,
    clusterResourceWhitelist: [],
    namespaceResourceBlacklist: homelabApps.namespaceResourceBlacklist,
    roles: [{ name: 'read-only', policies: homelabApps.roles[0]?.policies }],
  });
  const locked = await specOf(world, 'article', 'default');
  t.like(locked, {
    sourceRepos: [],
    destinations: [],
    sourceNamespaces: [],
    clusterResourceWhitelist: [],
    clusterResourceBlacklist: EVERYTHING,
    namespaceResourceBlacklist: EVERYTHING,
  });
});

test.serial('Audit writes nothing, and shows the same plan', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('audited');
  await world.applyPolicy('audited', { mode: 'Enforce', projects: { mode: 'Audit', items: [shop] } });
  const { plan } = await world.settled('audited', { Ready: 'True', Enforced: 'False/AuditMode' });
  t.deepEqual(plan, [
    { action: 'Create', kind: 'AppProject', namespace: 'audited', name: 'shop', message: 'It does not exist.' },
  ]);
  t.deepEqual(await world.admin.list(types.appProject, 'audited'), []);
});

test.serial('whatever widens a project is put right, and told by whom', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('widened');
  await enforce(world, 'widened', { items: [{ ...shop, roles: [{ name: 'ci' }] }] });
  const before = await specOf(world, 'widened', 'shop');
  const ref = { namespace: 'widened', name: 'shop' };
  const attacks = [
    { destinations: [{ server: '*', namespace: '*' }] },
    { clusterResourceWhitelist: EVERYTHING },
    { roles: [{ name: 'backdoor', groups: ['mallory'] }] },
    { sourceIntegrity: { git: { policies: [] } }, orphanedResources: {} },
  ];
  for (const spec of attacks) {
    await world.mallory.patch(types.appProject, ref, { spec });
    await eventually(async () => assert.deepEqual(await specOf(world, 'widened', 'shop'), before));
  }
  await world.mallory.remove(types.appProject, ref);
  await eventually(async () => assert.deepEqual(await specOf(world, 'widened', 'shop'), before));
  const { drift } = await eventually(async () => {
    const status = await world.settled('widened', GOOD);
    assert.equal(status.summary?.corrected, attacks.length + 1);
    return status;
  });
  t.is(drift.find(({ path }) => path === 'spec.clusterResourceWhitelist')?.manager, 'mallory');
  t.true(drift.every(({ corrected, kind }) => corrected && kind === 'AppProject'));
});

test.serial('tokens that Argo CD adds to a role stay, whatever else is put right', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('tokens');
  await enforce(world, 'tokens', { items: [{ ...shop, roles: [{ name: 'ci' }] }] });
  const ref = { namespace: 'tokens', name: 'shop' };
  const jwtTokens = [{ iat: 1_700_000_000, id: 'a' }];
  await world.mallory.patch(types.appProject, ref, { spec: { roles: [{ name: 'ci', jwtTokens }] } });
  await world.mallory.patch(types.appProject, ref, { spec: { sourceRepos: ['*'] } });
  await eventually(async () => {
    const { sourceRepos, roles } = await specOf(world, 'tokens', 'shop');
    assert.deepEqual(sourceRepos, shop.sourceRepos);
    assert.deepEqual(roles?.[0]?.jwtTokens, jwtTokens);
  });
  const { drift } = await world.settled('tokens', GOOD);
  t.deepEqual(
    drift.filter(({ path }) => path.startsWith('spec.roles')),
    [],
  );
});

test.serial(
  'a project that would refuse an Application is held back, and one that only warns is written',
  async (t) => {
    const { world } = t.context;
    await world.installArgoCd('guarded');
    await enforce(world, 'guarded', { items: [shop] });
    await createApplication(world, 'guarded', 'web');
    const narrow = { ...shop, sourceRepos: ['https://elsewhere.example.com/*'] };
    await world.applyPolicy('guarded', { mode: 'Enforce', projects: { items: [narrow] } });
    const held = await world.settled('guarded', { Ready: 'True', Enforced: 'False/GuardBlocked' });
    t.regex(condition(held, 'Enforced').message, /guarded\/web: .*https:\/\/git\.example\.com\/shop/);
    t.deepEqual((await specOf(world, 'guarded', 'shop')).sourceRepos, shop.sourceRepos);
    await world.mallory.patch(
      types.appProject,
      { namespace: 'guarded', name: 'shop' },
      { spec: { sourceRepos: ['*'] } },
    );
    await eventually(async () =>
      assert.deepEqual((await specOf(world, 'guarded', 'shop')).sourceRepos, shop.sourceRepos),
    );
    await enforce(world, 'guarded', { guard: 'Warn', items: [narrow] });
    t.deepEqual((await specOf(world, 'guarded', 'shop')).sourceRepos, narrow.sourceRepos);
  },
);

test.serial('the lock waits for Applications that use default, named or not', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('locked');
  await createDefault(world, 'locked');
  await createApplication(world, 'locked', 'nameless', { project: '' });
  await world.applyPolicy('locked', { mode: 'Enforce', projects: { lockDefault: true } });
  const waiting = await world.settled('locked', { Ready: 'True', Enforced: 'False/GuardBlocked', Compliant: 'False' });
  t.regex(condition(waiting, 'Enforced').message, /locked\/nameless/);
  t.deepEqual(
    waiting.projects.map(({ name, applications }) => [name, applications]),
    [['default', 1]],
  );
  t.deepEqual((await specOf(world, 'locked', 'default')).sourceRepos, ['*']);
  await world.admin.remove(types.application, { namespace: 'locked', name: 'nameless' });
  await world.settled('locked', { ...GOOD, Compliant: 'True' });
  t.deepEqual((await specOf(world, 'locked', 'default')).sourceRepos, []);
  await world.applyPolicy('locked', { mode: 'Enforce', projects: { lockDefault: false } });
  await world.settled('locked', GOOD);
  await world.mallory.patch(types.appProject, { namespace: 'locked', name: 'default' }, { spec: { description: 'x' } });
  await world.settled('locked', GOOD);
  t.is((await specOf(world, 'locked', 'default')).description, 'x', 'it is nobody’s business of ours any more');
  await world.kubectl('delete', 'gsp', 'locked');
  t.deepEqual((await specOf(world, 'locked', 'default')).sourceRepos, [], 'Argo CD would make it anew, wide open');
});

test.serial('an item that Argo CD would choke on is named with its field, and the others are kept', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('invalid');
  const bad = {
    ...shop,
    name: 'bad',
    roles: [{ name: 'ci', policies: ['p, proj:bad:ci, applications, fly, bad/*, allow'] }],
  };
  await world.applyPolicy('invalid', { mode: 'Enforce', projects: { items: [bad, shop] } });
  const status = await world.settled('invalid', { Ready: 'False/InvalidSpec', Enforced: 'False/InvalidSpec' });
  t.regex(condition(status, 'Ready').message, /AppProject bad: roles\[0\]\.policies\[0\]/);
  t.deepEqual(
    (await world.admin.list(types.appProject, 'invalid')).map(({ metadata }) => metadata.name),
    ['shop'],
  );
});

test.serial('a project that is not asked for any more goes when the last Application has gone', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('leaving');
  await enforce(world, 'leaving', { items: [shop] });
  await createApplication(world, 'leaving', 'web');
  await world.applyPolicy('leaving', { mode: 'Enforce', projects: { guard: 'Block' } });
  const kept = await world.settled('leaving', { Ready: 'True', Enforced: 'False/InUse' });
  t.regex(condition(kept, 'Enforced').message, /AppProject shop: still used by leaving\/web/);
  await world.admin.remove(types.application, { namespace: 'leaving', name: 'web' });
  await eventually(async () => assert.deepEqual(await world.admin.list(types.appProject, 'leaving'), []));
  await world.settled('leaving', GOOD);
});

test.serial('a project of that name which is somebody else’s is left alone', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('foreign');
  await create(world, 'foreign', 'shop', { sourceRepos: ['*'] });
  await world.applyPolicy('foreign', { mode: 'Enforce', projects: { items: [shop] } });
  const status = await world.settled('foreign', { Ready: 'True', Enforced: 'False/NotOwned' });
  t.is(status.plan[0]?.action, 'Blocked');
  t.deepEqual(await specOf(world, 'foreign', 'shop'), { sourceRepos: ['*'] });
  await world.applyPolicy('foreign', { mode: 'Enforce', takeOwnership: true, projects: { items: [shop] } });
  await world.settled('foreign', GOOD);
  t.deepEqual((await specOf(world, 'foreign', 'shop')).sourceRepos, shop.sourceRepos);
});

const gate = { manual: [{ namespaces: ['shop*-prod'] }] };
const prod = { destination: { server: IN_CLUSTER, namespace: 'shop-prod' }, syncPolicy: { automated: {} } };

test.serial('production is held back in our projects, and told where a project is not ours', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('gated');
  await create(world, 'gated', 'theirs', { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] });
  const items = [{ ...shop, destinations: [{ server: IN_CLUSTER, namespace: 'shop*' }] }];
  await createApplication(world, 'gated', 'ours', prod);
  await createApplication(world, 'gated', 'theirs', { ...prod, project: 'theirs' });
  await world.applyPolicy('gated', { mode: 'Enforce', projects: { items }, sync: gate });
  const status = await world.settled('gated', { Ready: 'True', Enforced: 'True' });
  const { syncWindows = [] } = await specOf(world, 'gated', 'shop');
  t.like(syncWindows[0], { kind: 'deny', schedule: '* * * * *', duration: '24h', manualSync: true });
  t.deepEqual(syncWindows[0]?.namespaces, ['shop*-prod']);
  t.deepEqual(
    status.gates.map(({ application }) => application),
    ['gated/theirs'],
  );
  t.true(status.violations.some(({ rule }) => rule === 'argocd/production-autosync'));
});

test.serial('a Secret that reopens a project is named, and no credential with it', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('reopened');
  await world.admin.create(types.secret, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'reopened', name: 'repo', labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
    stringData: { project: 'shop', url: 'https://evil.example.com/x.git', password: 'hunter2-canary' },
  });
  const status = await enforce(world, 'reopened', { secrets: 'Data', items: [shop] });
  const [entry] = status.projects;
  t.is(entry?.name, 'shop');
  t.regex(entry?.reopenedBy[0] ?? '', /repo.*https:\/\/evil\.example\.com/);
  t.true(status.violations.some(({ rule }) => rule === 'argocd/project-reopened'));
  const said = JSON.stringify([status, t.context.operator.log, await world.admin.list(types.event, 'default')]);
  t.false(said.includes('hunter2'));
});
