import { closure, type Automaton, type Runes } from './automaton.ts';
import { globMatches, globOf, isUnreliable, type Glob, type GlobUse } from './glob.ts';

/** What two patterns have in common. Both questions are bounded: where they get too big the answer is the careful one. */

const MAX_PAIRS = 200_000;
const MAX_WORDS = 256;

const meet = (some: readonly Runes[], others: readonly Runes[]): boolean =>
  some.some((one) => others.some((other) => one.first <= other.last && other.first <= one.last));

/** Whether some text is read by both: a walk over pairs of states. */
function share(one: Automaton, other: Automaton): boolean {
  const seen = new Set<number>();
  const queue: [number, number][] = [];
  const visit = (a: number, b: number): void => {
    for (const left of closure(one, [a]))
      for (const right of closure(other, [b])) {
        const key = left * other.states.length + right;
        if (!seen.has(key)) queue.push([left, right]);
        seen.add(key);
      }
  };
  visit(one.start, other.start);
  for (const [left, right] of queue) {
    if ((left === one.end && right === other.end) || seen.size > MAX_PAIRS) return true;
    const [a, b] = [one.states[left]?.edge, other.states[right]?.edge];
    if (a !== undefined && b !== undefined && meet(a.of, b.of)) visit(a.to, b.to);
  }
  return false;
}

/** What a glob of Argo CD before 3.6 matches besides: texts in which its two ends overlap, and the empty one. */
function extraWords({ ends, empty }: Glob): string[] {
  const [prefix, suffix] = ends ?? ['', ''];
  const lengths = Array.from({ length: Math.min(prefix.length, suffix.length) }, (_, index) => index + 1);
  const words = lengths
    .filter((length) => prefix.endsWith(suffix.slice(0, length)))
    .map((length) => prefix + suffix.slice(length));
  return empty ? [...words, ''] : words;
}

/**
 * Whether two globs may match a common text. Never no when there is one; patterns that are not valid match none.
 * Yes, too, where Argo CD's library cannot be relied on.
 */
export function mayOverlap(a: string, b: string, use: GlobUse = {}): boolean {
  const [one, other] = [globOf(a, use), globOf(b, use)];
  if (one.automaton === undefined || other.automaton === undefined) return false;
  if (isUnreliable(a, use) || isUnreliable(b, use)) return true;
  const [words, otherWords] = [extraWords(one), extraWords(other)];
  if (words.length + otherWords.length > MAX_WORDS) return true;
  const isShared =
    words.some((word) => globMatches(b, word, use)) || otherWords.some((word) => globMatches(a, word, use));
  return isShared || share(one.automaton, other.automaton);
}

/** One code point for each of the parts that the bounds cut a set of runes into. */
function samples(of: readonly Runes[], bounds: readonly Runes[]): number[] {
  const cuts = bounds.flatMap(({ first, last }) => [first, last + 1]);
  return of.flatMap(({ first, last }) => [first, ...cuts.filter((cut) => first < cut && cut <= last)]);
}

const stateKey = (state: number, others: ReadonlySet<number>): string =>
  `${state} ${[...others].toSorted((a, b) => a - b).join()}`;

/** Whether all that `inner` reads is read by `outer`: a walk over a state of the one and all those of the other. */
export function isWithinAutomaton(inner: Automaton, outer: Automaton): boolean {
  const edgesOf = (states: Iterable<number>) => [...states].flatMap((state) => outer.states[state]?.edge ?? []);
  const seen = new Set<string>();
  const queue: [number, ReadonlySet<number>][] = [];
  const visit = (state: number, others: ReadonlySet<number>): void => {
    for (const one of closure(inner, [state])) {
      const key = stateKey(one, others);
      if (!seen.has(key)) queue.push([one, others]);
      seen.add(key);
    }
  };
  visit(inner.start, closure(outer, [outer.start]));
  for (const [state, others] of queue) {
    if ((state === inner.end && !others.has(outer.end)) || seen.size > MAX_PAIRS / 100) return false;
    const edge = inner.states[state]?.edge;
    const edges = edge === undefined ? [] : edgesOf(others);
    for (const rune of samples(
      edge?.of ?? [],
      edges.flatMap(({ of }) => of),
    )) {
      const next = edges.filter(({ of }) => meet(of, [{ first: rune, last: rune }])).map(({ to }) => to);
      visit(edge?.to ?? 0, closure(outer, next));
    }
  }
  return true;
}

/** Whether a glob surely matches everything that another one matches. */
export function isWithin(inner: string, outer: string, use: GlobUse = {}): boolean {
  const [one, other] = [globOf(inner, use), globOf(outer, use)];
  if (outer === '*' || inner === outer || one.automaton === undefined) return true;
  if (inner === '*') return outer === '**';
  if (other.automaton === undefined || isUnreliable(inner, use) || isUnreliable(outer, use)) return false;
  return (
    extraWords(one).every((word) => globMatches(outer, word, use)) && isWithinAutomaton(one.automaton, other.automaton)
  );
}
