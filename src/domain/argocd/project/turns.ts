import type { SyncWindow } from '../resources.ts';
import { objectsOf, textOf } from './lists.ts';
import { offsetOf } from './time-zone.ts';
import { localTime, timingOf, type Timing } from './timing.ts';

/** When sync windows open and close. */

const MINUTE = 60_000;
const MAX_STEPS = 512;

/** A start after `from` and up to `last`, far on, so that few steps are needed; undefined where there is none. */
function further({ next }: Timing, from: number, last: number): number | undefined {
  for (let step = (last - from) / 2; step >= MINUTE; step /= 2) {
    const found = next(from + step);
    if (found !== undefined && found <= last) return found;
  }
  const found = next(from);
  return found !== undefined && found <= last ? found : undefined;
}

/**
 * When a window that is active closes. One that opens again at the very moment at which it closes leaves no gap that
 * matters. After too many steps it is a time up to which the window stays active, at which to ask again.
 */
function closing(timing: Timing, local: number): number | undefined {
  const { next, duration, always, period } = timing;
  const first = next(local - duration);
  if (first === undefined || (always && duration >= MINUTE)) return undefined;
  let start = first;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const later = further(timing, start, start + duration);
    if (later === undefined) break;
    if (period !== undefined && later - first > period) return undefined;
    start = later;
  }
  // With no start to come, Argo CD takes the window for active for good.
  return next(start) === undefined ? undefined : start + duration;
}

/** A window is active between its start and its end, at neither of them. */
function opening({ next, duration }: Timing, local: number): number | undefined {
  const start = duration > 1 ? next(local - 1) : undefined;
  return start === undefined ? undefined : start + 1;
}

function localTurn(timing: Timing, local: number): number | undefined {
  const begun = timing.next(local - timing.duration);
  return begun === undefined || begun < local ? closing(timing, local) : opening(timing, local);
}

/** The first moment with another offset than at `from`, if there is one at `to`. */
function changeOfClocks(timeZone: string, from: number, to: number): number | undefined {
  const offset = offsetOf(timeZone, from);
  if (offsetOf(timeZone, to) === offset) return undefined;
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetOf(timeZone, middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

function turnOf(window: SyncWindow, now: number): number | undefined {
  const timing = timingOf(window);
  if (timing === undefined || (window.kind !== 'allow' && window.kind !== 'deny')) return undefined;
  const ahead = localTime(window, now) - now;
  const local = localTurn(timing, now + ahead);
  if (local === undefined) return undefined;
  const turn = local - ahead;
  return changeOfClocks(textOf(window.timeZone), now, turn) ?? turn;
}

/**
 * When to look at windows again: the next ms at which one of them opens or closes, or before, where clocks change or it
 * is too far to tell. Undefined where none ever does, such as a window that always denies.
 */
export function nextTurn(windows: readonly SyncWindow[] | undefined, now: number): number | undefined {
  const turns = objectsOf(windows).flatMap((window) => turnOf(window, now) ?? []);
  return turns.length === 0 ? undefined : Math.min(...turns);
}
