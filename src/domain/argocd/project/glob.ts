import { accepts, type Automaton } from './automaton.ts';
import { parseGlob } from './glob-syntax.ts';
import { atLeast, type Version } from './version.ts';

/** Where a glob is used, and by which Argo CD. */
export interface GlobUse {
  /** What `*` and `?` stop at: `/` for repositories; nothing for names, namespaces and clusters. */
  readonly separators?: string;
  /** Unknown counts as one before 3.6. */
  readonly version?: Version;
}

export interface Glob {
  /** Undefined for a pattern that is not valid. */
  readonly automaton: Automaton | undefined;
  /** Before Argo CD 3.6, `a*b` matches all that begins with the one and ends with the other, which may overlap. */
  readonly ends: readonly [prefix: string, suffix: string] | undefined;
  /** Before Argo CD 3.6, a single `?` or `[!a]` matches the empty text, too. */
  readonly empty: boolean;
  /** What every text that matches begins with, as far as that is plain: most do not, and need no further look. */
  readonly start: string;
}

const REPLACEMENT = 0xff_fd;
const MAX_CACHED = 4096;
const cache = new Map<string, Glob>();

const isOld = (version: Version): boolean => atLeast(version, '3.6') !== true;

/** Plain text, or a class of one character, which is as good as text there. */
const SIDE = String.raw`(\[(?:\\.|[^\\\]!])\]|(?:\\.|[^*?[{\\\0])+)`;
const ENDS = new RegExp(String.raw`^${SIDE}(\*+)${SIDE}\\?$`, 'su');

const plain = (side: string): string => side.replace(/^\[(.+)\]$/su, '$1').replaceAll(/\\(.)/gsu, '$1');

/** The text before and after the stars of a glob that has nothing else. */
function endsOf(pattern: string, separators: string): Glob['ends'] {
  const [, prefix, stars = '', suffix] = ENDS.exec(pattern) ?? [];
  if (prefix === undefined || suffix === undefined || (separators !== '' && stars.length % 2 === 1)) return undefined;
  return [plain(prefix), plain(suffix)];
}

function readsOneReplacement({ states, start, end }: Automaton): boolean {
  const edge = states[start]?.edge;
  return edge?.to === end && edge.of.some(({ first, last }) => first <= REPLACEMENT && REPLACEMENT <= last);
}

function compile(pattern: string, separators: string, old: boolean): Glob {
  const automaton = parseGlob(pattern, { separators, old });
  const start = /^[-\w.:/@ ]*/.exec(pattern)?.[0] ?? '';
  if (!old || automaton === undefined) return { automaton, ends: undefined, empty: false, start };
  return { automaton, ends: endsOf(pattern, separators), empty: readsOneReplacement(automaton), start };
}

/** A glob, ready to be matched. */
export function globOf(pattern: string, { separators = '', version }: GlobUse = {}): Glob {
  const old = isOld(version);
  const key = `${old ? 'old' : 'new'} ${separators} ${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = compile(pattern, separators, old);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, made);
  return made;
}

function runs({ automaton, ends, empty, start }: Glob, text: string): boolean {
  if (automaton === undefined || !text.startsWith(start)) return false;
  if (ends !== undefined) return text.startsWith(ends[0]) && text.endsWith(ends[1]);
  return (empty && text === '') || accepts(automaton, text);
}

/** Whether a glob matches the whole text; one that is not valid matches nothing. Source: util/glob/glob.go. */
export const globMatches = (pattern: string, text: string, use: GlobUse = {}): boolean =>
  runs(globOf(pattern, use), text);

/** The same, but `*` alone matches everything, separators or not. Source: globMatch in app_project_types.go. */
export const matchesGlob = (pattern: string, text: string, use: GlobUse = {}): boolean =>
  pattern === '*' || globMatches(pattern, text, use);

const isAscii = (text: string): boolean => Array.from(text).every((one) => one > '\0' && one < '\x80');

const GROUP = /\{[^*?[\]{},]+(?:,[^*?[\]{},]+)*\}/g;

/**
 * Whether Argo CD before 3.6 may match other texts than the glob says: its library goes wrong over wildcards, further
 * braces and nothing at all within braces, over three stars in a row where there are separators, and over what is not
 * ASCII. Mostly it then matches less.
 */
export function isUnreliable(pattern: string, { separators = '', version }: GlobUse = {}): boolean {
  const rest = pattern.replace(/\\./gs, 'x').replace(GROUP, 'x');
  const odd = rest.includes('{') || (separators !== '' && rest.includes('***')) || !isAscii(pattern);
  return odd && isOld(version);
}
