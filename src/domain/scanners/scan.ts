import type { KubeObject, ObjectMeta } from '../../api/kube.ts';
import type { Counts } from '../audit/tally.ts';
import { type Fields, fieldsOf } from '../semantics/unknown.ts';

/** Findings by severity, and those without one. */
export type ScanCounts = Counts & { readonly unknown: number };

/** What an object of another scanner says of one namespace, or of what is in none. */
export interface Scan {
  /** The scanner, and what it looks for. */
  readonly scanner: string;
  readonly namespace?: string;
  readonly counts: ScanCounts;
  /** There may be more than it lists. */
  readonly lowerBound?: true;
}

/** What is kept of an object of another scanner: its sums, and nothing of what was found. */
export interface Scanned extends KubeObject {
  readonly scans: readonly Scan[];
  /** Where several are about the same, as a Deployment leaves old ReplicaSets behind, only the latest counts. */
  readonly about?: { readonly key: string; readonly time: string };
}

export const NOTHING: ScanCounts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };

export const isNothing = ({ critical, high, medium, low, unknown }: ScanCounts): boolean =>
  critical + high + medium + low + unknown === 0;

export const plus = (a: ScanCounts, b: ScanCounts): ScanCounts => ({
  critical: a.critical + b.critical,
  high: a.high + b.high,
  medium: a.medium + b.medium,
  low: a.low + b.low,
  unknown: a.unknown + b.unknown,
});

/** No sum of such numbers is more than a number can hold. */
const MOST = 1_000_000_000;

/** A number of findings as somebody else wrote it: what is none counts as nothing. */
export const countOf = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? Math.min(value, MOST) : 0;

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Where something is, as somebody else wrote it: what can be the name of no namespace is none. */
export const placeOf = (namespace: unknown): { readonly namespace?: string } =>
  typeof namespace === 'string' && NAMESPACE.test(namespace) ? { namespace } : {};

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The fields at a path of an object; none where there is something else. */
export function fieldsAt(object: KubeObject, ...path: readonly string[]): Fields {
  let fields = fieldsOf(object) ?? {};
  for (const name of path) fields = fieldsOf(fields[name]) ?? {};
  return fields;
}

/** What is kept of the metadata: no labels, no annotations. */
function metaOf({ name, namespace, resourceVersion }: ObjectMeta): ObjectMeta {
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
}

export const scanned = (raw: KubeObject, scans: readonly Scan[], about?: Scanned['about']): Scanned => ({
  apiVersion: raw.apiVersion,
  kind: raw.kind,
  metadata: metaOf(raw.metadata),
  scans,
  ...(about !== undefined && { about }),
});

/** One scan of the namespace that an object is in. */
export const scanHere = ({ metadata }: KubeObject, scanner: string, counts: ScanCounts): Scan => ({
  scanner,
  ...placeOf(metadata.namespace),
  counts,
});
