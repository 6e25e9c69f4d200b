import type { Owner } from '../../domain/ownership.ts';
import { chosenApi, type ReportApi } from '../../domain/reports/api.ts';
import { BY_POLICY } from './kept.ts';
import type { WantedReports } from './look.ts';
import { pass } from './pass.ts';
import { sightOf } from './sight.ts';
import { allWatches, type PassParts, type State } from './state.ts';

/** What came of it, as values: nothing but an abort is thrown. */
export interface Reported {
  /** Why reports are not what they should be, in words. */
  readonly problems: readonly string[];
  readonly requeueAfterMs?: number;
}

export const NOTHING: Reported = { problems: [] };

interface Means extends PassParts {
  readonly policy: Owner;
  readonly signal: AbortSignal;
  readonly stateOf: (api: ReportApi) => State;
}

/** Writes what is wanted, in the API that is there; what was written in another one is deleted. */
export async function settle(wanted: WantedReports, means: Means): Promise<Reported> {
  const { watches, clock } = means;
  const present = watches.present();
  if (present === undefined) return NOTHING;
  const api = chosenApi(wanted.choice, present);
  if (api === undefined) {
    const problem = `spec.report.api is ${wanted.choice}, which is not installed`;
    return wanted.choice === 'auto' ? NOTHING : { problems: [problem] };
  }
  const others = present.filter((other) => other !== api);
  if (others.some((other) => sightOf(other, watches, clock) === 'waiting')) return NOTHING;
  const sight = sightOf(api, watches, clock);
  if (sight === 'waiting') return NOTHING;
  return sight === 'seen' ? pass(wanted, { ...means, state: means.stateOf(api) }) : sight;
}

/** Deletes all reports of a policy. @returns undefined when there are none left, as far as can be seen */
export async function clear(means: Means): Promise<Reported | undefined> {
  const { watches, clock, policy } = means;
  const present = watches.present();
  if (present === undefined || present.some((api) => sightOf(api, watches, clock) === 'waiting')) return NOTHING;
  const state = means.stateOf(present[0] ?? 'openreports');
  state.wanted.clear();
  const reported = await pass(undefined, { ...means, state });
  const left = allWatches(watches).flatMap(({ mirror }) => mirror.by(BY_POLICY, policy.uid));
  return left.some(({ ours }) => ours) ? reported : undefined;
}
