import test from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeRequest, isLease, isWrite, openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, OPERATOR_USER, operatorKubeconfig } from '../support/operator-account.ts';
import { startOperator } from '../support/operator.ts';
import { createWorld } from '../support/world.ts';

/** Short enough for every day; QUIET_SECONDS=720 holds the resync, which comes every ten minutes. */
const windowSeconds = Number(process.env['QUIET_SECONDS'] ?? 20);

test('at rest nothing is written and nothing is listed, but the lease is kept', async (t) => {
  t.timeout((windowSeconds + 120) * 1000);
  const world = await createWorld({ audit: true });
  await using cluster = world.cluster;
  await world.installArgoCd('argocd');
  await applyOverlay(cluster, 'enforce');
  await world.applyPolicy('argocd', { mode: 'Enforce', network: {} });
  await using operator = await startOperator(await operatorKubeconfig(cluster), []);
  await world.settled('argocd', { Ready: 'True', Enforced: 'True' });

  const log = openAuditLog(cluster.auditLog ?? '');
  const made = async () => (await log.next()).filter(({ user }) => user.username === OPERATOR_USER);
  await eventually(async () => {
    await sleep(3_000);
    const busy = (await made()).filter((entry) => isWrite(entry) && !isLease(entry));
    if (busy.length > 0) throw new Error(`not at rest: ${busy.map(describeRequest).join(', ')}`);
  });

  await sleep(windowSeconds * 1000);
  const requests = await made();
  const lease = requests.filter(isLease);
  const watches = requests.filter(({ verb }) => verb === 'watch');
  const others = requests.filter((entry) => !lease.includes(entry) && !watches.includes(entry));
  t.log(
    `in ${windowSeconds} s: ${lease.length} requests for the lease, ${watches.length} watches, ${others.length} others`,
  );
  t.deepEqual(others.map(describeRequest), []);
  t.true(lease.length > 0, 'what the operator does is in the log');
  t.is(await operator.stop(), 0);
});
