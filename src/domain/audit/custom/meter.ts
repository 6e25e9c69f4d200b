/**
 * What an expression may take, in steps: one for each part of it that is evaluated, and more where a step takes as long
 * as several. About 0.1 µs each, so that one expression on one object takes some 40 ms at most.
 */
const BUDGET = 400_000;

/** Making an error takes a hundred times as long as what else a step does. */
const STEPS_OF_ERROR = 150;

/** Nobody needs them: a step that makes one takes too long for the next that reads it. */
const MAX_TEXT = 4_000_000;
const MAX_LIST = 1_000_000;

/** Made once: it has to be thrown again for every step that is left undone. */
const SPENT = new Error('too many steps');

export interface Meter {
  /** Before an expression is evaluated. */
  start(): void;
  /** Throws when there are no steps left; from then on always, until the next start. */
  spend(steps: number): void;
  /** For a value that a step resulted in, which the next one may have to read. */
  weigh(value: unknown): void;
  /** For a value that is compared with another, down to its last part. @returns the steps that it takes */
  weighDeeply(value: unknown): number;
  /** For an error that a step ended in; the same one may come from many steps, one within the other. */
  fail(error: unknown): void;
  isSpent(): boolean;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length >> 6;
  if (Array.isArray(value)) return value.length >> 1;
  if (value instanceof Map || value instanceof Set) return value.size >> 1;
  return value instanceof Uint8Array ? value.length >> 6 : 0;
}

const isTooLong = (value: unknown): boolean =>
  (typeof value === 'string' && value.length > MAX_TEXT) || (Array.isArray(value) && value.length > MAX_LIST);

/** Parts of a list or a map: of maps in an expression, which are objects, too. */
function partsOf(value: unknown): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return value.values();
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.values(value) : [];
}

export function createMeter(): Meter {
  let left = 0;
  let lastError: unknown;
  const spend = (steps: number): void => {
    left -= steps;
    if (left < 0) throw SPENT;
  };
  const weighDeeply = (value: unknown): number => {
    let weight = 1 + lengthOf(value);
    spend(weight);
    if (typeof value === 'object' && value !== null) for (const part of partsOf(value)) weight += weighDeeply(part);
    return weight;
  };
  return {
    start: () => {
      left = BUDGET;
      lastError = undefined;
    },
    spend,
    weigh: (value) => spend(isTooLong(value) ? BUDGET : lengthOf(value)),
    weighDeeply,
    fail: (error) => {
      if (error === lastError || error === SPENT) return;
      lastError = error;
      spend(STEPS_OF_ERROR);
    },
    isSpent: () => left < 0,
  };
}
