/**
 * How Argo CD reads a setting from text. Each has its own way, and they disagree: `True` is true for one and false for
 * the next. Source: util/env/env.go and util/settings/settings.go of Argo CD, strconv.ParseBool of Go.
 */
export type Form =
  /** True for exactly `true`. */
  | 'exact-true'
  /** False for exactly `false`. */
  | 'not-false'
  /** As strconv.ParseBool; what it does not know is the default. */
  | 'parsed-bool'
  /** `true` and `false` in any case; anything else is the default. */
  | 'env-bool'
  /** Empty is the default, then true for exactly `true`. */
  | 'filled-bool'
  /** False for `false` and `no` in any case. */
  | 'not-no'
  /** A whole number; anything else is the default. */
  | 'number'
  /** As it stands, even where it is empty. */
  | 'text'
  /** Empty is the default. */
  | 'filled-text'
  /** With commas between; empty is the default. */
  | 'list';

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** strconv.ParseBool of Go; undefined where it fails. */
function parsedBool(raw: string): string | undefined {
  if (TRUE.has(raw)) return 'true';
  return FALSE.has(raw) ? 'false' : undefined;
}

const listed = (raw: string): string =>
  raw
    .split(',')
    .map((item) => item.trim())
    .join(',');

const filled = (raw: string): string | undefined => (raw === '' ? undefined : raw);

const ofBool = (value: boolean): string => String(value);

/** The value in its one spelling, or undefined for the default. */
const reading: Readonly<Record<Form, (raw: string) => string | undefined>> = {
  'exact-true': (raw) => ofBool(raw === 'true'),
  'not-false': (raw) => ofBool(raw !== 'false'),
  'parsed-bool': parsedBool,
  'env-bool': (raw) => (/^(true|false)$/i.test(raw) ? raw.toLowerCase() : undefined),
  'filled-bool': (raw) => (raw === '' ? undefined : ofBool(raw === 'true')),
  'not-no': (raw) => ofBool(!/^(false|no)$/i.test(raw)),
  number: (raw) => (/^[+-]?\d{1,18}$/.test(raw) ? String(Number(raw)) : undefined),
  text: (raw) => raw,
  'filled-text': filled,
  list: (raw) => (raw === '' ? undefined : listed(raw)),
};

const BOOLEANS: ReadonlySet<Form> = new Set([
  'exact-true',
  'not-false',
  'parsed-bool',
  'env-bool',
  'filled-bool',
  'not-no',
]);

export const isBoolean = (form: Form): boolean => BOOLEANS.has(form);

/** What Argo CD makes of text in a ConfigMap or an environment variable; undefined where it takes its default. */
export const read = (form: Form, raw: string): string | undefined => reading[form](raw);

/**
 * What Argo CD makes of the values of a flag, of which the last counts, and of a list all. Nothing is the default here:
 * an empty value is empty. Source: github.com/spf13/pflag.
 */
export function readFlag(form: Form, values: readonly string[]): string {
  if (form === 'list') return values.map(listed).join(',');
  const last = values.at(-1) ?? '';
  return isBoolean(form) ? (parsedBool(last) ?? last) : last;
}

/** Why a policy should not ask for this value: Argo CD would quietly take another one. */
export function misread(form: Form, value: string): string | undefined {
  if (isBoolean(form)) return value === 'true' || value === 'false' ? undefined : 'must be "true" or "false"';
  if (form === 'number') return /^\d{1,18}$/.test(value) ? undefined : 'must be a whole number';
  return undefined;
}
