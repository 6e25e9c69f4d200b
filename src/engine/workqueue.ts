import { exponential, jitter } from './clock.ts';

export interface QueueObserver {
  added(): void;
  retried(): void;
  /** Seconds from add to get. */
  started(waitedSeconds: number): void;
  /** Seconds from get to done. */
  finished(workedSeconds: number): void;
}

export interface QueueOptions {
  readonly baseMs?: number;
  readonly ceilingMs?: number;
  /** Keys that overtake the others: what an attacker waits for goes before what a reader waits for. */
  readonly urgent?: (key: string) => boolean;
  readonly observer?: QueueObserver;
}

/**
 * A queue of keys with set semantics, after client-go's: a key waits at most once, and is never handed out twice at a
 * time; what is added while it is worked on is handed out once more afterwards. Retries back off per key.
 */
export class WorkQueue {
  readonly #options: Required<Omit<QueueOptions, 'observer'>> & Pick<QueueOptions, 'observer'>;
  readonly #urgent: string[] = [];
  readonly #normal: string[] = [];
  readonly #waiting = new Map<string, number>();
  readonly #working = new Map<string, number>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, { timer: NodeJS.Timeout; due: number }>();
  readonly #getters: ((key: string | undefined) => void)[] = [];
  #closed = false;

  constructor(options: QueueOptions = {}) {
    this.#options = { baseMs: 1000, ceilingMs: 300_000, urgent: () => false, ...options };
  }

  get depth(): number {
    return this.#waiting.size;
  }

  /** Monotonic start times in ms of what is being worked on. */
  get working(): ReadonlyMap<string, number> {
    return this.#working;
  }

  add(key: string): void {
    if (this.#closed || this.#waiting.has(key)) return;
    if (this.#working.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#options.observer?.added();
    this.#waiting.set(key, performance.now());
    (this.#options.urgent(key) ? this.#urgent : this.#normal).push(key);
    this.#serve();
  }

  /** Adds the key after `ms`; of several pending times the earliest counts. */
  addAfter(key: string, ms: number): void {
    if (this.#closed) return;
    const due = performance.now() + ms;
    const pending = this.#timers.get(key);
    if (pending !== undefined && pending.due <= due) return;
    clearTimeout(pending?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.add(key);
    }, ms);
    this.#timers.set(key, { timer, due });
  }

  /** Adds the key again after its next backoff; `atCeiling` for what will not heal by itself soon. */
  retry(key: string, atCeiling = false): void {
    const { baseMs, ceilingMs, observer } = this.#options;
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    observer?.retried();
    this.addAfter(key, jitter(atCeiling ? ceilingMs : exponential(baseMs, ceilingMs, failures), 0.2));
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Resolves with the next key, or with undefined once the queue is closed. */
  get(): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#getters.push(resolve);
    this.#serve();
    return promise;
  }

  done(key: string): void {
    const started = this.#working.get(key);
    this.#working.delete(key);
    if (started !== undefined) this.#options.observer?.finished((performance.now() - started) / 1000);
    if (this.#again.delete(key)) this.add(key);
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const resolve of this.#getters.splice(0)) resolve(undefined);
  }

  #serve(): void {
    while (this.#getters.length > 0) {
      const key = this.#urgent.shift() ?? this.#normal.shift();
      if (key === undefined) return;
      const now = performance.now();
      this.#options.observer?.started((now - (this.#waiting.get(key) ?? now)) / 1000);
      this.#waiting.delete(key);
      this.#working.set(key, now);
      this.#getters.shift()?.(key);
    }
  }
}
