/**
 * Which fields a jq expression of `jqPathExpressions` is about. Only what paths are written with is understood: fields,
 * indices, `select`, alternatives and pipes. What follows anything else is not known, and counts as everything below.
 */

/** Stands for any index, and for a field that is not known. */
export const ANY = '*';

export type Path = readonly string[];

/** A path, and whether everything below it is to be expected, as the rest could not be read. */
interface JqPath {
  readonly path: Path;
  readonly open: boolean;
}

const ROOT: JqPath = { path: [], open: false };
const UNKNOWN: JqPath = { path: [], open: true };

const MAX_LENGTH = 4096;
const MAX_PATHS = 64;
const MAX_NESTING = 16;

const OPENING = '([{';
const CLOSING = ')]}';

/** The end of a quoted text that begins here: behind its second quote. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** Parts between a separator, where that is in no text and no bracket; undefined for brackets that do not fit. */
function split(text: string, separator: string): string[] | undefined {
  const parts: string[] = [];
  let [depth, start, at] = [0, 0, 0];
  while (at < text.length) {
    const one = text[at] ?? '';
    if (one === '"') at = endOfText(text, at) - 1;
    else if (OPENING.includes(one)) depth++;
    else if (CLOSING.includes(one)) depth--;
    else if (one === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth < 0) return undefined;
    at++;
  }
  return depth === 0 ? [...parts, text.slice(start)] : undefined;
}

/** Where the bracket closes that opens here; -1 for one that does not. */
function closes(text: string, from: number): number {
  let [depth, at] = [0, from];
  while (at < text.length) {
    const one = text[at] ?? '';
    if (one === '"') at = endOfText(text, at) - 1;
    else if (OPENING.includes(one)) depth++;
    else if (CLOSING.includes(one)) depth--;
    if (depth === 0) return at;
    at++;
  }
  return -1;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return ANY;
  }
}

interface Step {
  readonly token?: string;
  readonly next: number;
}

/** One step of a path: `.name`, `."name"`, `[…]`, `.[…]` or `?`; undefined for anything else. */
function readStep(text: string, at: number): Step | undefined {
  if (text[at] === '?') return { next: at + 1 };
  const from = text[at] === '.' ? at + 1 : at;
  if (text[from] === '[') {
    const end = closes(text, from);
    const inside = text.slice(from + 1, end).trim();
    return end < 0 ? undefined : { token: inside.startsWith('"') ? unquoted(inside) : ANY, next: end + 1 };
  }
  if (from === at) return undefined;
  if (text[from] === '"') {
    const end = endOfText(text, from);
    return { token: unquoted(text.slice(from, end)), next: end };
  }
  const [name] = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(from, from + 256)) ?? [];
  return name === undefined ? undefined : { token: name, next: from + name.length };
}

function readSteps(text: string, base: JqPath): JqPath {
  const path = [...base.path];
  let at = 0;
  while (at < text.length) {
    const step = readStep(text, at);
    if (step === undefined) return { path, open: true };
    if (step.token !== undefined) path.push(step.token);
    at = step.next;
  }
  return { path, open: base.open };
}

const SELECT = 'select';

/** `select` goes no step further, and leaves only some of what was there; what is in brackets is read by itself. */
function readTerm(text: string, base: JqPath, depth: number): JqPath[] {
  if (base.open || text === '.') return [base];
  const from = text.startsWith(`${SELECT}(`) ? SELECT.length : 0;
  if (text[from] !== '(') return [readSteps(text, base)];
  const end = closes(text, from);
  if (end < 0) return [{ ...base, open: true }];
  const rest = text.slice(end + 1).trim();
  const inner = from > 0 ? [base] : read(text.slice(1, end), [base], depth + 1);
  return rest === '' ? inner : inner.map((path) => readSteps(rest, path));
}

function read(text: string, bases: readonly JqPath[], depth: number): JqPath[] {
  const stages = depth > MAX_NESTING ? undefined : split(text, '|');
  if (stages === undefined) return [UNKNOWN];
  let paths = [...bases];
  for (const stage of stages) {
    const terms = split(stage, ',');
    if (terms === undefined) return [UNKNOWN];
    paths = terms.flatMap((term) => paths.flatMap((path) => readTerm(term.trim(), path, depth)));
    if (paths.length > MAX_PATHS) return [UNKNOWN];
  }
  return paths;
}

/** The paths that a jq expression leads to; at least one. */
export const jqPaths = (expression: string): readonly JqPath[] =>
  expression.length > MAX_LENGTH ? [UNKNOWN] : read(expression.trim(), [ROOT], 0);

/**
 * The fields of a JSON pointer. Undefined for what removes nothing in Argo CD: the empty one, which is the whole object,
 * and one that does not begin with a slash.
 */
export function pointerPath(pointer: string): Path | undefined {
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
