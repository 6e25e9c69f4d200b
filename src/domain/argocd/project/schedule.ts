import { fieldsOfText } from './go-text.ts';

/**
 * Schedules and durations of sync windows, read exactly as Argo CD reads them: by its cron library with five fields, and by
 * Go. Source: github.com/robfig/cron/v3 parser.go and spec.go (NewParser(Minute|Hour|Dom|Month|Dow)), Go's time/format.go.
 */

/** The values of one field of a schedule. */
interface CronField {
  readonly values: ReadonlySet<number>;
  /** Whether it was written as a star: only then do days of the month and days of the week have to hold together. */
  readonly star: boolean;
}

export interface Schedule {
  readonly minutes: CronField;
  readonly hours: CronField;
  readonly daysOfMonth: CronField;
  readonly months: CronField;
  /** Sunday is 0, and 7 is not known. */
  readonly daysOfWeek: CronField;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const LONGEST_MONTHS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** As strconv.Atoi, which takes a plus sign and leading zeros, and nothing beyond 64 bits. */
function readNumber(text: string): number | undefined {
  return /^\+?\d+$/.test(text) && BigInt(text.replace('+', '')) < 2n ** 63n ? Number(text) : undefined;
}

function readValue(text: string, names: readonly string[] = []): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  return named >= 0 && text !== '' ? named : readNumber(text);
}

interface Span {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** What stands before the step. Whatever follows a star and a hyphen is not looked at, as upstream. */
function readSpan(text: string, { min, max, names }: Bounds): Span | undefined {
  const [low = '', high, more] = text.split('-');
  if (low === '*' || low === '?') return { start: min, end: max };
  if (more !== undefined) return undefined;
  const start = readValue(low, names);
  return { start, end: high === undefined ? start : readValue(high, names) };
}

/** One range, such as `5`, `1-5`, `0-59/10` or `10/5`, which means from 10 on every 5. */
function readRange(text: string, bounds: Bounds): CronField | undefined {
  const [span = '', every, more] = text.split('/');
  const { start, end } = readSpan(span, bounds) ?? {};
  const step = every === undefined ? 1 : readNumber(every);
  if (start === undefined || end === undefined || more !== undefined || step === undefined || step < 1)
    return undefined;
  const last = every !== undefined && !span.includes('-') ? bounds.max : end;
  if (start < bounds.min || last > bounds.max || start > last) return undefined;
  const values = new Set<number>();
  for (let value = start; value <= last; value += step) values.add(value);
  return { values, star: /^[*?]/.test(span) && step === 1 };
}

/** Ranges with commas between them. Nothing but commas is a field without values, which never comes. */
function readField(text: string, bounds: Bounds): CronField | undefined {
  const values = new Set<number>();
  let star = false;
  for (const range of text.split(',').filter((part) => part !== '')) {
    const field = readRange(range, bounds);
    if (field === undefined) return undefined;
    for (const value of field.values) values.add(value);
    star ||= field.star;
  }
  return { values, star };
}

/**
 * A schedule of five fields; undefined where Argo CD's parser gives an error: `@daily`, seconds, day 7. A prefix
 * `TZ=`, which it knows, is an error here, as windows have a field for their time zone.
 */
export function parseSchedule(text: string): Schedule | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek, ...more] = fieldsOfText(text);
  if (dayOfWeek === undefined || more.length > 0) return undefined;
  const minutes = readField(minute ?? '', { min: 0, max: 59 });
  const hours = readField(hour ?? '', { min: 0, max: 23 });
  const daysOfMonth = readField(dayOfMonth ?? '', { min: 1, max: 31 });
  const months = readField(month ?? '', { min: 1, max: 12, names: MONTHS });
  const daysOfWeek = readField(dayOfWeek, { min: 0, max: 6, names: DAYS });
  return minutes && hours && daysOfMonth && months && daysOfWeek
    ? { minutes, hours, daysOfMonth, months, daysOfWeek }
    : undefined;
}

/**
 * Whether a schedule comes at all: 31 February does not. Argo CD takes a window whose schedule never comes for one that
 * is always active, as the zero time that its cron library returns lies in the past.
 */
export function everComes({ minutes, hours, daysOfMonth, months, daysOfWeek }: Schedule): boolean {
  const dayExists = [...months.values].some((month) =>
    [...daysOfMonth.values].some((day) => day <= (LONGEST_MONTHS[month] ?? 0)),
  );
  const weekday = daysOfWeek.values.size > 0;
  const both = daysOfMonth.star || daysOfWeek.star;
  const day = both ? dayExists && weekday : dayExists || weekday;
  return day && months.values.size > 0 && hours.values.size > 0 && minutes.values.size > 0;
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const MAX_NANOSECONDS = 2n ** 63n;
/** Go knows no such limit; nobody writes a longer one. */
const MAX_DURATION = 256;

/** A fraction as Go keeps it: digits that no longer fit into 63 bits are dropped. */
function readFraction(digits: string): { readonly value: bigint; readonly scale: number } {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (MAX_NANOSECONDS - 1n) / 10n || next > MAX_NANOSECONDS) break;
    value = next;
    scale *= 10;
  }
  return { value, scale };
}

function readPart(whole: string, fraction: string, unitName: string): bigint | undefined {
  const unit = Object.hasOwn(UNITS, unitName) ? UNITS[unitName] : undefined;
  if (unit === undefined || whole + fraction === '') return undefined;
  const { value, scale } = readFraction(fraction);
  return BigInt(whole === '' ? 0 : whole) * unit + BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/**
 * A duration as Go writes it, such as `24h`, `1h30m` or `-1.5s`, in milliseconds; undefined where time.ParseDuration gives an
 * error: `1d`, `24`, `1 h`, or beyond 292 years.
 */
export function parseGoDuration(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  if (rest.length > MAX_DURATION || !/^((\d+\.?\d*|\.\d+)[^.\d]+)+$/.test(rest)) return undefined;
  let nanoseconds = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of rest.matchAll(/(\d*)\.?(\d*)([^.\d]+)/g)) {
    const part = readPart(whole, fraction, unit);
    if (part === undefined) return undefined;
    nanoseconds += part;
  }
  if (nanoseconds > (sign === '-' ? MAX_NANOSECONDS : MAX_NANOSECONDS - 1n)) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(nanoseconds) / 1e6);
}
