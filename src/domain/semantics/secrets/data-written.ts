import { isOfGitOps } from '../../gitops/managers.ts';
import { entriesOf, type Fields, fieldsOf } from '../unknown.ts';

interface Writer {
  readonly manager: string;
  readonly time: string;
  readonly ownsData: boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function writerOf(value: unknown): Writer {
  const { manager, time, fieldsV1 } = fieldsOf(value) ?? {};
  const fields: Fields = fieldsOf(fieldsV1) ?? {};
  return {
    manager: text(manager),
    time: text(time),
    ownsData: fields['f:data'] !== undefined || fields['f:stringData'] !== undefined,
  };
}

const writersOf = (metadata: Fields): Writer[] => (entriesOf(metadata['managedFields']) ?? []).map(writerOf);

/** RFC 3339, as Kubernetes writes it: it orders as text does. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * When the data of a Secret was last written, RFC 3339, by what Kubernetes has recorded of those who own a part of it;
 * when it was made, where that is later or all there is; empty where neither is told. It may have been earlier: the time
 * changes with whatever the same manager changes. Source: meta/v1 ManagedFieldsEntry.
 */
export function dataWritten(metadata: Fields): string {
  const times = writersOf(metadata).flatMap(({ ownsData, time }) => (ownsData ? time : []));
  const known = [...times, text(metadata['creationTimestamp'])].filter((time) => TIME.test(time));
  return known.toSorted().at(-1) ?? '';
}

/**
 * Whether what deploys an object has written it, and none of its data: that is filled in by others. False where it is
 * not known to have written it at all.
 *
 * @param by who tracks the object
 */
export function deployedEmpty(metadata: Fields, by: string): boolean {
  const own = writersOf(metadata).filter(({ manager }) => isOfGitOps(manager, by));
  return own.length > 0 && own.every(({ ownsData }) => !ownsData);
}
