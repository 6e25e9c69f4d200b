import { cap } from '../text.ts';
import { entriesOf, type Fields, fieldsOf } from '../semantics/unknown.ts';

/**
 * The sets of fields in metadata.managedFields: a tree of `f:<field>`, `k:<keys of a list entry, as JSON>`,
 * `v:<value of a list entry, as JSON>` and `i:<index>`, where `.` stands for the node itself.
 * Source: sigs.k8s.io/structured-merge-diff, fieldpath/serialize-pe.go.
 */

/** The steps to a field, as they are written. */
export type FieldPath = readonly string[];

/** Enough to tell what an edit is about; below this depth, and beyond this number, no field is listed. */
const MAX_DEPTH = 20;
const MAX_LEAVES = 256;

const stepsOf = (node: unknown): [step: string, below: unknown][] =>
  Object.entries(fieldsOf(node) ?? {}).filter(([step]) => step !== '.');

/** The fields that are owned, and not for one within them alone. */
export function leavesOf(tree: unknown): FieldPath[] {
  const leaves: FieldPath[] = [];
  const visit = (node: unknown, path: FieldPath): void => {
    const steps = path.length < MAX_DEPTH ? stepsOf(node) : [];
    if (steps.length === 0 && path.length > 0) leaves.push(path);
    for (const [step, below] of steps) if (leaves.length < MAX_LEAVES) visit(below, [...path, step]);
  };
  visit(tree, []);
  return leaves;
}

/** Whether the set has the field: itself, or something that it is an inseparable part of. */
export function has(tree: unknown, path: FieldPath): boolean {
  let node: Fields = fieldsOf(tree) ?? {};
  for (const [index, step] of path.entries()) {
    if (!Object.hasOwn(node, step)) return index > 0 && stepsOf(node).length === 0;
    node = fieldsOf(node[step]) ?? {};
  }
  return true;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string => cap(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), 40);

/** `[name=app]`, `[containerPort=80,protocol=TCP]`. */
function keysText(json: string): string {
  const keys = Object.entries(fieldsOf(parsed(json)) ?? {});
  return `[${keys.map(([key, value]) => `${key}=${text(value)}`).join(',')}]`;
}

function stepText(step: string): string {
  const [sort, name] = [step.slice(0, 2), step.slice(2)];
  if (sort === 'k:') return keysText(name);
  // The entry of a set is its value, which says nothing about what it is for.
  if (sort !== 'f:') return '[]';
  return /^[A-Za-z_][-\w]*$/.test(name) ? `.${name}` : `["${cap(name, 80)}"]`;
}

/** `spec.template.spec.containers[name=app].image`, `data["app.conf"]`: for people. */
export const pathText = (path: FieldPath): string => path.map(stepText).join('').replace(/^\./, '');

/** Whether two JSON values are the same; the order of the fields of an object means nothing. */
export function isSame(one: unknown, other: unknown, depth = 0): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (depth > MAX_DEPTH || Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  const same = (key: string): boolean =>
    Object.hasOwn(other, key) && isSame(Reflect.get(one, key), Reflect.get(other, key), depth + 1);
  return keys.length === others.length && keys.every(same);
}

function entryBy(list: unknown, keys: Fields): unknown {
  const wanted = Object.entries(keys);
  return entriesOf(list)?.find((entry) => wanted.every(([key, value]) => isSame(fieldsOf(entry)?.[key], value)));
}

function stepInto(value: unknown, step: string): unknown {
  const [sort, name] = [step.slice(0, 2), step.slice(2)];
  if (sort === 'k:') return entryBy(value, fieldsOf(parsed(name)) ?? {});
  if (sort === 'v:') return entriesOf(value)?.find((entry) => isSame(entry, parsed(name)));
  if (sort === 'i:') return entriesOf(value)?.[Number(name)];
  const fields = fieldsOf(value) ?? {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** What stands at a field of an object; undefined where there is nothing. */
export const valueAt = (object: unknown, path: FieldPath): unknown => path.reduce<unknown>(stepInto, object);
