import { projects, type ProjectItem } from '../../../../../src/api/projects.ts';

/** An item as the policy's schema reads it; fails for one that it refuses. */
export function projectItem(fields: object): ProjectItem {
  const [item] = projects.parse({ items: [{ name: 'apps', ...fields }] }).items;
  if (item === undefined) throw new Error('no item');
  return item;
}
