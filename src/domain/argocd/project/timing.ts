import type { SyncWindow } from '../resources.ts';
import { recurrenceOf, type Recurrence } from './cron.ts';
import { textOf } from './lists.ts';
import { parseGoDuration } from './schedule.ts';
import { offsetOf } from './time-zone.ts';

/** When a window opens and for how long, in ms of the clocks of its time zone. */
export interface Timing extends Recurrence {
  readonly duration: number;
}

/** Undefined where the schedule or the duration is not valid. */
export function timingOf({ schedule, duration }: SyncWindow): Timing | undefined {
  const recurrence = recurrenceOf(textOf(schedule));
  const length = parseGoDuration(textOf(duration));
  return recurrence && length !== undefined ? { ...recurrence, duration: Math.ceil(length) } : undefined;
}

/** The moment by the clocks of the window's zone. Argo CD takes the offset of now for the whole schedule. */
export const localTime = ({ timeZone }: SyncWindow, now: number): number =>
  now + (offsetOf(textOf(timeZone), now) ?? 0);

/**
 * Whether a window is active; undefined where it is not valid. One whose schedule never comes always is, as the zero
 * time that Argo CD gets for it lies in the past. Source: SyncWindow.Active.
 */
export function isActive(window: SyncWindow, now: number): boolean | undefined {
  const timing = timingOf(window);
  if (timing === undefined) return undefined;
  const local = localTime(window, now);
  const begun = timing.next(local - timing.duration);
  return begun === undefined || begun < local;
}
