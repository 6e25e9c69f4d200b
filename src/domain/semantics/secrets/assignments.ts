import { MAX_VALUE } from './credential.ts';
import { TELLING } from './keys.ts';

/**
 * Keys and their values in text of any form: YAML, JSON, properties, shell, connection strings, XML. Lines are read, and
 * not a language: a file of which nobody knows what it is must be looked through too. Every pattern is tried at one
 * place and looks a bounded way ahead, so the time grows with the length of the text alone.
 */

interface Assignment {
  readonly key: string;
  readonly value: string;
  /** Whether it stands between others of its kind with `;`, as in a connection string. */
  readonly inList: boolean;
}

const MAX_KEY = 80;

/** Letters, digits and `-./_`: the characters of a key. */
const isKeyUnit = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 45 && unit <= 57) || unit === 95;

/** Between a key and its value. A colon needs a space or a quote behind it: `urn:token:x` and `${TOKEN:-x}` are neither. */
const ASSIGN = /[\\"'\])]{0,3}[ \t]{0,16}(?:=>|:=|=(?![=~>])|:(?=[\s"'\\]))[ \t]{0,16}/y;
/** `--password hunter2`; the same as entries of a list, of JSON or of YAML */
const FLAG = /(?:[ \t]{1,8}|\\?["'],\s{0,60}|["']?[ \t]{0,4}\r?\n[ \t]{0,60}-[ \t]{1,4})(?=[^-\s])/y;
/** `requirepass hunter2` of Redis */
const DIRECTIVE = /[ \t]{1,8}/y;
/** `name: PASSWORD` with `value: hunter2` behind it; in XML and JSON too */
const NAMED = /["']?[\s,]{1,60}["']?value["']?[ \t]?[:=][ \t]{0,4}/y;
const XML = />/y;

const REDIS = /^(?:requirepass|masterauth)$/i;

const endOf = (pattern: RegExp, text: string, at: number): number | undefined => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
};

function valueAt(text: string, start: number, key: string, end: number): number | undefined {
  const assigned = endOf(ASSIGN, text, end);
  if (assigned !== undefined) return assigned;
  if (key.startsWith('--')) return endOf(FLAG, text, end);
  if (REDIS.test(key)) return endOf(DIRECTIVE, text, end);
  if (text[start - 1] === '<' && !key.startsWith('/')) return endOf(XML, text, end);
  return endOf(NAMED, text, end);
}

const QUOTED = /\\?(["'`])/y;
/** `|` and `>` of YAML: the value is on the next line. */
const BLOCK = /[|>][-+0-9]{0,2}[ \t]{0,8}\r?\n[ \t]{1,64}/y;
/** Up to a space in YAML; elsewhere a value ends at what the shell, a URL, a list or XML ends it by. */
const PLAIN = /[^\s]{0,513}/y;
const BARE = /[^\s"'`,;&<>|)]{0,513}/y;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** The value that begins at a place: without its quotes, or up to where it ends; empty where it is too long to be one. */
function valueFrom(text: string, at: number, plain: boolean): { value: string; end: number } {
  const [opening, quote] = matchAt(QUOTED, text, at) ?? [];
  if (opening !== undefined && quote !== undefined) {
    const from = at + opening.length;
    const inner = text.slice(from, from + MAX_VALUE + 2);
    const length = inner.indexOf(opening);
    return { value: length < 0 ? '' : inner.slice(0, length), end: from + Math.max(length, 0) + opening.length };
  }
  const from = endOf(BLOCK, text, at) ?? at;
  const value = matchAt(plain ? PLAIN : BARE, text, from)?.[0] ?? '';
  return { value: plain ? value.replace(/["',;}\])]{1,8}$/, '') : value, end: from + value.length };
}

const LISTED = /;[ \t]?[A-Za-z][\w ]{0,40}=/y;

const inList = (text: string, start: number, end: number): boolean =>
  endOf(LISTED, text, end) !== undefined ||
  /;[ \t]?(?:[A-Za-z]{1,20} )?$/.test(text.slice(Math.max(0, start - 24), start));

/** The beginning of a line that is a comment, in one language or another. */
export const COMMENT = /^\s*(?:#|\/\/|\*|<!--|--\s|;)/;

const TELLING_ALL = new RegExp(TELLING, 'gi');

/** A key, around the word in it that is at a place. */
function keyAround(text: string, from: number, to: number): { readonly start: number; readonly end: number } {
  let start = from;
  while (start > 0 && from - start < MAX_KEY && isKeyUnit(text.charCodeAt(start - 1))) start--;
  let end = to;
  while (end - start < MAX_KEY && isKeyUnit(text.charCodeAt(end))) end++;
  return { start, end };
}

/**
 * Calls back with what stands under keys that tell of a credential, in a text. Comments are left out: what stands there
 * explains, and what is a credential by its own form is found without a key.
 */
export function eachAssignment(text: string, use: (assignment: Assignment) => void): void {
  let line: Span = { start: 0, end: -1 };
  for (let at = 0; at < text.length;) {
    TELLING_ALL.lastIndex = at;
    const match = TELLING_ALL.exec(text);
    if (match === null) return;
    const { start, end } = keyAround(text, match.index, match.index + match[0].length);
    at = end;
    const assignment = assignmentAt(text, start, end);
    if (assignment === undefined) continue;
    line = lineAt(text, start, line);
    if (!COMMENT.test(text.slice(line.start, Math.min(start, line.start + 64)))) use(assignment);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The line that a place is in, looked for from one before it. */
function lineAt(text: string, at: number, from: Span): Span {
  let { start, end } = from;
  while (end < at) {
    if (end >= 0) start = end + 1;
    const next = text.indexOf('\n', end + 1);
    end = next < 0 ? text.length : next;
  }
  return { start, end };
}

function assignmentAt(text: string, start: number, end: number): Assignment | undefined {
  const key = text.slice(start, end);
  const at = valueAt(text, start, key, end);
  if (at === undefined) return undefined;
  const plain = text[at - 1] !== '=' && text[at - 1] !== '>' && /[:\s]/.test(text[at - 1] ?? '');
  const { value, end: valueEnd } = valueFrom(text, at, plain);
  return value === '' ? undefined : { key: key.replace(/^-+/, ''), value, inList: inList(text, start, valueEnd) };
}
