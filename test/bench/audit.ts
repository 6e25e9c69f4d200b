import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadKubeConfig } from '../../src/engine/transport.ts';
import type { AnyObject } from '../support/api.ts';
import { describeRequest, isWrite, openAuditLog } from '../support/audit-log.ts';
import { installReports } from '../support/reports.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { createWorld, type World } from '../support/world.ts';
import { changeTimes, severitiesOf, totalOf, type Victim, victimsIn } from './audit/changes.ts';
import { type Outcome, printGoals } from './audit/goals.ts';
import { storedReports } from './audit/reports.ts';
import { auditSources, listOf } from './audit/sources.ts';
import { measureStarts, NAME, requestsIn, type Setting } from './audit/starts.ts';
import { countsOf, createScene, faultsIn } from './audit-scene.ts';
import { quantile, round, save, say } from './outcome.ts';
import { watchPolicy } from './policy-watch.ts';
import { usageOf } from './usage.ts';

/**
 * How long the audit of a big cluster takes from the start of the operator until its first complete report, beside a
 * bare LIST of everything that it reads; its memory; how soon a change shows in the status; what it writes at rest, and
 * how much its reports hold. Machines are noisy: the ratio counts, not the seconds.
 *
 * `--scale 0.1` makes a cluster of a tenth of the size; `--keep` leaves it up until Ctrl-C.
 */

const REST_S = 30;
/** Until an operator that is left alone has nothing more to say: it repeats an Event every ten seconds at most. */
const SETTLE_MS = 15_000;

const { values: options } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, keep: { type: 'boolean', default: false } },
});

/** Makes the cluster. Without controllers: they would make Pods of what is there, and change more than is measured. */
async function setUp(world: World, victims: readonly Victim[]): Promise<Setting> {
  const { admin, cluster } = world;
  await cluster.kill('kube-controller-manager');
  await world.installArgoCd(NAME);
  await installReports('openreports', cluster.kubeconfig);
  await applyOverlay(cluster, 'audit');
  const sources = await auditSources(cluster.kubeconfig, admin);
  const counts = countsOf(Number(options.scale));
  const extra = victims.map(({ object }) => object);
  const { objects, seconds } = await createScene(loadKubeConfig(cluster.kubeconfig), counts, extra);
  say(`${objects} objects are created in ${Math.round(seconds)} s; at fault are ${faultsIn(counts)}`);
  const lists = join(cluster.dir, 'lists.json');
  await writeFile(lists, JSON.stringify(sources.map(listOf)));
  const watch = await watchPolicy(cluster.kubeconfig, NAME);
  return { world, account: await operatorKubeconfig(cluster), lists, watch, log: openAuditLog(cluster.auditLog ?? '') };
}

/** `12 findings: pod-security/privileged 7, …`, as the status counts them. */
function findingsText(policy: AnyObject | undefined): string {
  const { audit = {} } = (policy?.['status'] ?? {}) as {
    audit?: { rules?: (Record<string, number> & { id: string })[] };
  };
  const rules = (audit.rules ?? []).map(({ id, critical = 0, high = 0, medium = 0, low = 0 }) => {
    return `${id} ${totalOf({ critical, high, medium, low })}`;
  });
  return `${totalOf(severitiesOf(policy))} findings: ${rules.join(', ')}`;
}

/** What the operator writes while nothing happens. */
async function writesAtRest({ log }: Setting): Promise<number> {
  await sleep(SETTLE_MS);
  await log.next();
  say(`${REST_S} s at rest`);
  await sleep(REST_S * 1000);
  const writes = (await requestsIn(log)).filter(isWrite);
  for (const write of writes) say(describeRequest(write));
  return writes.length;
}

/** Null is what did not come. */
const measured = (value: number): number | null => (Number.isFinite(value) ? round(value) : null);

async function measure(setting: Setting, victims: readonly Victim[]): Promise<Outcome> {
  const { world, watch } = setting;
  const { operator, floorMemory, ...times } = await measureStarts(setting);
  await using _ = operator;
  const findings = totalOf(severitiesOf(watch.latest()));
  say(findingsText(watch.latest()));
  say('objects are changed one after the other');
  const changes = await changeTimes(world.admin, watch, victims);
  const writes = await writesAtRest(setting);
  const memory = usageOf(operator.pid);
  const [floor, ours] = [quantile(times.floor, 0.5), quantile(times.ours, 0.5)];
  return {
    floor_s: round(floor),
    floor_concurrent_s: round(quantile(times.concurrent, 0.5)),
    floor_rss_mib: floorMemory,
    ours_s: measured(ours),
    ratio: measured(ours / floor),
    cpu_s: { floor: round(quantile(times.floorCpu, 0.5)), ours: round(quantile(times.oursCpu, 0.5)) },
    rss_mib: memory.peak,
    rss_settled_mib: memory.now,
    findings,
    event_to_status_ms: { p50: measured(quantile(changes, 0.5)), p99: measured(quantile(changes, 0.99)) },
    writes_at_rest: writes,
    reports: await storedReports(world.admin, world.cluster.kubeconfig),
  };
}

async function main(): Promise<void> {
  const world = await createWorld({ audit: true });
  await using cluster = world.cluster;
  const victims = victimsIn(countsOf(Number(options.scale)));
  const setting = await setUp(world, victims);
  const outcome = await measure(setting, victims);
  setting.watch.stop();
  await save('audit', outcome);
  console.log(JSON.stringify(outcome, null, 2));
  printGoals(outcome);
  if (options.keep) {
    console.log(`export KUBECONFIG=${cluster.kubeconfig}`);
    await once(process, 'SIGINT');
  }
  if (outcome.writes_at_rest > 0) throw new Error(`${outcome.writes_at_rest} writes at rest`);
}

await main();
