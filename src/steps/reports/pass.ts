import type { Owner } from '../../domain/ownership.ts';
import { keyOf } from '../../engine/object.ts';
import { type Job, problemsOf, runAll } from './jobs.ts';
import { lookAround, type WantedReports } from './look.ts';
import { allWatches, isAsWanted, type PassParts, type Slot, slotText, type State } from './state.ts';
import { BY_POLICY } from './kept.ts';
import { type Outcome, removeReport, writeReport } from './write.ts';

/** Everything about one pass over the reports of one policy. */
interface Pass extends PassParts {
  readonly policy: Owner;
  readonly state: State;
  readonly signal: AbortSignal;
}

/** What is not as it should be, as far as it was just worked out: the next pass is for what changed meanwhile. */
async function writes(wanted: WantedReports, pass: Pass): Promise<Job[]> {
  const { state, watches, holds } = pass;
  const objects = await lookAround(wanted, pass, pass.signal);
  return [...state.wanted.values()].flat().flatMap((slot) => {
    const object = objects.get(slotText(slot));
    const watch = watches.of(slot.api, slot.scope);
    if (object === undefined || watch === undefined || isAsWanted(slot, state, watches)) return [];
    if (slot.place !== '' && !holds(slot.place)) return [];
    const known = watch.mirror.get(slot.key) !== undefined || state.written.has(slotText(slot));
    const run = async (): Promise<Outcome> => {
      const outcome = await writeReport(object, { hash: slot.hash, known }, watch, pass);
      noteStored(slot, outcome, state);
      return outcome;
    };
    return [{ slot, run }];
  });
}

function noteStored(slot: Slot & { readonly hash: string }, outcome: Outcome, { odd, written }: State): void {
  if (outcome.state === 'refused') return;
  written.add(slotText(slot));
  if (outcome.state === 'odd') odd.set(slotText(slot), { hash: slot.hash, stored: outcome.stored });
  else odd.delete(slotText(slot));
}

/** Reports of the policy that are not wanted any more, of either API. */
function removals({ state, watches, writer, signal }: Omit<Pass, 'policy'>): Job[] {
  const kept = new Set([...state.wanted.values()].flat().map(slotText));
  return allWatches(watches).flatMap((watch) =>
    watch.mirror
      .by(BY_POLICY, state.uid)
      .filter(({ ours }) => ours)
      .map((report) => ({ report, slot: { api: watch.api, scope: watch.scope, key: keyOf(report.metadata) } }))
      .filter(({ slot }) => !kept.has(slotText(slot)))
      .map(({ report, slot }) => ({ slot, run: async () => removeReport(report, watch, { writer, signal }) })),
  );
}

/** Brings the reports of a policy up to date; writes nothing where they are. */
export async function pass(wanted: WantedReports | undefined, means: Pass): Promise<ReturnType<typeof problemsOf>> {
  const { state, clock, log, watches, signal, policy } = means;
  const written = wanted === undefined ? 0 : await runAll(await writes(wanted, means), state, clock, signal);
  // What takes its place is there by now: a reader never sees a namespace without its report.
  const removed = await runAll(removals(means), state, clock, signal);
  if (written + removed > 0) log.info('reports written', { step: 'report', policy: policy.name, written, removed });
  return problemsOf(state, watches, clock.monotonic());
}
