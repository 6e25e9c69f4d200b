import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import type { NetworkPolicy } from '../../src/api/kube.ts';
import type { Status } from '../../src/api/status.ts';
import { type AnyObject, specOf, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { condition, createWorld, type World } from '../support/world.ts';

const test = anyTest as TestFn<{ world: World; operator: OperatorProcess }>;

/** An opponent is not to make the test wait. */
const FLAGS = ['--no-leader-election', '--heal-interval', '20'];
const SPEC = { mode: 'Enforce', network: { metrics: [{ cidr: '10.1.0.0/16' }] } };

test.before('a world with an operator', async (t) => {
  const world = await createWorld();
  t.context = { world, operator: await startOperator(world.cluster.kubeconfig, FLAGS) };
});

test.after.always(async (t) => {
  await t.context.operator?.stop();
  await t.context.world?.cluster.stop();
});

async function protect({ installArgoCd, applyPolicy, settled, generated }: World, name: string) {
  await installArgoCd(name);
  await applyPolicy(name, SPEC);
  await settled(name, { Ready: 'True', InSync: 'True', Enforced: 'True' });
  return generated(name);
}

/** What others may not change about an object of ours. */
const essence = ({ spec, metadata: { labels, annotations, ownerReferences } }: NetworkPolicy): object => ({
  spec,
  labels,
  annotations,
  ownerReferences,
});

const healed = async (world: World, before: AnyObject): Promise<AnyObject> =>
  eventually(async () => {
    const now = await world.admin.get(types.networkPolicy, before.metadata);
    assert.deepEqual(essence(now), essence(before));
    return now;
  });

const corrected = async (world: World, policy: string, count: number): Promise<Status> =>
  eventually(async () => {
    const found = await world.status(policy);
    assert.equal(found.summary?.corrected, count);
    return found;
  });

type Tamper = (world: World, object: AnyObject) => Promise<unknown>;

const edit =
  (patch: object): Tamper =>
  async ({ mallory }, { metadata }) =>
    mallory.patch(types.networkPolicy, metadata, patch);

const opened = { ingress: [{}], egress: [{}], policyTypes: ['Ingress', 'Egress'] };

/** Puts an object of its own in the place of ours, owned by a controller of its own. */
const replace: Tamper = async ({ mallory }, { apiVersion, kind, metadata: { name, namespace = '' } }) => {
  const owner = await mallory.get(types.namespace, { name: namespace });
  const { uid = '' } = owner.metadata;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Namespace', name: namespace, uid, controller: true }];
  const metadata = { name, namespace, ownerReferences };
  await mallory.remove(types.networkPolicy, metadata);
  await mallory.create(types.networkPolicy, { apiVersion, kind, metadata, spec: { podSelector: {}, ...opened } });
};

interface Case {
  readonly component: string;
  readonly tamper: Tamper;
  /** Of the drift that is reported. */
  readonly path: string;
  readonly manager: string;
  /** With all metadata that others added. */
  readonly replaced?: boolean;
}

const UID = 'gitops-security.io/policy-uid';

const cases: Readonly<Record<string, Case>> = {
  'opened to all': {
    component: 'repo-server',
    tamper: edit({ spec: { ingress: [{}] } }),
    path: 'spec.ingress',
    manager: 'mallory',
  },
  'a rule added where there was none': {
    component: 'namespace',
    tamper: edit({ spec: { ingress: [{}] } }),
    path: 'spec.ingress',
    manager: 'mallory',
  },
  'another selector': {
    component: 'redis',
    tamper: edit({ spec: { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nothing' } } } }),
    path: 'spec.podSelector.matchLabels.app.kubernetes.io/name',
    manager: 'mallory',
  },
  'policyTypes without Egress': {
    component: 'dex-server',
    tamper: edit({ spec: { policyTypes: ['Ingress'] } }),
    path: 'spec.policyTypes',
    manager: 'mallory',
  },
  'our label stripped': {
    component: 'application-controller',
    tamper: edit({ metadata: { labels: { [UID]: null } } }),
    path: `metadata.labels["${UID}"]`,
    manager: '',
  },
  'no owner': {
    component: 'applicationset-controller',
    tamper: edit({ metadata: { ownerReferences: [] } }),
    path: 'metadata.ownerReferences',
    manager: '',
  },
  deleted: {
    component: 'server',
    tamper: async ({ mallory }, { metadata }) => mallory.remove(types.networkPolicy, metadata),
    path: '',
    manager: '',
  },
};

test.serial(
  'whatever somebody changes is put right, and told: object, path, wanted, found, by whom, when',
  async (t) => {
    const { world, operator } = t.context;
    const objects = await protect(world, 'edited');
    for (const { component, tamper, path, manager } of Object.values(cases)) {
      const object = objects.find(({ metadata }) => metadata.labels?.['gitops-security.io/component'] === component);
      assert(object !== undefined, component);
      await tamper(world, object);
      await healed(world, object);
      const { name } = object.metadata;
      const entry = await eventually(async () => {
        const found = (await world.status('edited')).drift.find((drift) => drift.name === name);
        assert(found?.corrected === true);
        return found;
      });
      t.like(entry, { kind: 'NetworkPolicy', namespace: 'edited', name, path, manager, times: 1 });
      t.true(
        entry.wanted.length > 0 && entry.found.length > 0 && !Number.isNaN(Date.parse(entry.time || '2000-01-01')),
      );
      const told = operator.log.filter((line) => line['audit'] === true && line.message === 'drift corrected');
      t.is(told.filter((line) => line['object'] === `NetworkPolicy/edited/${name}`).length, 1);
    }
    const status = await world.settled('edited', { InSync: 'True', Ready: 'True' });
    t.is(status.summary?.corrected, Object.keys(cases).length);
    t.is(status.summary?.drifted, 0);
    const events = (await world.admin.list(types.event, 'default')).filter(({ reason }) => reason === 'DriftCorrected');
    t.is(events.length, Object.keys(cases).length);
  },
);

/** While the operator is stopped, so that it cannot be faster. */
async function whileFrozen({ pid }: OperatorProcess, work: () => Promise<unknown>): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await work().finally(() => process.kill(pid, 'SIGCONT'));
}

test.serial(
  'bug: an object put in the place of ours, with a controller of its own, was refused for ever',
  async (t) => {
    const { world, operator } = t.context;
    const [object] = await protect(world, 'replaced');
    assert(object !== undefined);
    await whileFrozen(operator, async () => replace(world, object));
    const now = await healed(world, object);
    t.not(now.metadata.uid, object.metadata.uid);
    const { drift } = await corrected(world, 'replaced', 1);
    t.is(drift.find(({ path }) => path.startsWith('spec.ingress'))?.manager, 'mallory');
    await world.settled('replaced', { InSync: 'True', Ready: 'True' });
  },
);

test.serial('bug: annotations up to the limit kept ours away', async (t) => {
  const { world } = t.context;
  const [object] = await protect(world, 'flooded');
  assert(object !== undefined);
  const ours = Object.keys(object.metadata.annotations ?? {}).map((key) => [key, null] as const);
  const annotations = { ...Object.fromEntries(ours), junk: 'x'.repeat(262_130) };
  await world.mallory.patch(types.networkPolicy, object.metadata, { metadata: { annotations }, spec: opened });
  await healed(world, object);
  await world.settled('flooded', { InSync: 'True', Ready: 'True' });
  t.pass();
});

test.serial('an opponent that insists is healed every time, and named', async (t) => {
  const { world } = t.context;
  const [object] = await protect(world, 'contested');
  assert(object !== undefined);
  for (let round = 0; round < 100; round += 1) {
    await world.mallory.patch(types.networkPolicy, object.metadata, { spec: { ingress: [{}] } });
    await healed(world, object);
  }
  const status = await corrected(world, 'contested', 100);
  t.like(condition(status, 'InSync'), { status: 'False', reason: 'Contested' });
  t.regex(condition(status, 'InSync').message, /was changed 100 times by "mallory"/);
  t.is(status.drift[0]?.times, 100);
  const events = (await world.admin.list(types.event, 'default')).filter(
    (event) => event['reason'] === 'DriftCorrected' && (event['regarding'] as { name: string }).name === 'contested',
  );
  t.is(events.length, 1);
});

test.serial('what comes back after its namespace was deleted is protected again', async (t) => {
  const { world } = t.context;
  const before = await protect(world, 'reborn');
  await world.kubectl('delete', 'namespace', 'reborn', '--timeout=60s');
  await world.settled('reborn', { Ready: 'False/ArgoCDNotFound' });
  t.deepEqual(await world.generated('reborn'), []);
  await world.installArgoCd('reborn');
  await world.settled('reborn', { Ready: 'True', InSync: 'True', Enforced: 'True' });
  const after = await world.generated('reborn');
  t.deepEqual(after.map(specOf), before.map(specOf));
});

test.serial('what was changed while no operator ran is put right by the next, and told', async (t) => {
  const { world } = t.context;
  const [edited, deleted] = await protect(world, 'asleep');
  assert(edited !== undefined && deleted !== undefined);
  t.is(await t.context.operator.stop(), 0);
  await world.mallory.patch(types.networkPolicy, edited.metadata, { spec: { egress: [{}] } });
  await world.mallory.remove(types.networkPolicy, deleted.metadata);
  await using _next = await startOperator(world.cluster.kubeconfig, FLAGS);
  await Promise.all([healed(world, edited), healed(world, deleted)]);
  const status = await corrected(world, 'asleep', 2);
  const told = Object.fromEntries(status.drift.map(({ name, path, manager }) => [name, `${path} ${manager}`]));
  t.deepEqual(told, { [edited.metadata.name]: 'spec.egress mallory', [deleted.metadata.name]: ' ' });
});
