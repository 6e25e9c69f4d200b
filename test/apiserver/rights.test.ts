import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import { type AnyObject, specOf, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { grantsOf } from '../support/rights.ts';
import { condition, createWorld, type World } from '../support/world.ts';

interface Scene {
  readonly world: World;
  readonly account: string;
  operator: OperatorProcess;
}

/** One life in the order of the tests, with the rights that config/enforce grants and no others. */
const test = anyTest.serial as TestFn<{ scene: Scene }>;
const NAME = 'argocd';
const CRD = 'gitopssecuritypolicies.gitops-security.io';
const ENFORCE = { mode: 'Enforce', network: {} };
/** Until an operator that is left alone has nothing more to say: a status is written at most once a second. */
const REPORTS_MS = 2_500;
const OPEN = { spec: { ingress: [{}] } };
const READ_ROLE = 'gitops-security-operator-read';

/** Takes a resource out of what may be read in the whole cluster. */
async function hide({ kubectl, cluster }: World, resource: string): Promise<void> {
  const grants = (await grantsOf(cluster.kubeconfig, ['enforce'])).filter(
    ({ role }) => role.metadata.name === READ_ROLE,
  );
  const rule = grants.findIndex(({ rule: { resources } }) => resources.includes(resource));
  const path = `/rules/${rule}/resources/${grants[rule]?.rule.resources.indexOf(resource)}`;
  await kubectl(
    'patch',
    'clusterrole',
    READ_ROLE,
    '--type=json',
    `--patch=${JSON.stringify([{ op: 'remove', path }])}`,
  );
}

anyTest.serial.before('an account, Argo CD, and no CustomResourceDefinition', async (t) => {
  const world = await createWorld();
  await world.kubectl('delete', 'crd', CRD);
  await world.installArgoCd(NAME);
  await applyOverlay(world.cluster, 'enforce');
  const account = await operatorKubeconfig(world.cluster);
  (t.context as { scene: Scene }).scene = { world, account, operator: await startOperator(account, []) };
});

anyTest.after.always(async (t) => {
  const { operator, world } = (t.context as { scene: Scene }).scene;
  await operator.kill();
  await world.cluster.stop();
});

async function installCrd({ kubectl, admin }: World): Promise<void> {
  await kubectl('apply', '--server-side', '-f', 'crds/');
  await eventually(async () => admin.list(types.policy));
}

/** Does something, and says how long it takes until it has come true. */
async function timed(t: ExecutionContext, what: string, comesTrue: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await comesTrue();
  t.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const said = ({ log }: OperatorProcess, pattern: RegExp): Promise<void> =>
  eventually(() => assert.ok(log.some((line) => pattern.test(JSON.stringify(line)))));

/** What an operator wrote, by its own account. */
const writes = ({ log }: OperatorProcess): readonly string[] =>
  log.flatMap(({ message, object }) =>
    message === 'applied' || message === 'deleted' ? [`${message} ${String(object)}`] : [],
  );

async function firstOf({ generated }: World): Promise<AnyObject> {
  const [first] = await generated(NAME);
  return first ?? assert.fail('nothing was generated');
}

/** Waits until the object is there and closed. */
async function healed({ admin }: World, { metadata }: AnyObject): Promise<void> {
  await eventually(async () => {
    const live = await admin.find(types.networkPolicy, metadata);
    assert.ok(live !== undefined && !JSON.stringify(specOf(live)).includes('{}'), 'still open');
  }, 60);
}

test('it starts before there is such a resource, and works as soon as there is', async (t) => {
  const { world, operator } = t.context.scene;
  await said(operator, /"resource":"gitopssecuritypolicies".*"to":"missing"/);
  await installCrd(world);
  await world.applyPolicy(NAME, ENFORCE);
  await timed(t, 'ready after the resource has appeared', async () =>
    world.settled(NAME, { Ready: 'True', Enforced: 'True' }),
  );
  t.pass();
});

test('its own pod is admitted where the restricted Pod Security Standard is enforced', async (t) => {
  const { kubectl } = t.context.scene.world;
  const pods = async () => kubectl('get', 'pods', '--namespace=gitops-security', '--output=name');
  t.regex(await eventually(async () => (await pods()) || assert.fail('no pod yet')), /^pod\/gitops-security-operator-/);
});

test('without the right to write it says so, and heals when the right returns', async (t) => {
  const { world } = t.context.scene;
  const object = await firstOf(world);
  await world.kubectl('delete', 'role', 'gitops-security-operator-write', `--namespace=${NAME}`);
  // After the last report, so that nothing but the failure itself can bring about another one.
  await sleep(REPORTS_MS);
  await world.mallory.patch(types.networkPolicy, object.metadata, OPEN);
  const status = await world.settled(NAME, { Ready: 'False', Enforced: 'False', InSync: 'False' });
  t.is(condition(status, 'Ready').reason, 'ApplyFailed');
  t.regex(condition(status, 'Ready').message, /cannot patch resource "networkpolicies"/);
  await applyOverlay(world.cluster, 'enforce');
  await timed(t, 'healed after the right has returned', async () => healed(world, object));
  await world.settled(NAME, { Ready: 'True', Enforced: 'True', InSync: 'True' });
});

test('with the rights of config/audit it reports everything, and Enforce says what is forbidden', async (t) => {
  const { world } = t.context.scene;
  await world.kubectl('delete', 'role', 'gitops-security-operator-write', `--namespace=${NAME}`);
  await world.kubectl('delete', 'clusterrole', 'gitops-security-operator-finalizer');
  await applyOverlay(world.cluster, 'audit');
  await world.kubectl('delete', 'networkpolicies', `--namespace=${NAME}`, '--all');
  const forbidden = await world.settled(NAME, { Ready: 'False', Isolated: 'False' });
  t.regex(condition(forbidden, 'Ready').message, /cannot patch resource "networkpolicies"/);
  await world.applyPolicy(NAME, { mode: 'Audit', network: {} });
  const audited = await world.settled(NAME, { Ready: 'True', Isolated: 'False', Compliant: 'False' });
  t.is(condition(audited, 'Enforced').reason, 'AuditMode');
  t.is(audited.plan.filter(({ action }) => action === 'Create').length, 8);
  await applyOverlay(world.cluster, 'enforce');
  await world.applyPolicy(NAME, ENFORCE);
  await world.settled(NAME, { Ready: 'True', Enforced: 'True' });
});

for (const resource of ['deployments', 'applications'])
  test(`what it may not read it names, and writes nothing before it can: ${resource}`, async (t) => {
    const { scene } = t.context;
    const { world, account } = scene;
    const object = await firstOf(world);
    await scene.operator.stop();
    await hide(world, resource);
    scene.operator = await startOperator(account, []);
    const blind = await world.settled(NAME, { Ready: 'False', Enforced: 'False', InSync: 'Unknown' });
    await world.mallory.patch(types.networkPolicy, object.metadata, OPEN);
    await sleep(REPORTS_MS);
    t.is(condition(blind, 'Ready').reason, 'WatchFailed');
    t.regex(condition(blind, 'Ready').message, new RegExp(`${resource}: forbidden`));
    t.deepEqual(writes(scene.operator), [], 'what is planned is not true while something is not seen');
    await applyOverlay(world.cluster, 'enforce');
    await timed(t, 'healed after the right to read was granted', async () => healed(world, object));
    await world.settled(NAME, { Ready: 'True', Enforced: 'True' });
  });

/** Whether the garbage collector collects what is left of a policy at once. */
async function collectsGarbage({ admin, applyPolicy }: World, name: string): Promise<void> {
  const ref = { name, namespace: 'default' };
  const { apiVersion, kind, metadata } = await applyPolicy(name, { mode: 'Audit' });
  const ownerReferences = [{ apiVersion, kind, name, uid: metadata.uid }];
  const owned = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { ...ref, ownerReferences } };
  await admin.create(types.networkPolicy, { ...owned, spec: { podSelector: {} } });
  await admin.remove(types.policy, { name });
  await eventually(async () => assert.equal(await admin.find(types.networkPolicy, ref), undefined), 2);
}

/**
 * The garbage collector looks for new resources every 30 s, and collects nothing for owners it does not know.
 * Each probe is a new one, as it comes back to an old one ever more seldom.
 */
async function garbageCollectorKnowsPolicies(world: World): Promise<void> {
  let probes = 0;
  await eventually(async () => collectsGarbage(world, `probe-${++probes}`), 90);
}

test('the resource itself deleted and applied again: what was generated goes with the policy, and comes back', async (t) => {
  const { world, operator } = t.context.scene;
  await garbageCollectorKnowsPolicies(world);
  const before = writes(operator);
  await world.kubectl('delete', 'crd', CRD);
  await timed(t, 'everything generated is gone after', async () =>
    eventually(async () => assert.deepEqual(await world.generated(NAME), []), 60),
  );
  t.deepEqual(writes(operator), before, 'nothing is written against the garbage collector');
  await installCrd(world);
  await world.applyPolicy(NAME, ENFORCE);
  await timed(t, 'ready after the resource has returned', async () =>
    world.settled(NAME, { Ready: 'True', Enforced: 'True' }),
  );
  t.is(operator.log.filter(({ level }) => level === 'error').length, 0);
});
