/** meta/v1 Condition. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number | undefined;
}

/** RFC 3339 in seconds, as Kubernetes writes times in conditions. */
export function seconds(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}

function same(a: Condition, b: Condition): boolean {
  const fields = ['status', 'reason', 'message', 'observedGeneration'] as const;
  return fields.every((field) => a[field] === b[field]);
}

/**
 * The conditions as they shall be, in the order of `next`: `lastTransitionTime` moves only when `status` flips, so that
 * a condition that says the same is the same. Types that `next` does not name are dropped.
 *
 * @param now wall clock in ms
 * @returns `previous` itself when nothing moved, so that the caller can skip the write
 */
export function mergeConditions(
  previous: readonly Condition[],
  next: readonly Omit<Condition, 'lastTransitionTime'>[],
  now: number,
): readonly Condition[] {
  const merged = next.map((condition): Condition => {
    const before = previous.find(({ type }) => type === condition.type);
    const kept = before !== undefined && before.status === condition.status;
    return { ...condition, lastTransitionTime: kept ? before.lastTransitionTime : seconds(now) };
  });
  const unchanged =
    merged.length === previous.length &&
    merged.every((condition, index) => {
      const before = previous[index];
      return before !== undefined && before.type === condition.type && same(before, condition);
    });
  return unchanged ? previous : merged;
}
