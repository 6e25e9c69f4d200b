import { RE2JS } from '@bufbuild/re2';

/**
 * A regular expression of RE2, as a program of instructions. The library's own matching is not used: it makes a state for
 * every set of instructions that it meets, and can be busy for seconds before it is asked to stop.
 */
interface Program {
  /** Of each instruction: what sort it is, and the one or two that follow. */
  readonly sorts: Uint8Array;
  readonly next: Int32Array;
  readonly other: Int32Array;
  readonly takes: readonly ((character: number) => boolean)[];
  readonly start: number;
  /** Whether it can match nowhere but at the start of the text. */
  readonly anchored: boolean;
  /** What every match begins with. */
  readonly prefix: string;
}

type Spend = (steps: number) => void;

export type Search = (text: string, spend: Spend) => boolean;

/** Sorts of instructions. Source: Inst of @bufbuild/re2, which does not export it; a test compares the two. */
const ALT = 1;
const ALT_MATCH = 2;
const CAPTURE = 3;
const EMPTY_WIDTH = 4;
const MATCH = 6;
const NOP = 7;
const FIRST_OF_CHARACTERS = 8;

/** What may be said of a place between two characters. */
const BEGIN_LINE = 1;
const END_LINE = 2;
const BEGIN_TEXT = 4;
const END_TEXT = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;

const NONE = -1;
const NEWLINE = 10;
const MATCHED = -1;

/** More is nothing that anybody wrote by hand. */
const MAX_PATTERN = 512;
const MAX_INSTRUCTIONS = 2000;

const isWord = (character: number): boolean =>
  (character >= 97 && character <= 122) ||
  (character >= 65 && character <= 90) ||
  (character >= 48 && character <= 57) ||
  character === 95;

function placeBetween(before: number, after: number): number {
  const begin = before === NONE ? BEGIN_TEXT | BEGIN_LINE : before === NEWLINE ? BEGIN_LINE : 0;
  const end = after === NONE ? END_TEXT | END_LINE : after === NEWLINE ? END_LINE : 0;
  return begin | end | (isWord(before) === isWord(after) ? NO_WORD_BOUNDARY : WORD_BOUNDARY);
}

/** Without classes of Unicode such as \p{L}: to find out what is in one takes a good part of a second. */
function compile(pattern: string): Program | undefined {
  if (pattern.length > MAX_PATTERN) return undefined;
  const { prog } = new RE2JS(pattern, RE2JS.DISABLE_UNICODE_GROUPS).re2();
  const { inst, start } = prog;
  if (inst.length > MAX_INSTRUCTIONS) return undefined;
  const anchored = (prog.startCond() & BEGIN_TEXT) !== 0;
  return {
    sorts: Uint8Array.from(inst, ({ op }) => op),
    next: Int32Array.from(inst, ({ out }) => out),
    other: Int32Array.from(inst, ({ arg }) => arg),
    takes: inst.map((one) => (character) => one.matchRune(character)),
    start,
    anchored,
    prefix: anchored ? '' : prog.prefix()[1],
  };
}

/** What is used again for every character: the instructions that are next, and what is needed to get on from them. */
interface Threads {
  readonly next: Int32Array;
  readonly waiting: Int32Array;
  readonly stack: Int32Array;
  readonly seen: Uint32Array;
  round: number;
}

/**
 * Fills `waiting` with the instructions that take a character, out of all that are reached from those in `next` without
 * taking any. Each is visited once.
 *
 * @returns how many they are; MATCHED where the pattern has matched by then
 */
function reach({ sorts, next, other }: Program, threads: Threads, count: number, place: number): number {
  const { stack, seen, waiting } = threads;
  const round = ++threads.round;
  let [top, size] = [0, 0];
  const push = (at: number): void => {
    if (seen[at] === round) return;
    seen[at] = round;
    stack[top++] = at;
  };
  for (let index = 0; index < count; index += 1) push(threads.next[index] ?? 0);
  while (top > 0) {
    const at = stack[--top] ?? 0;
    const sort = sorts[at] ?? 0;
    if (sort >= FIRST_OF_CHARACTERS) waiting[size++] = at;
    else if (sort === MATCH) return MATCHED;
    else if (sort === EMPTY_WIDTH && ((other[at] ?? 0) & ~place) !== 0) continue;
    else if (sort === ALT || sort === ALT_MATCH) push(other[at] ?? 0);
    else if (sort !== NOP && sort !== CAPTURE && sort !== EMPTY_WIDTH) continue;
    if (sort < FIRST_OF_CHARACTERS) push(next[at] ?? 0);
  }
  return size;
}

/** Fills `next` with what follows for those that take the character. @returns how many they are */
function advance({ takes, next }: Program, threads: Threads, size: number, character: number): number {
  let count = 0;
  for (let index = 0; index < size; index += 1) {
    const at = threads.waiting[index] ?? 0;
    if (takes[at]?.(character)) threads.next[count++] = next[at] ?? 0;
  }
  return count;
}

/** Whether the program matches anywhere in a text: all its threads go over the text at once, each character once. */
function search(program: Program, threads: Threads, text: string, spend: Spend): boolean {
  let [count, before, index] = [0, NONE, 0];
  for (;;) {
    if (count === 0) {
      // Nothing has begun to match: on to where something may. What begins with a character asks for none before it.
      if (program.anchored && index > 0) return false;
      const found = program.prefix === '' ? index : text.indexOf(program.prefix, index);
      if (found === -1) return false;
      spend((found - index) >> 6);
      index = found;
    }
    if (!program.anchored || index === 0) threads.next[count++] = program.start;
    const character = text.codePointAt(index) ?? NONE;
    const size = reach(program, threads, count, placeBetween(before, character));
    if (size === MATCHED) return true;
    if (character === NONE) return false;
    spend(1 + (size >> 2));
    count = advance(program, threads, size, character);
    before = character;
    index += character > 0xff_ff ? 2 : 1;
  }
}

/** How to search for a pattern of RE2; undefined for what is none, or too large. */
export function searchFor(pattern: string): Search | undefined {
  try {
    const program = compile(pattern);
    if (program === undefined) return undefined;
    const length = program.sorts.length + 1;
    const [next, waiting, stack] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
    const threads: Threads = { next, waiting, stack, seen: new Uint32Array(length), round: 0 };
    return (text, spend) => {
      threads.seen.fill(0);
      threads.round = 0;
      return search(program, threads, text, spend);
    };
  } catch {
    return undefined;
  }
}
