import test from 'ava';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnyObject, specOf, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startIntruder } from '../support/intruder.ts';
import { startOperator } from '../support/operator.ts';
import { createWorld, type World } from '../support/world.ts';

const NAMESPACE = 'argocd';
const OPEN = { spec: { ingress: [{}] } };
const FROZEN_MS = 3_000;
/** So that what is measured is how soon it is noticed, not how soon somebody who insists is healed. */
const FLAGS = ['--no-leader-election', '--heal-burst', '1000'];

/** A policy of somebody else, which is not ours to remove: it is to be reported. */
const loophole = (name: string): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: NAMESPACE, name },
  spec: { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-server' } }, egress: [{}] },
});

/** Opens something, adds a loophole, and kills the API server at once: no watch that is open tells of it. */
async function killed({ cluster, mallory, generated }: World, round: number): Promise<void> {
  // The intruder may delete it in the very moment.
  await eventually(async () => {
    const [first] = await generated(NAMESPACE);
    await mallory.patch(types.networkPolicy, first?.metadata ?? assert.fail('all are deleted'), OPEN);
  });
  await mallory.create(types.networkPolicy, loophole(`loophole-${round}`));
  await cluster.kill('kube-apiserver');
  await cluster.restart('kube-apiserver');
}

const frozen =
  (component: 'etcd' | 'kube-apiserver') =>
  async ({ cluster }: World): Promise<void> => {
    await cluster.pause(component);
    await sleep(FROZEN_MS);
    await cluster.resume(component);
  };

const CALAMITIES: readonly (readonly [name: string, happen: (world: World, round: number) => Promise<void>])[] = [
  ['API server killed', killed],
  ['API server frozen', frozen('kube-apiserver')],
  ['API server killed', killed],
  ['etcd frozen', frozen('etcd')],
  ['API server killed', killed],
  ['API server killed', killed],
  ['API server frozen', frozen('kube-apiserver')],
  ['API server killed', killed],
];

const specs = (objects: readonly AnyObject[]) => objects.map((object) => [object.metadata.name, specOf(object)]);

/** @returns how long it takes until the generated objects are as given, for people */
async function timeUntil({ generated }: World, wanted: readonly AnyObject[]): Promise<string> {
  const started = performance.now();
  await eventually(async () => assert.deepEqual(specs(await generated(NAMESPACE)), specs(wanted)), 60);
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/** What an operator that knows nothing of what happened would change. */
async function changesOfFreshOperator(kubeconfig: string): Promise<unknown> {
  await using operator = await startOperator(kubeconfig, ['--no-leader-election', '--log-level', 'debug']);
  const planned = await eventually(() => {
    const line = operator.log.find(({ message }) => message === 'planned');
    return line ?? assert.fail('no plan yet');
  });
  return planned['changes'];
}

test('whatever becomes of the API server and of etcd, every object ends as the policy asks', async (t) => {
  t.timeout(180_000);
  const world = await createWorld();
  await using cluster = world.cluster;
  await world.installArgoCd(NAMESPACE);
  await world.applyPolicy(NAMESPACE, { mode: 'Enforce', network: {}, report: { limit: 100 } });
  await using operator = await startOperator(cluster.kubeconfig, FLAGS);
  await world.settled(NAMESPACE, { Ready: 'True', Enforced: 'True' });
  const wanted = await world.generated(NAMESPACE);
  const names = wanted.map(({ metadata }) => metadata.name);

  for (const [round, [name, happen]] of CALAMITIES.entries()) {
    const intruder = startIntruder(world.mallory, NAMESPACE, names);
    await happen(world, round);
    await intruder.stop();
    t.log(`${name}: healed after ${await timeUntil(world, wanted)}, ${intruder.made()} intrusions`);
  }

  await eventually(async () => {
    const { summary, violations } = await world.status(NAMESPACE);
    assert.equal(summary?.drifted, 0);
    const reported = new Set(violations.map(({ name }) => name).filter((name) => name.startsWith('loophole')));
    assert.deepEqual([...reported], ['loophole-0', 'loophole-2', 'loophole-4', 'loophole-5', 'loophole-7']);
  });
  await world.settled(NAMESPACE, { Ready: 'True', Enforced: 'True' });
  t.is(await operator.stop(), 0, 'it never ended by itself');
  t.is(await changesOfFreshOperator(cluster.kubeconfig), 0);
});
