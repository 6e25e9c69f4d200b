import { createHash } from 'node:crypto';
import type { KubeObject } from '../../api/kube.ts';
import {
  ARGO_CD_ANNOTATIONS,
  LABEL_COMPONENT,
  LABEL_MANAGED_BY,
  LABEL_POLICY,
  LABEL_POLICY_UID,
  MANAGER,
  POLICY_KIND,
} from '../marks.ts';
import { entriesOf, type Fields, fieldsOf } from '../semantics/unknown.ts';

const LABELS = [LABEL_MANAGED_BY, LABEL_COMPONENT, LABEL_POLICY, LABEL_POLICY_UID];
const ANNOTATIONS = Object.keys(ARGO_CD_ANNOTATIONS);

/** The fields of a report that are written; whatever else there is was put there by somebody else. */
const WRITTEN = new Set(['apiVersion', 'kind', 'metadata', 'source', 'summary', 'results']);

const pick = (fields: Fields | undefined, keys: readonly string[]): unknown[] => keys.map((key) => fields?.[key]);

/** JSON with the keys in order: the API server keeps none. */
function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let text = '{';
  for (const key of Object.keys(value).toSorted()) {
    const entry = (value as Fields)[key];
    if (entry !== undefined) text += `${JSON.stringify(key)}:${ordered(entry)},`;
  }
  return `${text}}`;
}

/**
 * A hash of all that a report says and is marked with, the same for what is sent and for what is stored of it. Labels
 * and annotations of others do not count: they are theirs.
 */
export function contentHash({ apiVersion: _, kind: __, metadata, ...content }: KubeObject): string {
  const owners = metadata.ownerReferences?.filter(({ kind }) => kind === POLICY_KIND) ?? [];
  const marks = [...pick(metadata.labels, LABELS), ...pick(metadata.annotations, ANNOTATIONS), owners];
  return createHash('sha256')
    .update(ordered([marks, content]))
    .digest('base64url');
}

/** A merge patch that takes away what somebody added beside what is written; undefined where there is nothing. */
export function withoutAdditions(stored: KubeObject): Fields | undefined {
  const added = Object.keys(stored).filter((key) => !WRITTEN.has(key));
  return added.length === 0 ? undefined : Object.fromEntries(added.map((key) => [key, null]));
}

/** Whether our apply wrote it: a label can be copied, and what others wrote is not ours to delete. */
export const isWrittenByUs = ({ metadata }: KubeObject): boolean =>
  metadata.managedFields?.some(
    ({ manager, operation, fieldsV1 }) =>
      manager === MANAGER && operation === 'Apply' && fieldsV1 !== undefined && Object.hasOwn(fieldsV1, 'f:results'),
  ) ?? false;

/**
 * Since when results were seen, in s since the epoch, by their id, as a report says it. Anybody may have edited it: what
 * cannot be a time is left out.
 */
export function timesOf(report: KubeObject): Map<string, number> {
  const results = entriesOf(fieldsOf(report)?.['results']) ?? [];
  return new Map(
    results.flatMap((entry) => {
      const id = fieldsOf(fieldsOf(entry)?.['properties'])?.['resultID'];
      const seconds = fieldsOf(fieldsOf(entry)?.['timestamp'])?.['seconds'];
      const isTime = typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 0;
      return typeof id === 'string' && isTime ? [[id, seconds]] : [];
    }),
  );
}
