import type { KubeObject } from '../../api/kube.ts';
import type { Edit, Tracking } from '../audit/subjects.ts';
import { byText } from '../order.ts';
import { entriesOf, type Fields, fieldsOf } from '../semantics/unknown.ts';
import { type FieldPath, has, isSame, leavesOf, pathText, valueAt } from './fields.ts';
import { isByDesign, isKubectl, isOfGitOps } from './managers.ts';

const MAX_EDITS = 5;
const MAX_FIELDS = 6;

/** Both are written when an object is made, in whole seconds, one shortly after the other. */
const SAME_MOMENT_MS = 1000;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What the object is, beside what is noted on it, or about it. `operation` is Argo CD's for a sync that is asked for. */
const NOT_WANTED = new Set(['f:apiVersion', 'f:kind', 'f:metadata', 'f:status', 'f:operation']);

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource: string;
  readonly time: string;
  readonly fields: Fields;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function entryOf(value: unknown): Entry {
  const { manager, operation, subresource, time, fieldsV1 } = fieldsOf(value) ?? {};
  return {
    manager: text(manager),
    operation: text(operation),
    subresource: text(subresource),
    time: text(time),
    fields: fieldsOf(fieldsV1) ?? {},
  };
}

/** An autoscaler scales by a subresource, and is meant to; so does `kubectl scale`, by which a person does. */
function isForeign({ manager, subresource }: Entry, by: string): boolean {
  if (subresource === 'status' || (subresource === 'scale' && !isKubectl(manager))) return false;
  return manager !== '' && !isOfGitOps(manager, by) && !isByDesign(manager);
}

/** Labels are what a namespace is there for: admission and network policies go by them. Certificates are put in by design. */
function isWanted(kind: string, path: FieldPath): boolean {
  const [first = '', second] = path;
  if (kind === 'Namespace' && first === 'f:metadata') return second === 'f:labels' && path.length > 2;
  return !NOT_WANTED.has(first) && path.at(-1) !== 'f:caBundle';
}

/** What made the object was there before it came to be tracked: nobody has edited anything by that. */
function isFromTheStart({ time }: Entry, created: string): boolean {
  return Date.parse(time) <= Date.parse(created) + SAME_MOMENT_MS;
}

/**
 * The object as Argo CD last applied it, where it says so, and nobody but Argo CD has written there since. That of a
 * Secret holds its data, and is not looked at.
 */
function appliedBy(controllers: readonly Entry[], { kind }: KubeObject, annotations: Fields): Fields | undefined {
  const json = annotations[LAST_APPLIED];
  const path = ['f:metadata', 'f:annotations', `f:${LAST_APPLIED}`];
  if (typeof json !== 'string' || kind === 'Secret' || !controllers.some(({ fields }) => has(fields, path)))
    return undefined;
  try {
    return fieldsOf(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/**
 * Whether a field is as it is in Git, as far as the object tells. Of two that own a field, neither has changed the value
 * of the other. Who applies at the client owns only what it has changed itself: what an object was before it came to be
 * tracked is still that of who applied it first, defaults that are in no manifest included.
 */
function isAsApplied(path: FieldPath, raw: KubeObject, { manager }: Entry, applied: Fields | undefined): boolean {
  if (applied === undefined) return false;
  const wanted = valueAt(applied, path);
  return wanted === undefined ? manager === 'kubectl-client-side-apply' : isSame(wanted, valueAt(raw, path));
}

function fieldsOfEdit(
  entry: Entry,
  raw: KubeObject,
  controllers: readonly Entry[],
  applied: Fields | undefined,
): FieldPath[] {
  return leavesOf(entry.fields).filter(
    (path) =>
      isWanted(raw.kind, path) &&
      !controllers.some(({ fields }) => has(fields, path)) &&
      !isAsApplied(path, raw, entry, applied),
  );
}

const editText = ({ manager, operation, fields }: Edit): string => [manager, operation, ...fields].join('\0');

/**
 * Who else wrote a tracked object: neither whoever tracks it, nor a part of Kubernetes that does so by design; and which
 * fields, of those that make the object what it is. Metadata is none of them, except labels of a Namespace. No value is
 * told, but keys of list entries are.
 *
 * Somebody who removed a field leaves no trace; nor does somebody whose change has been undone since. An object of a
 * thousand entries is looked at as any other: Kubernetes keeps few. Source: meta/v1 ManagedFieldsEntry.
 */
export function editsOf(raw: KubeObject, { by }: Tracking): readonly Edit[] {
  const { managedFields, creationTimestamp, annotations } = fieldsOf(raw.metadata) ?? {};
  const entries = (entriesOf(managedFields) ?? []).map(entryOf);
  const foreign = entries.filter((entry) => isForeign(entry, by) && !isFromTheStart(entry, text(creationTimestamp)));
  if (foreign.length === 0) return [];
  const controllers = entries.filter(({ manager }) => isOfGitOps(manager, by));
  const applied = appliedBy(controllers, raw, fieldsOf(annotations) ?? {});
  return foreign
    .map((entry) => ({ ...entry, paths: fieldsOfEdit(entry, raw, controllers, applied) }))
    .filter(({ paths }) => paths.length > 0)
    .map(({ manager, operation, time, paths }) => {
      const fields = [...new Set(paths.map(pathText))].toSorted().slice(0, MAX_FIELDS);
      return { manager, operation, time, fields };
    })
    .toSorted(byText(editText))
    .slice(0, MAX_EDITS);
}
