import { entriesOf, fieldsOf } from '../../semantics/unknown.ts';
import { globMatches } from '../project/glob.ts';
import type { Version } from '../project/version.ts';
import type { ResourceKind } from '../resources.ts';
import { readYaml } from './customizations.ts';

/** Which kinds Argo CD neither compares nor shows. Source: util/settings/resources_filter.go of Argo CD. */

interface Filter {
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
  /** For the clusters that it names alone. */
  readonly somewhere: boolean;
}

const texts = (value: unknown): string[] => (entriesOf(value) ?? []).filter((entry) => typeof entry === 'string');

/** Undefined for what Argo CD cannot read; it then does not start to compare. */
function readFilters(text: string): Filter[] | undefined {
  return entriesOf(readYaml(text))?.map((entry) => {
    const { apiGroups, kinds, clusters } = fieldsOf(entry) ?? {};
    return { apiGroups: texts(apiGroups), kinds: texts(kinds), somewhere: texts(clusters).length > 0 };
  });
}

/** An empty list is everything; groups are globs, kinds are not. */
function matches({ apiGroups, kinds }: Filter, { group, kind }: ResourceKind, version: Version): boolean {
  const inGroup = apiGroups.length === 0 || apiGroups.some((glob) => globMatches(glob, group, { version }));
  return inGroup && (kinds.length === 0 || kinds.some((one) => one === '*' || one === kind));
}

/** The kinds, of some, that a list of exclusions names, in some cluster at least. */
export function excludedKinds(text: string, kinds: readonly ResourceKind[], version: Version): ResourceKind[] {
  const filters = readFilters(text) ?? [];
  return kinds.filter((kind) => filters.some((filter) => matches(filter, kind, version)));
}

/** The kinds, of some, that a list of inclusions leaves out; none where there is no list. */
export function omittedKinds(text: string, kinds: readonly ResourceKind[], version: Version): ResourceKind[] {
  const filters = readFilters(text) ?? [];
  if (filters.length === 0) return [];
  return kinds.filter((kind) => !filters.some((filter) => !filter.somewhere && matches(filter, kind, version)));
}
