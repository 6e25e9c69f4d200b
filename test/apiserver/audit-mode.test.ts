import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import { specOf, types } from '../support/api.ts';
import { describeRequest, isWrite, openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, OPERATOR_USER, operatorKubeconfig } from '../support/operator-account.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { condition, createWorld, type World } from '../support/world.ts';

const test = anyTest as TestFn<{ world: World; operator: OperatorProcess }>;

const NAME = 'argocd';
const SERVER = { namespace: NAME, name: 'gsp-argocd-server' };

test.before('an operator that may only read and report', async (t) => {
  const world = await createWorld({ audit: true });
  await world.installArgoCd(NAME);
  await applyOverlay(world.cluster, 'audit');
  t.context = {
    world,
    operator: await startOperator(await operatorKubeconfig(world.cluster), ['--no-leader-election']),
  };
});

test.after.always(async (t) => {
  await t.context.operator?.stop();
  await t.context.world?.cluster.stop();
});

test.serial('Audit writes nothing but its report, which says what Enforce would write', async (t) => {
  const { world } = t.context;
  const audited = openAuditLog(world.cluster.auditLog ?? '');
  await world.applyPolicy(NAME, { network: {} });
  const status = await world.settled(NAME, { Ready: 'True', Enforced: 'False/AuditMode', Isolated: 'False' });
  const workloads = [
    ...(await world.admin.list(types.deployment, NAME)),
    ...(await world.admin.list(types.statefulSet, NAME)),
  ];
  t.is(status.plan.length, workloads.length + 1);
  t.true(status.plan.every(({ action, namespace }) => action === 'Create' && namespace === NAME));
  t.is(status.summary?.managed, 0);
  t.true(status.violations.some(({ name }) => name === 'argocd-server-network-policy'));

  const writes = (await audited.next()).filter((entry) => isWrite(entry) && entry.user.username === OPERATOR_USER);
  t.true(writes.length > 0);
  const texts = new Set(writes.map((entry) => describeRequest(entry).replace(/ default\/(argocd\.\w+)?/, '')));
  t.deepEqual([...texts].toSorted(), [
    'create events.k8s.io/events 201',
    'patch gitops-security.io/gitopssecuritypolicies/status /argocd 200',
  ]);
});

test.serial('Enforce without the rights says so, and goes on when they are granted', async (t) => {
  const { world } = t.context;
  await world.applyPolicy(NAME, { mode: 'Enforce', network: {} });
  const refused = await world.settled(NAME, { Ready: 'False/ApplyFailed', Enforced: 'False/ApplyFailed' });
  t.regex(condition(refused, 'Ready').message, /is forbidden/);
  t.deepEqual(await world.generated(NAME), []);
  await applyOverlay(world.cluster, 'enforce');
  const status = await eventually(async () => world.settled(NAME, { Ready: 'True', Enforced: 'True' }), 60);
  t.deepEqual(status.plan, []);
  t.is(status.summary?.managed, (await world.generated(NAME)).length);
});

test.serial('bug: a change of the policy while it is suspended was taken for drift', async (t) => {
  const { world } = t.context;
  await world.applyPolicy(NAME, { mode: 'Enforce', suspend: true, network: {} });
  await world.settled(NAME, { Enforced: 'False/Suspended', InSync: 'True', Ready: 'True' });
  const network = { metrics: [{ cidr: '10.2.0.0/16' }] };
  await world.applyPolicy(NAME, { mode: 'Enforce', suspend: true, network });
  const planned = await world.settled(NAME, { Enforced: 'False/Suspended', InSync: 'True' });
  t.true(planned.plan.length > 0 && planned.plan.every(({ action }) => action === 'Update'));

  await world.mallory.patch(types.networkPolicy, SERVER, { spec: { egress: [{}] } });
  const drifted = await world.settled(NAME, { Enforced: 'False/Suspended', InSync: 'False/Drifted' });
  t.is(drifted.summary?.drifted, 1);
  t.like(drifted.drift[0], { name: SERVER.name, path: 'spec.egress', manager: 'mallory', corrected: false });
  t.deepEqual(specOf(await world.admin.get(types.networkPolicy, SERVER))?.egress, [{}]);

  await world.applyPolicy(NAME, { mode: 'Enforce', network });
  const status = await world.settled(NAME, { Enforced: 'True', InSync: 'True' });
  t.notDeepEqual(specOf(await world.admin.get(types.networkPolicy, SERVER))?.egress, [{}]);
  t.is(status.summary?.corrected, 1);
});

test.serial('the mode of a section overrides that of the policy', async (t) => {
  const { world } = t.context;
  await world.applyPolicy(NAME, { mode: 'Enforce', network: { mode: 'Audit' } });
  await world.settled(NAME, { Enforced: 'False/AuditMode' });
  await world.mallory.remove(types.networkPolicy, SERVER);
  await world.settled(NAME, { InSync: 'False/Drifted', Enforced: 'False/AuditMode' });
  t.is(await world.admin.find(types.networkPolicy, SERVER), undefined);
  await world.applyPolicy(NAME, { mode: 'Audit', network: { mode: 'Enforce' } });
  await world.settled(NAME, { InSync: 'True', Enforced: 'True' });
  await eventually(async () => assert(await world.admin.find(types.networkPolicy, SERVER)));
  t.pass();
});
