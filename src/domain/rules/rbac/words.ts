import type { NamedObject } from '../../semantics/rbac/binding.ts';
import type { Subject } from '../../semantics/rbac/subject.ts';
import { cap } from '../../text.ts';
import type { Place } from './place.ts';

/** The longest message of a finding. */
const MAX_MESSAGE = 256;
/** The first few are told by name. */
const MAX_LISTED = 2;
/** Names may be as long as an object. */
const MAX_NAME = 63;

const MAX_ROLE = 48;
/** What is left for those who have it, whatever else there is to say. */
const MIN_SUBJECTS = 48;

const quoted = (name: string, max = MAX_NAME): string => `"${cap(name, max)}"`;

function subjectName({ kind, namespace, name }: Subject): string {
  if (kind === 'Unreadable') return 'Somebody who cannot be read';
  return `${kind} ${quoted(kind === 'ServiceAccount' ? `${namespace}/${name}` : name)}`;
}

/** The first few of many, and how many more there are. */
export function listed<T>(items: readonly T[], most: number, textOf: (item: T) => string): string {
  const rest = items.length - most;
  return `${items.slice(0, most).map(textOf).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** What a binding says is its role may be of any kind, if it is not there. */
export const roleName = ({ kind, name }: NamedObject): string => `${cap(kind, 20)} ${quoted(name, MAX_ROLE)}`;

export const placeName = ({ namespace }: Pick<Place, 'namespace'>): string =>
  namespace === undefined ? 'in the whole cluster' : `in namespace ${quoted(namespace)}`;

/**
 * Who, what about them, and how it ends. Where that is too long, it is the names of subjects that are cut, and then the
 * middle.
 */
export function sentence(subjects: readonly Subject[], middle: string, end: string): string {
  const what = cap(middle, Math.max(1, MAX_MESSAGE - MIN_SUBJECTS - end.length - 2));
  const who = cap(listed(subjects, MAX_LISTED, subjectName), MAX_MESSAGE - what.length - end.length - 2);
  return `${who} ${what} ${end}`;
}
