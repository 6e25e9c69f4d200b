import type { Addition } from '../project/additions.ts';
import type { ProjectView } from './view.ts';

/** Where an entry of a project's list stands: in the project itself, or in what widens it. */
interface EntryPlace {
  /** Empty where it stands elsewhere. */
  readonly path: string;
  /** For people: ` by Secret team-a`; empty for an entry of its own. */
  readonly by: string;
}

/** @param place in the list with all that was added to it, where its own entries come first */
export function placeOf(project: ProjectView, field: Addition['field'], place: number | undefined): EntryPlace {
  const own = project.own[field]?.length ?? 0;
  if (place === undefined) return { path: `spec.${field}`, by: '' };
  if (place < own) return { path: `spec.${field}[${place}]`, by: '' };
  const added = project.additions.filter((addition) => addition.field === field)[place - own];
  return { path: '', by: added === undefined ? '' : ` by ${added.from}` };
}
