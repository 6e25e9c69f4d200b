import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import type { CelFunction } from './function.ts';

/** At worst, a search compares every character of the one with every character of the other. */
const spendSearch = (meter: Meter, text: string, sought: string): void =>
  meter.spend((text.length * Math.max(2, sought.length - 16)) / 128);

function indexOf(meter: Meter, text: string, sought: string, from = 0n): bigint {
  spendSearch(meter, text, sought);
  if (from < 0n || from > BigInt(text.length)) return refuse('a text has no character at this index');
  return BigInt(text.indexOf(sought, Number(from)));
}

const contains = (meter: Meter, text: string, sought: string): boolean => indexOf(meter, text, sought) >= 0n;

function lastIndexOf(meter: Meter, text: string, sought: string): bigint {
  spendSearch(meter, text, sought);
  return BigInt(text.lastIndexOf(sought));
}

/** @param count of replacements; all of them where it is negative */
function replace(meter: Meter, text: string, old: string, put: string, count = -1n): string {
  const parts = split(meter, text, old);
  const most = count < 0n ? parts.length - 1 : Number(count);
  meter.spend((Math.min(most, parts.length) * put.length) / 64);
  const [head, tail] = [parts.slice(0, most + 1), parts.slice(most + 1)];
  return [head.join(put), ...tail].join(old);
}

/** @param most of the parts; the last is whatever is left. Negative: all of them */
function split(meter: Meter, text: string, separator: string, most = -1n): string[] {
  spendSearch(meter, text, separator);
  meter.spend(separator === '' ? text.length : 0);
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  const limit = Number(most);
  if (limit < 0 || parts.length <= limit) return parts;
  return limit === 0 ? [] : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

function join(meter: Meter, list: readonly unknown[], separator = ''): string {
  let length = 0;
  for (const entry of list) {
    if (typeof entry !== 'string') return refuse('a list of texts has an entry of another type');
    length += entry.length + separator.length;
  }
  meter.spend(length / 64);
  return list.join(separator);
}

function charAt(_meter: Meter, text: string, index: bigint): string {
  if (index < 0n || index > BigInt(text.length)) return refuse('a text has no character at this index');
  return text.charAt(Number(index));
}

const lower = (_meter: Meter, text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
const upper = (_meter: Meter, text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase());

const row = (
  from: CelFunction['from'],
  signature: string,
  does: string,
  example: string,
  run?: CelFunction['run'],
): CelFunction => ({ signature, from, does, example, ...(run !== undefined && { run }) });

/** Indexes count UTF-16 units: characters beyond the first 65,536 are two of them, unlike in CEL. */
export const STRINGS: readonly CelFunction[] = [
  row('CEL', 'string.startsWith(string): bool', 'Whether it begins so.', `'abc'.startsWith('ab')`),
  row('CEL', 'string.endsWith(string): bool', 'Whether it ends so.', `'abc'.endsWith('bc')`),
  row('CEL', 'string.contains(string): bool', 'Whether it is in it.', `'abc'.contains('b')`, contains),
  row('CEL extension', 'string.charAt(int): string', 'The character at an index.', `'abc'.charAt(1) == 'b'`, charAt),
  row('CEL extension', 'string.indexOf(string): int', 'Where it is first, or -1.', `'abab'.indexOf('b') == 1`, indexOf),
  row(
    'CEL extension',
    'string.indexOf(string, int): int',
    'The same, from an index on.',
    `'abab'.indexOf('b', 2) == 3`,
    indexOf,
  ),
  row(
    'CEL extension',
    'string.lastIndexOf(string): int',
    'Where it is last, or -1.',
    `'abab'.lastIndexOf('b') == 3`,
    lastIndexOf,
  ),
  row('CEL extension', 'list<string>.join(): string', 'All in one.', `['a', 'b'].join() == 'ab'`, join),
  row(
    'CEL extension',
    'list<string>.join(string): string',
    'The same, with something between them.',
    `['a', 'b'].join('-') == 'a-b'`,
    join,
  ),
  row(
    'CEL extension',
    'string.lowerAscii(): string',
    'In lower case, as far as it is ASCII.',
    `'ABC'.lowerAscii() == 'abc'`,
    lower,
  ),
  row(
    'CEL extension',
    'string.upperAscii(): string',
    'In upper case, as far as it is ASCII.',
    `'abc'.upperAscii() == 'ABC'`,
    upper,
  ),
  row(
    'CEL extension',
    'string.replace(string, string): string',
    'With one part in place of another.',
    `'abab'.replace('a', 'c') == 'cbcb'`,
    replace,
  ),
  row(
    'CEL extension',
    'string.replace(string, string, int): string',
    'The same, so many times at most.',
    `'abab'.replace('a', 'c', 1) == 'cbab'`,
    replace,
  ),
  row('CEL extension', 'string.split(string): list<string>', 'Its parts.', `'a/b'.split('/') == ['a', 'b']`, split),
  row(
    'CEL extension',
    'string.split(string, int): list<string>',
    'The same, so many at most.',
    `'a/b/c'.split('/', 2) == ['a', 'b/c']`,
    split,
  ),
  row('CEL extension', 'string.substring(int): string', 'From an index on.', `'abc'.substring(1) == 'bc'`),
  row(
    'CEL extension',
    'string.substring(int, int): string',
    'From one index up to another.',
    `'abc'.substring(1, 2) == 'b'`,
  ),
  row('CEL extension', 'string.trim(): string', 'Without white space around it.', `' a '.trim() == 'a'`),
];
