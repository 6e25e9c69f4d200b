import type { CelFunction } from './function.ts';

const of =
  (from: CelFunction['from']) =>
  (signature: string, does: string, example: string): CelFunction => ({ signature, from, does, example });

const cel = of('CEL');
const extension = of('CEL extension');

/** Macros: what is in their brackets is not worked out first. */
const MACROS: readonly CelFunction[] = [
  cel('has(field): bool', 'Whether a field is there.', `cel.bind(x, {'a': 1}, has(x.a) && !has(x.b))`),
  cel(
    'list.all(name, bool): bool',
    'Whether it is true for every entry, or every key of a map.',
    `[1, 2].all(x, x > 0)`,
  ),
  cel('list.exists(name, bool): bool', 'Whether it is true for some entry, or key.', `[1, 2].exists(x, x > 1)`),
  cel('list.exists_one(name, bool): bool', 'Whether it is true for exactly one.', `[1, 2].exists_one(x, x > 1)`),
  cel('list.map(name, dyn): list', 'What comes of every entry, or key.', `[1, 2].map(x, x * 2) == [2, 4]`),
  cel(
    'list.map(name, bool, dyn): list',
    'The same, of those for which it is true.',
    `[1, 2].map(x, x > 1, x * 2) == [4]`,
  ),
  cel('list.filter(name, bool): list', 'Those for which it is true.', `[1, 2].filter(x, x > 1) == [2]`),
  extension('cel.bind(name, dyn, dyn): dyn', 'A name for a value.', `cel.bind(x, 2, x * x == 4)`),
];

const VALUES: readonly CelFunction[] = [
  cel('type(dyn): type', 'The type of a value.', `type(1) == int`),
  cel('dyn(dyn): dyn', 'The value, without a type that is known in advance.', `dyn(1) == 1.0`),
  cel('bool(dyn): bool', 'From a text.', `bool('true')`),
  cel('int(dyn): int', 'From a text, a double or an uint.', `int('7') == 7`),
  cel('uint(dyn): uint', 'From a text, a double or an int.', `uint(7) == 7u`),
  cel('double(dyn): double', 'From a text or a whole number.', `double('1.5') == 1.5`),
  cel('string(dyn): string', 'From a number, true or false, or bytes.', `string(7) == '7'`),
  cel('bytes(dyn): bytes', 'From a text, in UTF-8.', `bytes('é').size() == 2`),
  cel('duration(string): google.protobuf.Duration', 'From a text.', `duration('90m') > duration('1h')`),
  cel(
    'timestamp(dyn): google.protobuf.Timestamp',
    'From a text as in RFC 3339, or seconds.',
    `timestamp('2026-01-01T00:00:00Z') < timestamp('2027-01-01T00:00:00Z')`,
  ),
];

/** In UTC: those that take the name of a time zone are left out, as they take long. */
const TIMES: readonly CelFunction[] = [
  ['getFullYear', 'The year, in UTC.', 2026],
  ['getMonth', 'The month, from 0 on.', 0],
  ['getDate', 'The day of the month, from 1 on.', 2],
  ['getDayOfMonth', 'The day of the month, from 0 on.', 1],
  ['getDayOfWeek', 'The day of the week; 0 is Sunday.', 5],
  ['getHours', 'The hour; of a duration, all its hours.', 3],
  ['getMinutes', 'The minute; of a duration, all its minutes.', 4],
  ['getSeconds', 'The second; of a duration, all its seconds.', 5],
].map(([name, does, value]) =>
  cel(`google.protobuf.Timestamp.${name}(): int`, `${does}`, `timestamp('2026-01-02T03:04:05Z').${name}() == ${value}`),
);

const OPTIONALS: readonly CelFunction[] = [
  extension(
    'optional.of(dyn): optional',
    'A value that is there; see also object.?field.',
    `optional.of(1).value() == 1`,
  ),
  extension('optional.none(): optional', 'A value that is not there.', `!optional.none().hasValue()`),
  extension('optional.hasValue(): bool', 'Whether it is there.', `{'a': 1}.?a.hasValue()`),
  extension('optional.value(): dyn', 'It, or an error.', `{'a': 1}.?a.value() == 1`),
  extension('optional.or(optional): optional', 'It, or else another.', `{'a': 1}.?b.or(optional.of(2)).value() == 2`),
  extension('optional.orValue(dyn): dyn', 'It, or else a value.', `{'a': 1}.?b.orValue(2) == 2`),
];

/** What is there without anything of ours; operators are not listed. */
export const LANGUAGE: readonly CelFunction[] = [...MACROS, ...VALUES, ...TIMES, ...OPTIONALS];
