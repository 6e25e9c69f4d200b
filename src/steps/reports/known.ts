import type { Owner } from '../../domain/ownership.ts';
import type { ReportApi } from '../../domain/reports/api.ts';
import type { Change } from '../../engine/mirror.ts';
import type { KeptReport } from './kept.ts';
import { newState, type State } from './state.ts';

/** What is remembered of a policy. */
export interface Known {
  readonly uid: string;
  state: State | undefined;
  /** It has no reports, and wants none. */
  clean: boolean;
  /** Of two calls for one policy the second waits for the first. */
  turn: Promise<unknown>;
}

/** A policy of the same name that was made anew is another one. */
export function knownOf({ name, uid }: Owner, policies: Map<string, Known>): Known {
  const found = policies.get(name);
  if (found?.uid === uid) return found;
  const known: Known = { uid, state: undefined, clean: false, turn: Promise.resolve() };
  policies.set(name, known);
  return known;
}

/** The state for an API; times that are known stay what they are when another one is written. */
export function stateOf(known: Known, api: ReportApi): State {
  if (known.state?.api !== api) known.state = newState(known.uid, api, known.state);
  return known.state;
}

/** Whether a change is one that we made: it left a report as it should be. */
export const isOurs = ({ key, new: now }: Change<KeptReport>, state: State | undefined): boolean =>
  (state?.wanted.get(now?.metadata.namespace ?? '') ?? []).some(
    (wanted) => wanted.key === key && wanted.hash === now?.hash,
  );
