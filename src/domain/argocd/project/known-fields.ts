import { byText } from '../../order.ts';
import { fieldsOf } from '../../semantics/unknown.ts';
import type { AppProjectSpec } from '../resources.ts';

/**
 * The fields that the installed kind AppProject knows. The API server drops what a CRD does not name, without a word,
 * and a restriction that is dropped permits more. Server-side apply fails on it, with an internal error.
 */

/** Paths are those of the schema, such as `clusterResourceWhitelist[].name`. */
export interface KnownFields {
  readonly has: (path: string) => boolean;
}

/** What a structural schema says is far less deep. */
const MAX_DEPTH = 16;

interface Paths {
  readonly named: Set<string>;
  /** Below these, everything is kept. */
  readonly open: Set<string>;
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function collect(schema: unknown, path: string, paths: Paths, depth: number): void {
  const { properties, items, additionalProperties, ...rest } = fieldsOf(schema) ?? {};
  paths.named.add(path);
  if (depth >= MAX_DEPTH) return;
  if (rest['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties) paths.open.add(path);
  if (items !== undefined) collect(items, `${path}[]`, paths, depth + 1);
  for (const [name, child] of Object.entries(fieldsOf(properties) ?? {}))
    collect(child, below(path, name), paths, depth + 1);
}

const ancestors = (path: string): string[] => [
  '',
  ...[...path.matchAll(/\.|\[\]/g)].map(({ index }) => path.slice(0, index)),
];

/**
 * The fields that a structural schema names.
 *
 * @param schema of `spec`, as it stands in the CustomResourceDefinition; one that cannot be read names nothing
 */
export function knownFields(schema: unknown): KnownFields {
  const paths: Paths = { named: new Set(), open: new Set() };
  collect(schema, '', paths, 0);
  return { has: (path) => paths.named.has(path) || ancestors(path).some((above) => paths.open.has(above)) };
}

/** What it would do to a project to lose a field. A field that is not here is thought to restrict. */
const EFFECTS: Readonly<Record<string, string>> = {
  'clusterResourceWhitelist[].name': 'every object of the kind would be permitted, not only those of this name',
  'clusterResourceBlacklist[].name': 'every object of the kind would be forbidden, not only those of this name',
  clusterResourceBlacklist: 'these kinds would be permitted',
  namespaceResourceBlacklist: 'these kinds would be permitted',
  namespaceResourceWhitelist: 'every kind would be permitted',
  permitOnlyProjectScopedClusters: 'clusters of other projects would be permitted',
  destinationServiceAccounts: 'it would deploy as the application controller',
  signatureKeys: 'nothing would have to be signed',
  sourceIntegrity: 'nothing would have to be signed',
  sourceNamespaces: 'Applications in other namespaces could not use it',
  syncWindows: 'it could sync at any time',
  'syncWindows[].andOperator': 'the window would count where any of its selectors matches',
  'syncWindows[].timeZone': 'the window would begin by UTC',
  'syncWindows[].manualSync': 'the window would hold back manual syncs, too',
  'syncWindows[].syncOverrun': 'a sync that runs would be stopped by the window',
  'syncWindows[].description': 'the text would be lost',
  orphanedResources: 'nothing would be watched',
};

const SINCE: Readonly<Record<string, string>> = {
  'clusterResourceWhitelist[].name': '3.3',
  'clusterResourceBlacklist[].name': '3.3',
  destinationServiceAccounts: '2.13',
  sourceIntegrity: '3.5',
  'syncWindows[].andOperator': '3.0',
  'syncWindows[].description': '3.1',
  'syncWindows[].syncOverrun': '3.5',
};

export interface UnknownField {
  /** As in {@link KnownFields}. */
  readonly field: string;
  /** What would come of it if the field were dropped, and what it needs. */
  readonly effect: string;
}

function effectOf(field: string): string {
  const effect = Object.hasOwn(EFFECTS, field) ? EFFECTS[field] : 'what it restricts would be permitted';
  const since = Object.hasOwn(SINCE, field) ? `Argo CD ${SINCE[field]}` : 'a newer Argo CD';
  return `would be dropped, and ${effect}; it needs ${since}`;
}

function findUnknown(value: unknown, path: string, known: KnownFields, found: Set<string>): void {
  if (value === undefined || value === null) return;
  if (!known.has(path)) found.add(path);
  else if (Array.isArray(value)) for (const entry of value) findUnknown(entry, `${path}[]`, known, found);
  else if (typeof value === 'object')
    for (const [name, child] of Object.entries(value)) findUnknown(child, below(path, name), known, found);
}

/** The fields of a project that would be dropped, each once, in the order of their names. */
export function unknownFields(spec: AppProjectSpec, known: KnownFields): UnknownField[] {
  const found = new Set<string>();
  findUnknown(spec, '', known, found);
  return [...found].toSorted(byText((field) => field)).map((field) => ({ field, effect: effectOf(field) }));
}

/** Even empty, these say something: no kind at all, and that orphans are watched for. */
const TELLING: ReadonlySet<string> = new Set(['namespaceResourceWhitelist', 'orphanedResources']);
const WORDS: ReadonlySet<string> = new Set(['description', 'syncWindows[].description', 'roles[].description']);

const isEmpty = (value: unknown): boolean =>
  value === null || value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

function trim(value: unknown, path: string, known: KnownFields): unknown {
  if (Array.isArray(value)) return value.map((entry) => trim(entry, `${path}[]`, known));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, child]) => {
    const at = below(path, name);
    return known.has(at) || !(WORDS.has(at) || (isEmpty(child) && !TELLING.has(at)));
  });
  return Object.fromEntries(kept.map(([name, child]) => [name, trim(child, below(path, name), known)]));
}

/**
 * A project without the fields that would be dropped and that nobody would miss: empty ones, and words for people. What
 * {@link unknownFields} finds after that would be missed.
 */
export function trimmed(spec: AppProjectSpec, known: KnownFields): AppProjectSpec {
  return trim(spec, '', known) as AppProjectSpec;
}
