import type { FamilyId } from './families.ts';
import type { Trail } from './path.ts';
import { isSecretObject } from './secret-manifest.ts';

/** What is done with what is found in an object. Trails are lent: they change when the call is over. */
export interface Sink {
  /** A text in the object, and the key that it is under. */
  text(trail: Trail, key: string, text: string): void;
  found(trail: Trail, family: FamilyId): void;
}

/** Kubernetes' own types are not nearly as deep. */
const MAX_DEPTH = 64;

/** `--password` in a list of arguments is the key of what follows it. */
function flagBefore(list: readonly unknown[], index: number): string | undefined {
  const before = list[index - 1];
  return typeof before === 'string' && /^--?[A-Za-z][\w.-]{1,80}$/.test(before) ? before.replace(/^-+/, '') : undefined;
}

/**
 * Every text in a part of an object, which must be JSON. Of `name` and `value` beside each other, as in environment
 * variables and in the parameters of Helm, the name is the key.
 *
 * @param trail to the part; is the same again when the call is over
 */
export function walk(trail: (string | number)[], key: string, value: unknown, sink: Sink): void {
  if (typeof value === 'string') return sink.text(trail, key, value);
  if (typeof value !== 'object' || value === null) return;
  if (trail.length > MAX_DEPTH) return sink.found(trail, 'too-large');
  if (Array.isArray(value)) walkList(trail, key, value, sink);
  else walkFields(trail, value as Readonly<Record<string, unknown>>, sink);
}

function walkList(trail: (string | number)[], key: string, list: readonly unknown[], sink: Sink): void {
  for (let index = 0; index < list.length; index++) {
    trail.push(index);
    walk(trail, flagBefore(list, index) ?? key, list[index], sink);
    trail.pop();
  }
}

function walkFields(trail: (string | number)[], fields: Readonly<Record<string, unknown>>, sink: Sink): void {
  if (isSecretObject(fields)) sink.found(trail, 'kubernetes-secret');
  const { name } = fields;
  for (const field in fields) {
    trail.push(field);
    walk(trail, field === 'value' && typeof name === 'string' ? name : field, fields[field], sink);
    trail.pop();
  }
}
