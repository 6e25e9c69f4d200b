import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';
import { specOf, types } from '../support/api.ts';
import { type AuditEntry, isLease, isWrite, openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, OPERATOR_USER, operatorKubeconfig } from '../support/operator-account.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { createWorld, type World } from '../support/world.ts';

const NAME = 'argocd';
const OPEN = { spec: { ingress: [{}] } };

interface Candidate {
  readonly process: OperatorProcess;
  /** What the API server calls its token. */
  readonly credential: string;
}

const kubeconfigSchema = z.object({ users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]) });
const claimsSchema = z.object({ jti: z.string() });

/** Starts an operator that has a token of its own, by which the audit log tells it from the others. */
async function startCandidate({ cluster }: World): Promise<Candidate> {
  const kubeconfig = await operatorKubeconfig(cluster);
  const [{ user }] = kubeconfigSchema.parse(parse(await readFile(kubeconfig, 'utf8'))).users;
  const claims = Buffer.from(user.token.split('.')[1] ?? '', 'base64url').toString();
  const credential = `JTI=${claimsSchema.parse(JSON.parse(claims)).jti}`;
  return { process: await startOperator(kubeconfig, []), credential };
}

async function createScene(): Promise<World> {
  const world = await createWorld({ audit: true });
  await world.installArgoCd(NAME);
  await applyOverlay(world.cluster, 'enforce');
  await world.applyPolicy(NAME, { mode: 'Enforce', network: {} });
  return world;
}

/** @returns how many seconds it takes until an edit that is made now is undone, at most 45 */
async function secondsToHeal({ admin, mallory, generated }: World): Promise<number> {
  const [object] = await generated(NAME);
  const ref = object?.metadata ?? assert.fail('nothing was generated');
  const wanted = specOf(object);
  await mallory.patch(types.networkPolicy, ref, OPEN);
  const started = performance.now();
  await eventually(async () => assert.deepEqual(specOf(await admin.get(types.networkPolicy, ref)), wanted), 45);
  return (performance.now() - started) / 1000;
}

/** The tokens with which something was written since the log was read last, the lease apart. */
async function writers(log: { readonly next: () => Promise<readonly AuditEntry[]> }): Promise<readonly string[]> {
  const entries = (await log.next()).filter(({ user }) => user.username === OPERATOR_USER);
  const written = entries.filter((entry) => isWrite(entry) && !isLease(entry));
  return [...new Set(written.flatMap(({ user }) => user.extra?.['authentication.kubernetes.io/credential-id'] ?? []))];
}

function took(t: ExecutionContext, what: string, seconds: number, atMost: number): void {
  t.log(`${what}: ${seconds.toFixed(1)} s`);
  t.true(seconds <= atMost, `${what}: ${seconds} s`);
}

test('of several operators one writes; another follows when it stops, and when it dies', async (t) => {
  t.timeout(180_000);
  const world = await createScene();
  await using cluster = world.cluster;
  const log = openAuditLog(cluster.auditLog ?? '');
  const first = await startCandidate(world);
  await using _first = first.process;
  await world.settled(NAME, { Ready: 'True', Enforced: 'True' });
  const second = await startCandidate(world);
  await using _second = second.process;
  await secondsToHeal(world);
  t.deepEqual(await writers(log), [first.credential]);

  const stopping = performance.now();
  t.is(await first.process.stop(), 0);
  took(t, 'ended after SIGTERM', (performance.now() - stopping) / 1000, 20);
  took(t, 'healed by the next one after SIGTERM', await secondsToHeal(world), 10);
  const since = await writers(log);
  t.true(since.includes(second.credential));
  // The first one may have had something left to tell before it ended.
  t.deepEqual(
    since.filter((writer) => writer !== first.credential && writer !== second.credential),
    [],
  );

  const third = await startCandidate(world);
  await using _third = third.process;
  await second.process.kill();
  took(t, 'healed by the next one after SIGKILL', await secondsToHeal(world), 45);
  t.true((await writers(log)).includes(third.credential));
});

test('a leader that cannot renew its lease ends at once when its time is over', async (t) => {
  t.timeout(180_000);
  const world = await createScene();
  await using cluster = world.cluster;
  const { process: leader } = await startCandidate(world);
  await world.settled(NAME, { Ready: 'True', Enforced: 'True' });
  await cluster.pause('kube-apiserver');
  const frozen = performance.now();
  t.is(await leader.exited, 1);
  took(t, 'ended after the API server froze', (performance.now() - frozen) / 1000, 36);
  t.is(leader.log.at(-1)?.message, 'the lease is lost');
});
