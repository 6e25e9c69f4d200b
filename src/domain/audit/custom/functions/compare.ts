import { refuse } from '../errors.ts';

/** Whether two values are the same to CEL: numbers by their value, lists and maps by what is in them. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null)
    return isSameWhole(one, other);
  // oxlint-disable-next-line eqeqeq -- an int is a bigint and a double a number, and they may be equal
  if (isNumber(one) && isNumber(other)) return one == other;
  return one === other;
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

function isSameWhole(one: object, other: object): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((entry, index) => isSameValue(entry, other[index]));
  const [map, otherMap] = [asMap(one), asMap(other)];
  if (map === undefined || otherMap === undefined) return isSameScalar(one, other);
  const entries = [...map];
  return (
    map.size === otherMap.size &&
    entries.every(([key, value]) => otherMap.has(key) && isSameValue(value, otherMap.get(key)))
  );
}

/** Times, durations and unsigned numbers are objects that have a value. */
function isSameScalar(one: object, other: object): boolean {
  const [value, otherValue]: unknown[] = [one.valueOf(), other.valueOf()];
  return one.constructor === other.constructor && value !== one && value === otherValue;
}

/** Maps of the object that is judged are those of JavaScript; those of an expression are its objects. */
function asMap(value: object): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  return Object.getPrototypeOf(value) === Object.prototype ? new Map(Object.entries(value)) : undefined;
}

/** Below zero where the first comes first, above where the other does. Numbers and texts are in an order, with their like. */
export function orderOf(one: unknown, other: unknown): number {
  const isAlike = (isNumber(one) && isNumber(other)) || (typeof one === 'string' && typeof other === 'string');
  if (!isAlike) return refuse('what is put in an order is neither all numbers nor all texts');
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
