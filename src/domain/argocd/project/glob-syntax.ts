import {
  ANY_RUNE,
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
 * The syntax of github.com/gobwas/glob: `*`, `**`, `?`, `[abc]`, `[!a-z]`, `{a,b}` and `\`. Argo CD up to 3.5 has its
 * version 0.2.3, which reads an open `{` and a last `\` as if all were well. Since Argo CD 3.6 it is 1.0.0, and these
 * are errors there. Source: syntax/lexer/lexer.go and syntax/ast/parser.go of 0.2.3, parse.go of 1.0.0.
 */

export interface Reading {
  /** What `*` and `?` stop at; `**` does not. */
  readonly separators: string;
  /** As version 0.2.3 reads. */
  readonly old: boolean;
}

/** One element of a pattern, and where the next one begins; undefined where the pattern is not valid. */
type Element = { readonly next: number } | undefined;

interface Sight extends Reading {
  readonly pattern: readonly string[];
  readonly into: Builder;
  readonly unseparated: readonly Runes[];
  /** Whether the last element was a plain character: a NUL only ends such a run of them in version 0.2.3. */
  inText: boolean;
}

function range(
  { pattern }: Sight,
  at: number,
): { readonly runes: readonly Runes[]; readonly next: number } | undefined {
  const [low, , high, end] = pattern.slice(at, at + 4);
  if (low === undefined || high === undefined || end !== ']' || runeOf(high) < runeOf(low)) return undefined;
  return { runes: [{ first: runeOf(low), last: runeOf(high) }], next: at + 4 };
}

function listed(
  { pattern }: Sight,
  from: number,
): { readonly runes: readonly Runes[]; readonly next: number } | undefined {
  const characters: string[] = [];
  let at = from;
  for (; pattern[at] !== ']'; at++) {
    if (pattern[at] === '\\') at++;
    const one = pattern[at];
    if (one === undefined) return undefined;
    characters.push(one);
  }
  return characters.length === 0 ? undefined : { runes: oneOf(characters), next: at + 1 };
}

/** `[!` negates, and what is read may then be a separator, too. */
function readClass(sight: Sight, at: number): Element {
  const not = sight.pattern[at] === '!';
  const from = not ? at + 1 : at;
  const found = sight.pattern[from + 1] === '-' ? range(sight, from) : listed(sight, from);
  if (found !== undefined) sight.into.read(not ? noneOf(found.runes) : found.runes);
  return found;
}

function readStar({ pattern, into, unseparated }: Sight, at: number): Element {
  const double = pattern[at] === '*';
  into.repeat(double ? ANY_RUNE : unseparated);
  return { next: double ? at + 1 : at };
}

function readText({ into }: Sight, character: string, next: number): Element {
  into.read(oneOf([character]));
  return { next };
}

function readEscaped(sight: Sight, at: number): Element {
  const character = sight.pattern[at];
  if (character !== undefined && !(sight.old && character === '\0')) return readText(sight, character, at + 1);
  return sight.old ? { next: at + 1 } : undefined;
}

/** To version 0.2.3, a NUL ends a run of plain characters, and anywhere else the pattern. */
function readNul({ pattern, inText }: Sight, at: number): Element {
  return { next: inText ? at : pattern.length };
}

function readElement(sight: Sight, at: number): Element {
  const { pattern, into, old } = sight;
  const character = pattern[at] ?? '';
  const next = at + 1;
  const grouped = into.depth() > 0;
  if (character === '*') return readStar(sight, next);
  if (character === '[') return readClass(sight, next);
  if (character === '\\') return readEscaped(sight, next);
  if (old && character === '\0') return readNul(sight, next);
  if (old && character === '\ufffd') return undefined;
  if (character === '?') into.read(sight.unseparated);
  else if (character === '{') into.open();
  else if (character === ',' && grouped) into.next();
  else if (character === '}' && grouped) into.close();
  else return readText(sight, character, next);
  return { next };
}

const SPECIAL = /^[*?[{},]$/;

/** A glob as an automaton; undefined where it is not valid, and so matches nothing. */
export function parseGlob(text: string, reading: Reading): Automaton | undefined {
  const pattern = charactersOf(text);
  const into = builder();
  const sight: Sight = {
    ...reading,
    pattern,
    into,
    unseparated: noneOf(oneOf(charactersOf(reading.separators))),
    inText: false,
  };
  for (let at = 0; at < pattern.length;) {
    const element = readElement(sight, at);
    if (element === undefined) return undefined;
    sight.inText = pattern[at] !== '\0' && !SPECIAL.test(pattern[at] ?? '');
    at = element.next;
  }
  if (into.depth() > 0 && !reading.old) return undefined;
  while (into.depth() > 0) into.close();
  return into.finish();
}
