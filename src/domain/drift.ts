import type { KubeObject } from '../api/kube.ts';
import type { Drift } from '../api/status.ts';
import { authorOf } from './attribution.ts';
import { differences } from './differences.ts';
import { kindOf } from './kinds/index.ts';
import { MANAGER } from './marks.ts';
import { type Change, fingerprint, objectKey, refOf } from './plan.ts';
import { cap, valueAt } from './text.ts';

export interface DriftInput {
  /** Fingerprints of what was applied, by object key. */
  readonly applied: Pick<ReadonlyMap<string, string>, 'get' | 'has'>;
  /** What was applied, by object key, as far as this process remembers. */
  readonly previous: ReadonlyMap<string, KubeObject>;
  /** RFC 3339: for a deletion, of which Kubernetes keeps no record. */
  readonly noticed: string;
}

/** What the object was when it was last as it should be; a change of mind of ours is no drift. */
function baseline(object: KubeObject, { applied, previous }: DriftInput): KubeObject | undefined {
  const key = objectKey(object);
  return applied.get(key) === fingerprint(object) ? object : previous.get(key);
}

function edited(object: KubeObject, live: KubeObject): Drift[] {
  const kind = kindOf(object);
  if (kind === undefined) return [];
  return differences(object, live, kind).map(({ path, wanted, found }) => {
    const { manager, time } = authorOf(live.metadata.managedFields, path, MANAGER);
    return {
      ...refOf(object),
      path: cap(path, 1024),
      wanted: valueAt(path, wanted),
      found: valueAt(path, found),
      manager: cap(manager, 1024),
      time: cap(time, 64),
      corrected: false,
      times: 1,
    };
  });
}

/**
 * What somebody else changed about an object of ours: nothing for a change that we want ourselves, or for an object
 * that we never wrote.
 */
export function driftOf(change: Change, input: DriftInput): Drift[] {
  if (change.action === 'Create' && input.applied.has(objectKey(change.object))) {
    const lost = { path: '', wanted: 'exists', found: 'deleted', manager: '', time: input.noticed };
    return [{ ...refOf(change.object), ...lost, corrected: false, times: 1 }];
  }
  if (change.action !== 'Update') return [];
  const base = baseline(change.object, input);
  return base === undefined ? [] : edited(base, change.live);
}

const MAX_LOG = 100;

const placeOf = ({ kind, namespace = '', name, path }: Drift): string => JSON.stringify([kind, namespace, name, path]);

/** The log with new entries in front; the same place of the same object is one entry that counts. */
export function noteDrift(log: readonly Drift[], entries: readonly Drift[]): Drift[] {
  const places = new Set(entries.map(placeOf));
  const before = new Map(log.map((entry) => [placeOf(entry), entry]));
  const noted = entries.map((entry) => ({ ...entry, times: (before.get(placeOf(entry))?.times ?? 0) + 1 }));
  return [...noted, ...log.filter((entry) => !places.has(placeOf(entry)))].slice(0, MAX_LOG);
}
