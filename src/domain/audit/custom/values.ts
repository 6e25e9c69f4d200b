/** Deeper than any object of Kubernetes; a hostile one would use up the stack. */
const MAX_DEPTH = 100;

/** Texts may be no longer than what CEL has for a number, and JSON's numbers are not exact beyond that. */
const isExact = (value: unknown): value is number => Number.isSafeInteger(value);

/** Maps, since the fields of a JavaScript object are mixed up with those that every object has. */
function mapOf(value: object, depth: number): Map<string, unknown> {
  const map = new Map<string, unknown>();
  for (const key of Object.keys(value)) map.set(key, celValue(Reflect.get(value, key), depth + 1));
  return map;
}

/**
 * A JSON value as CEL has it: a whole number is an int, any other a double, and an object a map. JSON does not tell 1.0
 * from 1, and neither can this.
 *
 * @throws RangeError for what is nested too deeply
 */
export function celValue(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deeply');
  if (isExact(value)) return BigInt(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map((entry) => celValue(entry, depth + 1)) : mapOf(value, depth);
}
