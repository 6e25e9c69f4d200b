import type { KubeObject } from '../api/kube.ts';
import type { Difference, Kind } from './kinds/kind.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deeper than any object that we generate: below that, values are compared as a whole. */
const MAX_DEPTH = 12;

/**
 * Every place where `found` differs from `wanted`, deepest path first found; lists are compared by position, and a
 * list of another length is one difference, as its entries have no identity.
 */
function* compare(wanted: unknown, found: unknown, path: string, depth = 0): Generator<Difference> {
  if (Object.is(wanted, found)) return;
  const deeper = depth < MAX_DEPTH;
  if (deeper && Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    for (const [index, entry] of wanted.entries()) yield* compare(entry, found[index], `${path}[${index}]`, depth + 1);
  } else if (deeper && isRecord(wanted) && isRecord(found)) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(found)]);
    for (const key of [...keys].toSorted())
      yield* compare(wanted[key], found[key], path === '' ? key : `${path}.${key}`, depth + 1);
  } else if (JSON.stringify(wanted) !== JSON.stringify(found)) {
    yield { path, wanted, found };
  }
}

/** Our marks must be there; what others add beside them is theirs. */
function* compareMarks(wanted: KubeObject, found: KubeObject): Generator<Difference> {
  for (const field of ['labels', 'annotations'] as const)
    for (const [key, value] of Object.entries(wanted.metadata[field] ?? {})) {
      const actual = found.metadata[field]?.[key];
      if (actual !== value) yield { path: `metadata.${field}["${key}"]`, wanted: value, found: actual };
    }
  for (const owner of wanted.metadata.ownerReferences ?? []) {
    const actual = found.metadata.ownerReferences?.find(({ uid }) => uid === owner.uid);
    const same =
      actual !== undefined && Object.entries(owner).every(([key, value]) => Reflect.get(actual, key) === value);
    if (!same) yield { path: 'metadata.ownerReferences', wanted: owner, found: actual };
  }
}

/**
 * Where a live object is not what we generate, by an exclusive comparison of its whole content: an addition to a list
 * that we left empty is a difference too, which neither server-side apply nor its dry run would report.
 *
 * @returns nothing when equal; only marks and content count, never what others add to the metadata
 */
export function differences(wanted: KubeObject, found: KubeObject, kind: Kind): Difference[] {
  return [...compare(kind.canonical(wanted), kind.canonical(found), ''), ...compareMarks(wanted, found)];
}
