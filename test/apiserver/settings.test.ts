import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { asAdministrator, type Scene, setScene } from '../support/scene.ts';
import { condition, type World } from '../support/world.ts';

const test = anyTest as TestFn<Scene>;

setScene(test, asAdministrator);

const GOOD = { Ready: 'True', Enforced: 'True', InSync: 'True' };
const ANONYMOUS = { id: 'argocd-cm/users.anonymous.enabled', value: 'false' };

const dataOf = async ({ admin }: World, namespace: string, name = 'argocd-cm') =>
  (await admin.get(types.configMap, { namespace, name }))['data'] as Record<string, string> | undefined;

const setData = async ({ mallory }: World, namespace: string, data: object, name = 'argocd-cm') =>
  mallory.patch(types.configMap, { namespace, name }, { data });

test.serial('what is listed is set, what is not listed is only told', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('set');
  await setData(world, 'set', {
    'users.anonymous.enabled': 'true',
    'exec.enabled': 'true',
    url: 'https://argocd.example.com',
  });
  await world.applyPolicy('set', { mode: 'Enforce', settings: { keys: [ANONYMOUS] } });
  const status = await world.settled('set', GOOD);
  t.like(await dataOf(world, 'set'), {
    'users.anonymous.enabled': 'false',
    'exec.enabled': 'true',
    url: 'https://argocd.example.com',
  });
  const exec = status.settings.find(({ id }) => id === 'argocd-cm/exec.enabled');
  t.like(exec, { value: 'true', source: 'ConfigMap' });
  t.true(status.violations.some(({ rule }) => rule === 'settings/argocd-cm/exec.enabled'));
});

test.serial('an intruder turns anonymous access on: turned off again, and told by whom', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('attacked');
  await world.applyPolicy('attacked', { mode: 'Enforce', settings: { keys: [ANONYMOUS] } });
  await world.settled('attacked', GOOD);
  await setData(world, 'attacked', { 'users.anonymous.enabled': 'true', other: 'kept' });
  await eventually(async () => assert.equal((await dataOf(world, 'attacked'))?.['users.anonymous.enabled'], 'false'));
  t.is((await dataOf(world, 'attacked'))?.['other'], 'kept');
  const { drift } = await eventually(async () => {
    const status = await world.settled('attacked', GOOD);
    assert.equal(status.summary?.corrected, 1);
    return status;
  });
  t.like(drift[0], {
    kind: 'ConfigMap',
    name: 'argocd-cm',
    path: 'data["users.anonymous.enabled"]',
    wanted: '"false"',
    found: '"true"',
    manager: 'mallory',
    corrected: true,
  });
});

test.serial('Audit writes nothing', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('judged');
  await setData(world, 'judged', { 'users.anonymous.enabled': 'true' });
  await world.applyPolicy('judged', { mode: 'Audit', settings: { keys: [ANONYMOUS] } });
  const { plan, violations } = await world.settled('judged', { Ready: 'True', Enforced: 'False/AuditMode' });
  t.deepEqual(
    plan.map(({ action, name }) => [action, name]),
    [['Set', 'argocd-cm']],
  );
  t.true(violations.some(({ rule, severity }) => rule.endsWith('users.anonymous.enabled') && severity === 'critical'));
  t.is((await dataOf(world, 'judged'))?.['users.anonymous.enabled'], 'true');
});

test.serial('what a tool manages is left to it, with what to write there', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('helm');
  await world.mallory.patch(
    types.configMap,
    { namespace: 'helm', name: 'argocd-cm' },
    { metadata: { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }, data: { 'users.anonymous.enabled': 'true' } },
  );
  await world.applyPolicy('helm', { mode: 'Enforce', settings: { keys: [ANONYMOUS] } });
  const status = await world.settled('helm', { Ready: 'True', Enforced: 'False/NotOwned' });
  t.regex(condition(status, 'Enforced').message, /Helm manages ConfigMap argocd-cm/);
  t.is((await dataOf(world, 'helm'))?.['users.anonymous.enabled'], 'true');
  await world.applyPolicy('helm', { mode: 'Enforce', takeOwnership: true, settings: { keys: [ANONYMOUS] } });
  await world.settled('helm', GOOD);
  t.is((await dataOf(world, 'helm'))?.['users.anonymous.enabled'], 'false');
});

test.serial('a key that the policy drops stays as it is, and nobody minds it any more', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('dropped');
  await setData(world, 'dropped', { 'users.anonymous.enabled': 'true' });
  await world.applyPolicy('dropped', { mode: 'Enforce', settings: { keys: [ANONYMOUS] } });
  await world.settled('dropped', GOOD);
  await world.applyPolicy('dropped', { mode: 'Enforce', settings: { preset: 'recommended' } });
  const status = await eventually(async () => {
    const found = await world.settled('dropped', GOOD);
    assert.deepEqual(found.managed, []);
    return found;
  });
  t.deepEqual(status.plan, []);
  t.is((await dataOf(world, 'dropped'))?.['users.anonymous.enabled'], 'false');
});

test.serial('an id that is no setting is named, and the others are set', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('unknown');
  await setData(world, 'unknown', { 'users.anonymous.enabled': 'true' });
  const keys = [{ id: 'argocd-cm/no.such.key', value: 'x' }, ANONYMOUS];
  await world.applyPolicy('unknown', { mode: 'Enforce', settings: { keys } });
  const status = await world.settled('unknown', { Ready: 'False/InvalidSpec' });
  t.regex(condition(status, 'Ready').message, /settings\.keys\[0\]\.id/);
  t.is((await dataOf(world, 'unknown'))?.['users.anonymous.enabled'], 'false');
});
