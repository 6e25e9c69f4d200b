import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import { PRESETS } from '../../src/domain/hardening/rbac/presets.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { startOperatorHere } from '../support/operator-here.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { without } from '../support/removed-right.ts';
import { type Grant, grantsOf, isOfAudit } from '../support/rights.ts';
import { condition, type World } from '../support/world.ts';
import { CASES, full, inLog, readsLogs } from './rights-cases.ts';
import { createScene, GOOD, NAME } from './rights-scene.ts';

interface Scene {
  readonly world: World;
  readonly account: string;
  readonly grants: readonly Grant[];
  operator: OperatorProcess;
}

/** One life in the order of the tests: each takes away one right after the other, and gives it back. */
const test = anyTest.serial as TestFn<{ scene: Scene }>;

const READ_VERBS = ['list', 'watch'];
const FLAGS = ['--no-leader-election', '--log-level', 'debug'];

/** A ClusterRole that the operator may grant to others, and so holds itself. */
const grantable = async ({ applyManifest }: World, rules: readonly object[]): Promise<string> =>
  applyManifest(
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'grantable', labels: { 'gitops-security.io/grantable': 'true' } },
      rules,
    }),
  );

anyTest.serial.before('Argo CD, and an operator with all the rights that it needs', async (t) => {
  const world = await createScene(false);
  const { cluster, kubectl, applyPolicy, settled } = world;
  await applyOverlay(cluster, 'enforce');
  await applyOverlay(cluster, 'secrets');
  // Without config/cluster-audit, which gives it some of that a second time.
  const ofAudit = ['read', 'custom', 'reports', 'scanners'].map((name) => `gitops-security-operator-audit-${name}`);
  await kubectl('delete', 'clusterrolebinding', ...ofAudit);
  // Without config/grantable, which gives the operator much of what it needs a second time.
  await kubectl('apply', '-f', 'config/grants/rbac-write.yaml', '-f', 'config/grants/rbac-grantable.yaml');
  await grantable(world, readsLogs);
  const account = await operatorKubeconfig(cluster);
  const all = await grantsOf(cluster.kubeconfig, ['enforce', 'grants', 'secrets']);
  const grants = all.filter((grant) => !isOfAudit(grant));
  (t.context as { scene: Scene }).scene = { world, account, grants, operator: await startOperator(account, FLAGS) };
  await applyPolicy(NAME, full);
  await settled(NAME, GOOD);
});

anyTest.after.always(async (t) => {
  const { operator, world } = (t.context as { scene: Scene }).scene;
  await operator.kill();
  await world.cluster.stop();
});

const grantOf = ({ grants }: Scene, verb: string, resource: string): Grant =>
  grants.find(({ rule: { resources, verbs } }) => resources.includes(resource) && verbs.includes(verb)) ??
  assert.fail(`nothing grants ${verb} ${resource}`);

const refusal = (verb: string, resource: string): RegExp => new RegExp(`cannot ${verb} resource "${resource}"`);

for (const { verb, resource, provoke, told, stops, restore } of CASES)
  test(`without the right to ${verb} ${resource} it says so, and goes on when it has it again`, async (t) => {
    const { scene } = t.context;
    const { world } = scene;
    await without(world.admin, { grant: grantOf(scene, verb, resource), verb, resource }, async () => {
      await provoke(scene);
      await told(scene, refusal(verb, resource));
    });
    if (stops === true) scene.operator = await startOperator(scene.account, FLAGS);
    await world.settled(NAME, GOOD);
    await restore?.(scene);
    await world.settled(NAME, GOOD);
    t.pass();
  });

/** ServiceAccounts are only made for who deploys as them, with the preset tenant, which may write them, too. */
const ACCOUNT_VERBS = ['create', 'patch', 'delete'];

test('without a right to write ServiceAccounts none is made whose role has it', async (t) => {
  const { scene } = t.context;
  const { world } = scene;
  await grantable(
    world,
    PRESETS.tenant.rules.flatMap(({ resources = [], verbs, ...rule }) =>
      resources.map((resource) => ({
        ...rule,
        resources: [resource],
        verbs: verbs.filter((verb) => resource !== 'serviceaccounts' || !ACCOUNT_VERBS.includes(verb)),
      })),
    ),
  );
  await world.applyPolicy(NAME, { ...full, rbac: { impersonation: {} } });
  await world.settled(NAME, GOOD);
  for (const verb of ACCOUNT_VERBS) {
    const grant = grantOf(scene, verb, 'serviceaccounts');
    await without(world.admin, { grant, verb, resource: 'serviceaccounts' }, async () => {
      const status = await world.settled(NAME, { Enforced: 'False/EscalationDenied' });
      t.regex(condition(status, 'Enforced').message, new RegExp(`may not grant this: ${verb} serviceaccounts;`));
    });
    await world.settled(NAME, GOOD);
  }
  await grantable(world, readsLogs);
  await world.applyPolicy(NAME, full);
  await world.settled(NAME, GOOD);
});

const LEASE_VERBS = ['get', 'create', 'patch'];

/** One that nobody holds: it is there to be patched. */
const createLease = async ({ applyManifest }: World): Promise<string> =>
  applyManifest(
    JSON.stringify({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'gitops-security', name: 'gitops-security-operator' },
      spec: {},
    }),
  );

test('without a right to its lease it does nothing, and says so', async (t) => {
  const { scene } = t.context;
  await scene.operator.kill();
  for (const verb of LEASE_VERBS) {
    const removal = { grant: grantOf(scene, verb, 'leases'), verb, resource: 'leases' };
    if (verb === 'patch') await createLease(scene.world);
    await without(scene.world.admin, removal, async () => {
      await using operator = await startOperatorHere(scene.account, { leaderElection: true });
      await inLog('lease not written')({ operator }, refusal(verb, 'leases'));
      t.false(operator.log.some(({ message }) => message === 'applied'));
    });
  }
});

test('every right to write something is taken away above', (t) => {
  const granted = t.context.scene.grants.flatMap(({ rule: { resources, verbs } }) =>
    verbs
      .filter((verb) => !READ_VERBS.includes(verb))
      .flatMap((verb) => resources.map((resource) => `${verb} ${resource}`)),
  );
  const cases = [
    ...CASES.map(({ verb, resource }) => `${verb} ${resource}`),
    ...ACCOUNT_VERBS.map((verb) => `${verb} serviceaccounts`),
    ...LEASE_VERBS.map((verb) => `${verb} leases`),
  ];
  t.deepEqual(cases.toSorted(), granted.toSorted());
});

/** What is told when a kind cannot be read. Without policies there is nothing to say it in but the log. */
async function blindness({ status }: World, { log }: Pick<OperatorProcess, 'log'>, verb: string, plural: string) {
  await eventually(async () => {
    if (verb === 'list' && plural === 'gitopssecuritypolicies')
      return assert.ok(log.some(({ resource, to }) => resource === plural && to === 'forbidden'));
    const { reason, message } = condition(await status(NAME), 'Ready');
    assert.deepEqual([reason, message], ['WatchFailed', `Cannot watch ${plural}: forbidden.`]);
  });
}

// An open watch goes on when the right to it goes: so each time an operator is started.
for (const verb of READ_VERBS)
  test(`every kind that it may not ${verb} is named`, async (t) => {
    const { world, account, grants } = t.context.scene;
    for (const grant of grants.filter(({ rule }) => rule.verbs.includes(verb)))
      for (const resource of grant.rule.resources) {
        const started = performance.now();
        await without(world.admin, { grant, verb, resource }, async () => {
          await using operator = await startOperatorHere(account, { leaderElection: false });
          await blindness(world, operator, verb, resource);
        });
        t.log(`${resource}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
      }
    t.pass();
  });

test('with all rights again, all is as the policy says', async (t) => {
  const { scene } = t.context;
  scene.operator = await startOperator(scene.account, FLAGS);
  t.truthy(await scene.world.settled(NAME, GOOD));
});
