import { entriesOf, fieldsOf, type Fields } from '../../semantics/unknown.ts';

/** Lists of objects that belong to somebody else: what is not of the type that Argo CD gives it is left out. */

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export function textsOf(list: unknown): string[] {
  return (entriesOf(list) ?? []).filter((entry) => typeof entry === 'string');
}

export function objectsOf<T extends object>(list: readonly T[] | null | undefined): (T & Fields)[] {
  const isObject = (entry: unknown): boolean => entry !== null && entry !== undefined && fieldsOf(entry) !== undefined;
  return (entriesOf(list) ?? []).filter(isObject) as (T & Fields)[];
}
