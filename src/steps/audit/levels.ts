import type { Level } from '../../domain/semantics/pod-security/checks.ts';

export interface Levels {
  /** Takes up what a workload would pass; undefined for one that has gone, or is not judged. */
  readonly set: (workload: string, level: Level | undefined) => void;
  /** Whether the counts changed since this was last called. */
  readonly takeChanged: () => boolean;
  readonly counts: () => Readonly<Record<Level, number>>;
}

/** Counts workloads by the Pod Security Standard that they would pass, as they come, change and go. */
export function createLevels(): Levels {
  const known = new Map<string, Level>();
  const counts: Record<Level, number> = { privileged: 0, baseline: 0, restricted: 0 };
  let changed = false;
  return {
    set: (workload, level) => {
      const before = known.get(workload);
      if (before === level) return;
      changed = true;
      if (before !== undefined) counts[before] -= 1;
      if (level === undefined) known.delete(workload);
      else {
        known.set(workload, level);
        counts[level] += 1;
      }
    },
    takeChanged: () => {
      const was = changed;
      changed = false;
      return was;
    },
    counts: () => ({ ...counts }),
  };
}
