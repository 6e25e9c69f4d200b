import { setImmediate } from 'node:timers/promises';
import type { Owner } from '../../domain/ownership.ts';
import type { ReportChoice } from '../../domain/reports/api.ts';
import { contentHash, timesOf } from '../../domain/reports/content.ts';
import { type Findings, reportsFor } from '../../domain/reports/report.ts';
import { keyOf } from '../../engine/object.ts';
import {
  allWatches,
  isAsWanted,
  isWaiting,
  type Objects,
  type PassParts,
  slotText,
  type State,
  type Wanted,
} from './state.ts';
import { BY_PLACE, placeKey } from './kept.ts';
import type { ReportWatches } from './watches.ts';

/** What is to be reported for a policy. A place is a namespace; the empty one stands for what is in none. */
export interface WantedReports {
  /** `spec.report.api`. */
  readonly choice: ReportChoice;
  /** Places of which there is something to say. */
  readonly places: readonly string[];
  /** Those whose findings changed since the call before; places that come or go need not be among them. */
  readonly changed: readonly string[];
  /** Asked only for places that changed, and for those whose reports are not as they should be. */
  readonly findings: (place: string) => Findings;
  /** The API version of a kind; undefined where it is not known. */
  readonly apiVersionOf: (kind: string) => string | undefined;
}

type Looked = Pick<PassParts, 'watches' | 'clock'> & { readonly state: State; readonly policy: Owner };

/** Since when a result was seen: as remembered, else as the reports say that are there, of either API. */
function seenSince(place: string, now: number, state: State, watches: ReportWatches): Pick<Map<string, number>, 'get'> {
  const live = allWatches(watches).flatMap(({ mirror }) => mirror.by(BY_PLACE, placeKey(state.uid, place)));
  const sources = [state.times.get(place), ...live.filter(({ ours }) => ours).map(({ times }) => times)];
  const get = (id: string): number | undefined => {
    const seconds = sources.map((times) => times?.get(id)).find((found) => found !== undefined);
    return seconds === undefined ? undefined : Math.min(seconds, now);
  };
  return { get };
}

/** Works out the reports of one place, and remembers what they must be like. */
function lookAt(place: string, wanted: WantedReports, { state, policy, watches, clock }: Looked): Objects {
  const { api } = state;
  const now = Math.floor(clock.now() / 1000);
  const times = { firstSeen: seenSince(place, now, state, watches), now };
  const { apiVersionOf } = wanted;
  const reports = reportsFor({ api, policy, ...wanted.findings(place), ...times, apiVersionOf });
  const entries = reports.map((report) => {
    const scope = place === '' ? 'cluster' : 'namespaced';
    const entry: Wanted = { api, scope, place, key: keyOf(report.metadata), hash: contentHash(report) };
    return { entry, report };
  });
  state.wanted.set(
    place,
    entries.map(({ entry }) => entry),
  );
  state.times.set(place, new Map(reports.flatMap((report) => [...timesOf(report)])));
  state.dirty.delete(place);
  return new Map(entries.map(({ entry, report }) => [slotText(entry), report]));
}

/** Whether something has to be done about the reports of a place that did not change. */
const isDisturbed = (place: string, { state, watches, clock }: Looked): boolean =>
  (state.wanted.get(place) ?? []).some(
    (entry) => !isAsWanted(entry, state, watches) && !isWaiting(entry, state, clock.monotonic()),
  );

/** Works out what changed, place by place, and lets others have a turn in between. */
export async function lookAround(wanted: WantedReports, looked: Looked, signal: AbortSignal): Promise<Objects> {
  const { state } = looked;
  const places = new Set(wanted.places);
  for (const known of [state.wanted, state.times, state.dirty])
    for (const place of known.keys()) if (!places.has(place)) known.delete(place);
  const objects: Objects = new Map();
  for (const place of places) {
    const known = state.wanted.has(place) && !state.dirty.has(place);
    if (known && !isDisturbed(place, looked)) continue;
    for (const [slot, report] of lookAt(place, wanted, looked)) objects.set(slot, report);
    await setImmediate();
    signal.throwIfAborted();
  }
  return objects;
}
