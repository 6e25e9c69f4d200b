import {
  accepts,
  builder,
  charactersOf,
  noneOf,
  oneOf,
  runeOf,
  type Automaton,
  type Builder,
  type Runes,
} from './automaton.ts';

/**
 * The globs of groups and kinds are other ones than those of names: Go's filepath.Match, on Linux. `*` and `?` stop at
 * `/`, `[^a]` negates and not `[!a]`, and there are no braces. Source: isResourceInList in types.go of Argo CD, and
 * Go's path/filepath/match.go. An error there is no match. No group, kind or name has a `/`, with which classes go their own way.
 */

interface Found<T> {
  readonly value: T;
  readonly next: number;
}

const SEGMENT = noneOf(oneOf(['/']));

/** One end of a range: `-` and `]` must be escaped. */
function readBound(pattern: readonly string[], at: number): Found<number> | undefined {
  const first = pattern[at];
  if (first === '-' || first === ']') return undefined;
  const next = first === '\\' ? at + 1 : at;
  const character = pattern[next];
  return character === undefined ? undefined : { value: runeOf(character), next: next + 1 };
}

function readRange(pattern: readonly string[], at: number): Found<Runes> | undefined {
  const first = readBound(pattern, at);
  if (first === undefined || pattern[first.next] !== '-')
    return first && { ...first, value: { first: first.value, last: first.value } };
  const last = readBound(pattern, first.next + 1);
  return last && { value: { first: first.value, last: last.value }, next: last.next };
}

/** What follows a `[`: at least one range, and the end must follow. */
function readClass(pattern: readonly string[], at: number): Found<readonly Runes[]> | undefined {
  const not = pattern[at] === '^';
  const ranges: Runes[] = [];
  let next = not ? at + 1 : at;
  while (ranges.length === 0 || pattern[next] !== ']') {
    const range = readRange(pattern, next);
    if (range === undefined) return undefined;
    ranges.push(range.value);
    next = range.next;
  }
  const sound = ranges.filter(({ first, last }) => first <= last);
  return { value: not ? noneOf(sound) : sound, next: next + 1 };
}

function readElement(pattern: readonly string[], at: number, into: Builder): number | undefined {
  const character = pattern[at] ?? '';
  if (character === '[') {
    const found = readClass(pattern, at + 1);
    if (found !== undefined) into.read(found.value);
    return found?.next;
  }
  if (character === '*') into.repeat(SEGMENT);
  else if (character === '?') into.read(SEGMENT);
  else {
    const literal = character === '\\' ? pattern[at + 1] : character;
    if (literal === undefined) return undefined;
    into.read(oneOf([literal]));
    return character === '\\' ? at + 2 : at + 1;
  }
  return at + 1;
}

export function parseKindGlob(text: string): Automaton | undefined {
  const pattern = charactersOf(text);
  const into = builder();
  for (let at = 0; at < pattern.length;) {
    const next = readElement(pattern, at, into);
    if (next === undefined) return undefined;
    at = next;
  }
  return into.finish();
}

const MAX_CACHED = 1024;
const cache = new Map<string, Automaton | undefined>();

/** Whether the pattern of a group, a kind or a name of {@link ResourceKind} matches the whole text. */
export function matchesKindGlob(pattern: string, text: string): boolean {
  if (pattern === '*' && !text.includes('/')) return true;
  if (!cache.has(pattern)) {
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(pattern, parseKindGlob(pattern));
  }
  const automaton = cache.get(pattern);
  return automaton !== undefined && accepts(automaton, text);
}
