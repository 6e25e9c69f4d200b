import type { Labels } from '../../../api/kube.ts';
import { cap } from '../../text.ts';
import { type Fields, fieldsOf } from '../unknown.ts';

/** An object whatever it is: one that is none has no readable field. */
export const objectOf = (value: unknown): Fields =>
  fieldsOf(value) ?? { metadata: false, rules: false, subjects: false, roleRef: false };

/** Null and absent are the empty text, as Go decodes them; undefined is what is no text. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : undefined;
}

/** The metadata that RBAC reads. Undefined where it cannot be read. */
export interface Meta {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Values may be of any type. */
  readonly labels: Labels;
}

export function metaOf(object: Fields): Meta {
  const { name, namespace, labels } = fieldsOf(object['metadata']) ?? { name: false, namespace: false };
  return { name: textOf(name), namespace: textOf(namespace), labels: (fieldsOf(labels) ?? {}) as Labels };
}

/** For a status: names of subjects may be as long as an object. */
export const shortened = <T extends { readonly name: string }>(named: T): T => ({
  ...named,
  name: cap(named.name, 253),
});
