import { Cron } from 'croner';
import { everComes, parseSchedule, type Schedule } from './schedule.ts';
import { offsetOf } from './time-zone.ts';

/** A schedule that can be asked when it comes. */
export interface Recurrence {
  /** When it first comes after a moment, both in ms; undefined where Argo CD finds nothing: within the next five years. */
  readonly next: (after: number) => number | undefined;
  /** After how many ms all begins anew: a day or a week; undefined where months differ. */
  readonly period: number | undefined;
  /** Whether it comes every minute of every day. */
  readonly always: boolean;
}

const YEARS = 5;
const DAY = 24 * 60 * 60_000;
const NEVER: Recurrence = { next: () => undefined, period: undefined, always: false };

interface Field {
  readonly values: ReadonlySet<number>;
  readonly star: boolean;
}

/** A star and a list of all values differ: only without a star on either side, a day of the week is enough. */
const written = ({ values, star }: Field): string => (star ? '*' : [...values].join(','));

function periodOf({ daysOfMonth, months, daysOfWeek }: Schedule): number | undefined {
  if (daysOfMonth.values.size < 31 || months.values.size < 12) return undefined;
  return daysOfWeek.values.size < 7 ? 7 * DAY : DAY;
}

/** What Argo CD accepts is spelled out for croner, which accepts more, and some of it as something else. */
function recurrence(schedule: Schedule): Recurrence {
  if (!everComes(schedule)) return NEVER;
  const { minutes, hours, daysOfMonth, months, daysOfWeek } = schedule;
  const pattern = [minutes, hours, daysOfMonth, months, daysOfWeek].map(written).join(' ');
  const cron = new Cron(pattern, { mode: '5-part', utcOffset: 0, paused: true });
  const next = (after: number): number | undefined => {
    const found = cron.nextRun(new Date(after));
    const last = new Date(Math.floor(after / 1000 + 1) * 1000).getUTCFullYear() + YEARS;
    return found === null || found.getUTCFullYear() > last ? undefined : found.getTime();
  };
  const period = periodOf(schedule);
  const everyMinute = minutes.values.size === 60 && hours.values.size === 24;
  return { next, period, always: period === DAY && everyMinute };
}

/** A time that clocks skip in spring is tried again at the next start. */
const MAX_SKIPPED = 64;

/** By the clocks of a zone that the schedule itself names. */
function inZone({ next, ...rest }: Recurrence, zone: string): Recurrence {
  const offset = (moment: number): number => offsetOf(zone, moment) ?? 0;
  const momentOf = (local: number, after: number): number | undefined => {
    const early = local - offset(after);
    return [early, local - offset(early)].find((moment) => moment > after && moment + offset(moment) === local);
  };
  return {
    ...rest,
    next: (after) => {
      let local = next(after + offset(after));
      for (let tries = 0; local !== undefined && tries < MAX_SKIPPED; tries++) {
        const moment = momentOf(local, after);
        if (moment !== undefined) return moment;
        local = next(local);
      }
      return local;
    },
  };
}

/** `TZ=` before the fields is documented nowhere in Argo CD, but its cron library knows it. */
const ZONED = /^(?:CRON_)?TZ=(?<zone>[^ ]*) (?<fields>.*)$/s;

function compile(text: string): Recurrence | undefined {
  const { zone, fields = text } = ZONED.exec(text)?.groups ?? {};
  const schedule = parseSchedule(fields);
  if (schedule === undefined || (zone !== undefined && offsetOf(zone, 0) === undefined)) return undefined;
  return zone === undefined ? recurrence(schedule) : inZone(recurrence(schedule), zone);
}

const MAX_CACHED = 512;
const cache = new Map<string, Recurrence | undefined>();

/** The schedule of a sync window; undefined where it is not valid to Argo CD, which then refuses to sync. */
export function recurrenceOf(schedule: string): Recurrence | undefined {
  if (!cache.has(schedule)) {
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(schedule, compile(schedule));
  }
  return cache.get(schedule);
}
