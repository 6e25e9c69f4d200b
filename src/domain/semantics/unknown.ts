/**
 * What to make of a part of an object that cannot be read. What is permitted by others is taken at its widest, what is
 * meant to be permitted at its narrowest: an unreadable part then never hides anything.
 */
export type Reading = 'widest' | 'narrowest';

/** The fields of a JSON object, of any type. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a JSON object: none for null or absent, as Go decodes them; undefined for anything that is no object. */
export function fieldsOf(value: unknown): Fields | undefined {
  if (value === undefined || value === null) return {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The entries of a JSON list: none for null or absent, as Go decodes them; undefined for anything that is no list. */
export function entriesOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : undefined;
}

/** The results of `read` for every item, or undefined as soon as one of them is unreadable. */
export function readAll<T>(items: readonly unknown[], read: (item: unknown) => T | undefined): T[] | undefined {
  const results: T[] = [];
  for (const item of items) {
    const result = read(item);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}
