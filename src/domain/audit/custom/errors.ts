import { EvaluationError } from '@marcbachmann/cel-js';
import { cap } from '../../text.ts';

/** Of errors that functions of ours end in: their words are for people, and hold no value. */
const OURS = 'refused';

/** Ends a function with an error. @param words without any value of the object */
export function refuse(words: string): never {
  throw new EvaluationError({ code: OURS, message: words });
}

/** What the codes of the library mean. Its own words hold values. */
const MEANINGS: Readonly<Record<string, string>> = {
  no_such_key: 'a field is missing',
  index_out_of_bounds: 'a list has no entry at this index',
  index_out_of_range: 'a text has no character at this index',
  no_such_overload: 'an operator does not take values of these types',
  no_matching_overload: 'a function does not take values of these types',
  invalid_logical_operand: 'what is joined by && or || is neither true nor false',
  invalid_condition_type: 'a condition is neither true nor false',
  invalid_comprehension_range: 'what a macro should go through is neither a list nor a map',
  division_by_zero: 'a division by zero',
  modulo_by_zero: 'a division by zero',
  numeric_overflow: 'a number is too large',
  optional_value_missing: 'an optional value is not there',
};

interface Coded {
  readonly code: string;
  readonly summary: string;
  readonly node?: { readonly op?: string; readonly args?: unknown } | undefined;
}

const isCoded = (error: unknown): error is Coded =>
  error instanceof Error && typeof Reflect.get(error, 'code') === 'string';

/** The name of a missing field, where it stands in the expression; where it was worked out, it is a value. */
function fieldName({ code, node }: Coded): string {
  const name: unknown = Array.isArray(node?.args) ? node.args[1] : undefined;
  return code === 'no_such_key' && node?.op === '.' && typeof name === 'string' ? `: ${cap(name, 63)}` : '';
}

/** Why an expression failed on an object, without any value of the object. */
export function failureText(error: unknown): string {
  if (!isCoded(error)) return 'a function does not take these values';
  if (error.code === OURS) return error.summary;
  return `${MEANINGS[error.code] ?? 'a value is not what it should be'}${fieldName(error)}`;
}
