import type { Environment } from '@marcbachmann/cel-js';
import { refuse } from './errors.ts';
import type { Meter } from './meter.ts';

/** What the library hands to macros: all evaluation of parts of an expression goes through `run`. */
interface Evaluator {
  run(node: Evaluated, context: unknown): unknown;
  debugType(value: unknown): unknown;
  debugTypeDeep(value: unknown): unknown;
}

/** A part of an expression, or what a macro has made of one. */
interface Evaluated {
  evaluate(evaluator: Evaluator, node: Evaluated, context: unknown): unknown;
}

/** What is special about a part of an expression. */
interface Mark {
  /** Its value is compared with another, down to its last part. */
  readonly compared?: boolean;
  /** Its value is read by a function that must not get a long text: one of the library's takes for ever. */
  readonly brief?: boolean;
  /** How many steps it takes, beyond one. */
  readonly steps?: number;
}

const MAX_BRIEF = 64;

function check({ compared = false, brief = false, steps = 0 }: Mark, value: unknown, meter: Meter): void {
  meter.spend(steps);
  if (compared) meter.weighDeeply(value);
  if (brief && typeof value === 'string' && value.length > MAX_BRIEF)
    refuse('a text is too long for a number or a time');
}

export interface Counting {
  readonly meter: Meter;
  readonly marks: WeakMap<object, Mark>;
}

/**
 * Has every part of every expression counted as it is evaluated. The library catches errors: `all`, `exists`, `||` and
 * `&&` go on after one. When the steps are used up, each part fails at once, and so does each round of a loop.
 */
function countSteps(evaluator: Evaluator, { meter, marks }: Counting): void {
  evaluator.run = (node, context) => {
    meter.spend(1);
    try {
      const value = node.evaluate(evaluator, node, context);
      const mark = marks.get(node);
      if (mark !== undefined) check(mark, value, meter);
      meter.weigh(value);
      return value;
    } catch (error) {
      meter.fail(error);
      throw error;
    }
  };
  // Of a list of lists, the library makes a type for each depth, and keeps it: objects must not be able to make more.
  evaluator.debugTypeDeep = (value) => evaluator.debugType(value);
}

const INSTRUMENT = 'instrument_';

/** The evaluator of an environment is handed to macros alone. */
export function instrument(environment: Environment, counting: Counting): void {
  environment.registerFunction(`${INSTRUMENT}(ast): bool`, () => ({
    typeCheck: (checker: { getType(name: string): unknown }) => checker.getType('bool'),
    evaluate: (evaluator: Evaluator) => {
      countSteps(evaluator, counting);
      return true;
    },
  }));
  environment.evaluate(`${INSTRUMENT}(true)`);
}
