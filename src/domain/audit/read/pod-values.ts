import type { Labels } from '../../../api/kube.ts';
import { entriesOf, type Fields, fieldsOf } from '../../semantics/unknown.ts';

/** The fields of a JSON object; none for anything else. */
export const objectOf = (value: unknown): Fields => fieldsOf(value) ?? {};

/** The entries of a JSON list; none for anything else. */
export const listOf = (value: unknown): readonly unknown[] => entriesOf(value) ?? [];

export const flagOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** A text; undefined for the empty one too, which Kubernetes means nothing by. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The texts of a list; undefined where there are none. */
export function textsOf(value: unknown): readonly string[] | undefined {
  const texts = listOf(value).filter((entry) => typeof entry === 'string');
  return texts.length > 0 ? texts : undefined;
}

/** Texts by their names, such as labels: the same object, unless something else is among them. */
export function namedTextsOf(value: unknown): Labels {
  const named = objectOf(value);
  if (isTexts(named)) return named;
  return Object.fromEntries(Object.entries(named).filter((entry): entry is [string, string] => isText(entry[1])));
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isTexts = (fields: Fields): fields is Labels => Object.values(fields).every(isText);

/** Without undefined: what `exactOptionalPropertyTypes` takes for a field that may be absent. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const isDefined = <T>(value: T): value is Exclude<T, undefined> => value !== undefined;

/** Those fields that are there; undefined where none is. Ten thousand pods are kept: what is not there takes no room. */
export function defined<T extends object>(fields: T): Defined<T> | undefined {
  const kept: Defined<T> = {};
  let empty = true;
  for (const key in fields) {
    const value = fields[key];
    if (!isDefined(value)) continue;
    kept[key] = value;
    empty = false;
  }
  return empty ? undefined : kept;
}
