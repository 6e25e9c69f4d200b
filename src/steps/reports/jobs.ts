import { REPORT_KINDS } from '../../domain/reports/api.ts';
import type { Clock } from '../../engine/clock.ts';
import { Semaphore } from '../../engine/semaphore.ts';
import { isAsWanted, isWaiting, kindText, type Slot, slotText, type State } from './state.ts';
import type { ReportWatches } from './watches.ts';
import type { Outcome } from './write.ts';

/** So many requests at once: what heals is not to wait behind hundreds of reports. */
const AT_ONCE = 4;
/** What was refused is tried again after so many ms; what only failed, sooner. */
const REFUSED_MS = 60_000;
const FAILED_MS = 5_000;

/** One report that is to be written or deleted. */
export interface Job {
  readonly slot: Slot;
  readonly run: () => Promise<Outcome>;
}

const kindOf = ({ api, scope }: Slot): string => REPORT_KINDS[api][scope].kind;

function note(slot: Slot, outcome: Outcome, { refusals }: State, now: number): void {
  refusals.delete(slotText(slot));
  if (outcome.state !== 'refused') return;
  const { verdict, message } = outcome;
  const name = `${kindOf(slot)} ${slot.key}`;
  const until = now + (verdict === 'retry' ? FAILED_MS : REFUSED_MS);
  const tell = (key: string, problem: string) => refusals.set(key, { slot, until, problem });
  if (verdict === 'forbidden') tell(kindText(slot), `${kindOf(slot)}s cannot be written: ${message}`);
  else if (verdict === 'conflict') tell(slotText(slot), `${name} is there already, and is not ours`);
  else tell(slotText(slot), `${name} was not written: ${message}`);
}

/** Does what is to be done; what is refused is remembered. @returns how much was done */
export async function runAll(
  jobs: readonly Job[],
  state: State,
  clock: Pick<Clock, 'monotonic'>,
  signal: AbortSignal,
): Promise<number> {
  const turns = new Semaphore(AT_ONCE);
  let done = 0;
  const one = async ({ slot, run }: Job): Promise<void> => {
    // Where one is forbidden, all of them are: one request tells it.
    if (isWaiting(slot, state, clock.monotonic())) return;
    const outcome = await run();
    note(slot, outcome, state, clock.monotonic());
    if (outcome.state !== 'refused') done += 1;
  };
  const ends = await Promise.allSettled(jobs.map(async (job) => turns.run(() => one(job), signal)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return done;
}

const isOdd = (slot: Slot, { odd }: State): boolean => odd.has(slotText(slot));

/** What keeps reports from being what they should be, and when to try again, in ms; nothing that is over. */
export function problemsOf(
  state: State,
  watches: ReportWatches,
  now: number,
): { readonly problems: readonly string[]; readonly requeueAfterMs?: number } {
  const slots = new Set([...state.wanted.values()].flat().map(slotText));
  const isThere = (slot: Slot): boolean => watches.of(slot.api, slot.scope)?.mirror.get(slot.key) !== undefined;
  for (const [key, { until, slot }] of state.refusals)
    if (until <= now || (key === slotText(slot) && !slots.has(key) && !isThere(slot))) state.refusals.delete(key);
  const odd = [...state.wanted.values()]
    .flat()
    .filter((slot) => isOdd(slot, state) && isAsWanted(slot, state, watches))
    .map((slot) => `${kindOf(slot)} ${slot.key} is stored otherwise than it was sent`);
  const refused = [...state.refusals.values()];
  const problems = [...refused.map(({ problem }) => problem), ...odd].toSorted();
  if (refused.length === 0) return { problems };
  return { problems, requeueAfterMs: Math.max(1, Math.min(...refused.map(({ until }) => until - now))) };
}
