import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { types } from '../../support/api.ts';
import type { AuditEntry, AuditLog } from '../../support/audit-log.ts';
import { eventually } from '../../support/eventually.ts';
import { OPERATOR_USER } from '../../support/operator-account.ts';
import type { World } from '../../support/world.ts';
import type { FloorOutcome } from '../audit-floor.ts';
import { type Operator, startBuilt } from '../built.ts';
import { ROOT, say } from '../outcome.ts';
import { type PolicyWatch, says } from '../policy-watch.ts';
import { usageOf } from '../usage.ts';
import { removeReports } from './reports.ts';

/** The namespace of Argo CD, and the name of the policy. */
export const NAME = 'argocd';
/** Flags of Node.js that the operator is deployed with. */
const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=2'];
const ROUNDS = 5;
/** Until a report that does not come is given up. */
const PATIENCE_MS = 120_000;

/** Where everything is measured. */
export interface Setting {
  readonly world: World;
  /** A kubeconfig with the rights of the operator. */
  readonly account: string;
  /** A file with what is listed. */
  readonly lists: string;
  readonly watch: PolicyWatch;
  readonly log: AuditLog;
}

/** What the operator, or the bare loop in its name, asked for since the last time. */
export const requestsIn = async (log: AuditLog): Promise<readonly AuditEntry[]> =>
  (await log.next()).filter(({ user }) => user.username === OPERATOR_USER);

async function floor({ account, lists }: Setting, mode: 'sequential' | 'concurrent'): Promise<FloorOutcome> {
  const args = [join(ROOT, 'test/bench/audit-floor.ts'), account, lists, mode];
  const outcome = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as FloorOutcome;
  const { seconds, pages, objects, bytes, cpu_s, rss_mib } = outcome;
  const what = `${objects} objects, ${Math.round(bytes / 2 ** 20)} MiB, ${pages} pages`;
  say(`bare LIST, ${mode}: ${seconds.toFixed(2)} s for ${what}; CPU ${cpu_s.toFixed(2)} s, memory ${rss_mib} MiB`);
  return outcome;
}

/** As if the policy were new: nothing that the operator found before is there. */
async function startOver({ world: { admin, applyPolicy } }: Setting): Promise<void> {
  await admin.remove(types.policy, { name: NAME });
  await eventually(async () => {
    if ((await admin.find(types.policy, { name: NAME })) !== undefined) throw new Error('the policy is still there');
  });
  await removeReports(admin);
  await applyPolicy(NAME, { mode: 'Audit', audit: {} });
}

interface Start {
  readonly operator: Operator;
  /** From the start of the process until everything is reported. */
  readonly seconds: number | undefined;
  /** Of the processor, until then. */
  readonly cpu: number;
}

async function firstReport({ account, watch, log }: Setting): Promise<Start> {
  await log.next();
  const operator = await startBuilt(account, NODE_FLAGS);
  const at = await watch.until(says('Audited', 1), PATIENCE_MS);
  const seconds = at === undefined ? undefined : (at - operator.started) / 1000;
  const { peak, cpu } = usageOf(operator.pid);
  const pages = (await requestsIn(log)).filter(({ verb }) => verb === 'list').length;
  say(
    `the operator: ${seconds?.toFixed(2) ?? 'not within 120'} s, ${pages} pages; CPU ${cpu.toFixed(2)} s, memory ${peak} MiB`,
  );
  return { operator, seconds, cpu };
}

export interface Starts {
  /** Seconds of each round; Infinity for a report that did not come. */
  readonly floor: readonly number[];
  readonly concurrent: readonly number[];
  readonly ours: readonly number[];
  /** Seconds of the processor: of the bare loop, one list after the other, and of the operator. */
  readonly floorCpu: readonly number[];
  readonly oursCpu: readonly number[];
  /** The most memory of the bare loop, one list after the other, in MiB. */
  readonly floorMemory: number;
  /** Of the last round: it goes on. */
  readonly operator: Operator;
}

/** Each in turn, several times: what the machine does meanwhile meets all. An operator that reports nothing is not started again. */
export async function measureStarts(setting: Setting): Promise<Starts> {
  const floors: FloorOutcome[] = [];
  const concurrent: number[] = [];
  const ours: Start[] = [];
  for (let left = ROUNDS; ; left -= 1) {
    floors.push(await floor(setting, 'sequential'));
    concurrent.push((await floor(setting, 'concurrent')).seconds);
    await startOver(setting);
    const start = await firstReport(setting);
    ours.push(start);
    if (left === 1 || start.seconds === undefined) return outcomeOf(floors, concurrent, ours, start.operator);
    await start.operator.stop();
  }
}

function outcomeOf(
  floors: readonly FloorOutcome[],
  concurrent: readonly number[],
  ours: readonly Start[],
  operator: Operator,
): Starts {
  return {
    floor: floors.map(({ seconds }) => seconds),
    concurrent,
    ours: ours.map(({ seconds }) => seconds ?? Infinity),
    floorCpu: floors.map(({ cpu_s }) => cpu_s),
    oursCpu: ours.map(({ cpu }) => cpu),
    floorMemory: Math.max(...floors.map(({ rss_mib }) => rss_mib)),
    operator,
  };
}
