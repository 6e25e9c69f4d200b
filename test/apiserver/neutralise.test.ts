import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import { type AnyObject, specOf, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { condition, createWorld, type World } from '../support/world.ts';

const test = anyTest as TestFn<{ world: World; operators: OperatorProcess[] }>;

test.before('a world with an operator', async (t) => {
  const world = await createWorld();
  t.context = { world, operators: [await startOperator(world.cluster.kubeconfig)] };
});

test.after.always(async (t) => {
  await Promise.all((t.context.operators ?? []).map(async (operator) => operator.stop()));
  await t.context.world?.cluster.stop();
});

const REPORT = { mode: 'Enforce', network: { shippedPolicies: 'Report' } };
const NEUTRALISE = { mode: 'Enforce', network: { shippedPolicies: 'Neutralise' } };
const MANAGER = 'gitops-security-operator-neutralise';
const ANNOTATION = 'gitops-security.io/original-rules';
const server = (namespace: string) => ({ namespace, name: 'argocd-server-network-policy' });

const managersOf = ({ metadata }: AnyObject): unknown[] => (metadata.managedFields ?? []).map(({ manager }) => manager);
const finalizersOf = async ({ admin }: World, name: string): Promise<readonly string[]> =>
  (await admin.get(types.policy, { name })).metadata.finalizers ?? [];

const isEmptied = async ({ admin }: World, namespace: string): Promise<void> =>
  eventually(async () => {
    const { ingress = [], egress = [] } = specOf(await admin.get(types.networkPolicy, server(namespace))) ?? {};
    assert.deepEqual([...ingress, ...egress], []);
  });

/** Installs Argo CD and empties what it ships; returns what that was. */
async function neutralised(world: World, name: string): Promise<AnyObject> {
  await world.installArgoCd(name);
  const original = await world.admin.get(types.networkPolicy, server(name));
  await world.applyPolicy(name, NEUTRALISE);
  await world.settled(name, { Enforced: 'True', Isolated: 'True' });
  await isEmptied(world, name);
  return original;
}

async function isRestored({ admin }: World, original: AnyObject): Promise<AnyObject> {
  return eventually(async () => {
    const now = await admin.get(types.networkPolicy, original.metadata);
    assert.deepEqual(specOf(now), specOf(original));
    assert.equal(now.metadata.annotations?.[ANNOTATION], undefined);
    assert(!managersOf(now).includes(MANAGER));
    return now;
  });
}

test('shipped policies are reported, emptied when asked to, and put back exactly', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('shipped');
  const original = await world.admin.get(types.networkPolicy, server('shipped'));
  await world.applyPolicy('shipped', REPORT);
  const open = await world.settled('shipped', { Enforced: 'True', Isolated: 'False' });
  t.regex(condition(open, 'Isolated').message, /NetworkPolicy argocd-server-network-policy spec\.ingress\[0\]/);
  t.deepEqual(await finalizersOf(world, 'shipped'), []);

  await world.applyPolicy('shipped', NEUTRALISE);
  const status = await world.settled('shipped', { Enforced: 'True', Isolated: 'True', Compliant: 'True' });
  await isEmptied(world, 'shipped');
  t.true(status.neutralised.some(({ name }) => name === 'argocd-server-network-policy'));
  t.is((await finalizersOf(world, 'shipped')).length, 1);

  await world.mallory.patch(types.networkPolicy, server('shipped'), { spec: { ingress: [{}], egress: [{}] } });
  await isEmptied(world, 'shipped');
  await world.settled('shipped', { Isolated: 'True' });

  await world.applyPolicy('shipped', REPORT);
  await isRestored(world, original);
  await world.settled('shipped', { Isolated: 'False' });
  await eventually(async () => assert.deepEqual(await finalizersOf(world, 'shipped'), []));
  t.deepEqual((await world.status('shipped')).neutralised, []);
});

test('a policy that is deleted puts back what it emptied, and then goes', async (t) => {
  const { world } = t.context;
  const original = await neutralised(world, 'undone');
  await world.kubectl('delete', 'gsp', 'undone', '--timeout=20s');
  await isRestored(world, original);
  t.is(await world.admin.find(types.policy, { name: 'undone' }), undefined);
});

test('bug: what was emptied was not put back when the policy moved away', async (t) => {
  const { world } = t.context;
  const original = await neutralised(world, 'moved');
  await world.installArgoCd('elsewhere');
  await world.applyPolicy('moved', { ...NEUTRALISE, argocd: { namespace: 'elsewhere' } });
  await isRestored(world, original);
  await isEmptied(world, 'elsewhere');
  t.pass();
});

test('bug: a shipped policy that was deleted while emptied kept its finalizer for ever', async (t) => {
  const { world } = t.context;
  await neutralised(world, 'lost');
  const shipped = (await world.admin.list(types.networkPolicy, 'lost')).filter(({ metadata }) =>
    metadata.name.endsWith('-network-policy'),
  );
  await Promise.all(shipped.map(async ({ metadata }) => world.mallory.remove(types.networkPolicy, metadata)));
  await t.notThrowsAsync(world.kubectl('delete', 'gsp', 'lost', '--timeout=20s'));
});

test('bug: emptied beside an object of somebody else that had the name of ours', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('pretended');
  const original = await world.admin.get(types.networkPolicy, server('pretended'));
  const { apiVersion, kind } = original;
  const metadata = { name: 'gsp-pretended-server', namespace: 'pretended' };
  const spec = { podSelector: { matchLabels: { nobody: 'here' } }, ingress: [] };
  await world.mallory.create(types.networkPolicy, { apiVersion, kind, metadata, spec });
  await world.applyPolicy('pretended', NEUTRALISE);
  const status = await world.settled('pretended', { Enforced: 'False/NotOwned' });
  t.deepEqual(specOf(await world.admin.get(types.networkPolicy, server('pretended'))), specOf(original));
  const planned = status.plan.find(({ name }) => name === 'argocd-server-network-policy');
  t.like(planned, { action: 'Blocked', message: 'Component server has no policy of ours yet.' });
});

test.serial('what one process emptied is known to the next, even if it could not report it', async (t) => {
  const { world, operators } = t.context;
  const original = await neutralised(world, 'restarted');
  await operators[0]?.stop();
  await world.kubectl(
    'patch',
    'gsp',
    'restarted',
    '--subresource=status',
    '--type=merge',
    '--patch={"status":{"neutralised":[]}}',
  );
  operators.push(await startOperator(world.cluster.kubeconfig));
  await eventually(async () => assert((await world.status('restarted')).neutralised.length > 0));
  t.is((await finalizersOf(world, 'restarted')).length, 1);
  await world.applyPolicy('restarted', REPORT);
  await isRestored(world, original);
});
