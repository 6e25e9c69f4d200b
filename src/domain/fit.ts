import type { Status } from '../api/status.ts';
import type { StatusDraft } from './status-draft.ts';

type Truncated = NonNullable<Status['truncated']>;

/** A third of what etcd takes in one request: the conditions and what others write have room beside it. */
const MAX_BYTES = 512 * 1024;
/** For conditions, whose messages are bounded by how many there are of them, and fields that the writer adds. */
const SLACK_BYTES = 64 * 1024;

/** In the order in which they are cut. What was emptied, and is to be put back, is never forgotten. */
const CUTTABLE = [
  'settings',
  'gates',
  'projects',
  'denied',
  'plan',
  'drift',
  'violations',
  'hosts',
  'managed',
] as const satisfies readonly (keyof StatusDraft & keyof Truncated)[];

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? null));

/** As many of the first items as fit. */
function fitting<T>(items: readonly T[], bytes: number): T[] {
  let left = bytes;
  return items.filter((item) => {
    left -= bytesOf(item) + 1;
    return left >= 0;
  });
}

const NOTHING_CUT: Truncated = {
  drift: 0,
  violations: 0,
  plan: 0,
  projects: 0,
  gates: 0,
  writers: 0,
  argocd: 0,
  settings: 0,
  denied: 0,
  hosts: 0,
  managed: 0,
};

/**
 * A status that the API server takes, whatever was found: lists are cut from their end, one after the other, until it is
 * at most 512 KiB of JSON; what was cut is counted in `truncated`.
 */
export function fit(draft: StatusDraft): StatusDraft {
  let fitted = draft;
  for (const name of CUTTABLE) {
    const over = bytesOf(fitted) - (MAX_BYTES - SLACK_BYTES);
    if (over <= 0) break;
    const items: readonly unknown[] = fitted[name];
    const kept = fitting(items, Math.max(0, bytesOf(items) - over - 2));
    const before = fitted.truncated ?? NOTHING_CUT;
    const truncated = { ...before, [name]: before[name] + items.length - kept.length };
    fitted = { ...fitted, [name]: kept, truncated };
  }
  return fitted;
}
