/** Time as the engine sees it: one place to replace it in tests. */
export interface Clock {
  /** Wall clock in ms since the epoch: for what people read. */
  now(): number;
  /** Never jumps, in ms: for every decision about elapsed time. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when the signal is aborted; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal?.addEventListener('abort', finish, { once: true });
    }),
};

/** `ms` up to `ms` × (1 + `share`): spreads what would otherwise happen everywhere at once. */
export function jitter(ms: number, share: number): number {
  return ms * (1 + share * Math.random());
}

/** 2^failures × base, never above the ceiling: `failures` counts from 0. */
export function exponential(baseMs: number, ceilingMs: number, failures: number): number {
  return Math.min(ceilingMs, baseMs * 2 ** Math.min(failures, 30));
}

/** A wall clock time in ms as meta/v1 MicroTime, which takes exactly six fraction digits. */
export const microTime = (now: number): string => new Date(now).toISOString().replace('Z', '000Z');
