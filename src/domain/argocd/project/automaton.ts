/** Code points from `first` to `last`. */
export interface Runes {
  readonly first: number;
  readonly last: number;
}

interface State {
  /** States that are reached from here without reading. */
  readonly free: number[];
  /** What is read here, and where that leads. */
  edge?: { readonly of: readonly Runes[]; readonly to: number };
}

/** A pattern as states that read one code point each: never more than one step for each of them and each character. */
export interface Automaton {
  readonly states: readonly State[];
  readonly start: number;
  readonly end: number;
}

const LAST_RUNE = 0x10_ff_ff;

export const ANY_RUNE: readonly Runes[] = [{ first: 0, last: LAST_RUNE }];

export const runeOf = (character: string): number => character.codePointAt(0) ?? 0;

/** Go has no lone surrogates: what decodes to one is U+FFFD there. */
export const charactersOf = (text: string): string[] => Array.from(text.toWellFormed());

/** Each of the characters. */
export function oneOf(characters: readonly string[]): Runes[] {
  return characters.map((one) => ({ first: runeOf(one), last: runeOf(one) }));
}

/** All code points but these. */
export function noneOf(runes: readonly Runes[]): Runes[] {
  const gaps: Runes[] = [];
  let from = 0;
  for (const { first, last } of runes.toSorted((a, b) => a.first - b.first)) {
    if (first > from) gaps.push({ first: from, last: first - 1 });
    from = Math.max(from, last + 1);
  }
  return from > LAST_RUNE ? gaps : [...gaps, { first: from, last: LAST_RUNE }];
}

export interface Builder {
  /** One of the runes. */
  readonly read: (of: readonly Runes[]) => void;
  /** Any number of the runes. */
  readonly repeat: (of: readonly Runes[]) => void;
  /** The beginning of alternatives, the next of them, and their end. */
  readonly open: () => void;
  readonly next: () => void;
  readonly close: () => void;
  /** How many alternatives are open. */
  readonly depth: () => number;
  readonly finish: () => Automaton;
}

/** Builds an automaton from left to right, without recursion: patterns may nest as deep as they are long. */
export function builder(): Builder {
  const states: State[] = [{ free: [] }];
  const groups: { readonly from: number; readonly to: number }[] = [];
  let current = 0;
  const added = (): number => states.push({ free: [] }) - 1;
  const lead = (from: number, to: number): void => void states[from]?.free.push(to);
  const set = (from: number, of: readonly Runes[], to: number): void =>
    void Object.assign(states[from] ?? {}, { edge: { of, to } });
  const alternative = (from: number): void => lead(from, (current = added()));
  return {
    read: (of) => {
      const to = added();
      set(current, of, to);
      current = to;
    },
    repeat: (of) => {
      const loop = added();
      lead(current, loop);
      set(loop, of, loop);
      alternative(loop);
    },
    open: () => {
      groups.push({ from: current, to: added() });
      alternative(current);
    },
    next: () => {
      const group = groups.at(-1);
      if (group === undefined) return;
      lead(current, group.to);
      alternative(group.from);
    },
    close: () => {
      const group = groups.pop();
      if (group === undefined) return;
      lead(current, group.to);
      current = group.to;
    },
    depth: () => groups.length,
    finish: () => ({ states, start: 0, end: current }),
  };
}

/** The states and all that they reach without reading. */
export function closure({ states }: Automaton, from: Iterable<number>): Set<number> {
  const reached = new Set(from);
  // A set that grows while it is walked gives what was added, too.
  for (const state of reached) for (const next of states[state]?.free ?? []) reached.add(next);
  return reached;
}

function isAmong(of: readonly Runes[], rune: number): boolean {
  for (const { first, last } of of) if (first <= rune && rune <= last) return true;
  return false;
}

/** Collects states and all that they reach without reading, each once in a round. */
function collector({ states }: Automaton): (into: number[], state: number, round: number) => void {
  const seenIn = new Uint32Array(states.length);
  return (into, state, round) => {
    if (seenIn[state] === round) return;
    seenIn[state] = round;
    const from = into.push(state) - 1;
    for (let at = from; at < into.length; at++) {
      for (const next of states[into[at] ?? 0]?.free ?? []) {
        if (seenIn[next] !== round) into.push(next);
        seenIn[next] = round;
      }
    }
  };
}

/** Whether the automaton reads the whole text. */
export function accepts(automaton: Automaton, text: string): boolean {
  const collect = collector(automaton);
  let current: number[] = [];
  let round = 1;
  collect(current, automaton.start, round);
  for (const character of charactersOf(text)) {
    const rune = runeOf(character);
    const next: number[] = [];
    round++;
    for (const state of current) {
      const edge = automaton.states[state]?.edge;
      if (edge !== undefined && isAmong(edge.of, rune)) collect(next, edge.to, round);
    }
    current = next;
  }
  return current.includes(automaton.end);
}
