import { type Clock, exponential, jitter, systemClock } from './clock.ts';

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
  readonly clock?: Clock;
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
  readonly #later = new Map<string, { readonly cancel: AbortController; readonly due: number }>();
  readonly #getters: ((key: string | undefined) => void)[] = [];
  #closed = false;

  constructor(options: QueueOptions = {}) {
    this.#options = { baseMs: 1000, ceilingMs: 300_000, urgent: () => false, clock: systemClock, ...options };
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
    this.#waiting.set(key, this.#options.clock.monotonic());
    (this.#options.urgent(key) ? this.#urgent : this.#normal).push(key);
    this.#serve();
  }

  /** Adds the key after `ms`; of several pending times the earliest counts. */
  addAfter(key: string, ms: number): void {
    if (this.#closed) return;
    const { clock } = this.#options;
    const due = clock.monotonic() + ms;
    const pending = this.#later.get(key);
    if (pending !== undefined && pending.due <= due) return;
    pending?.cancel.abort();
    const cancel = new AbortController();
    this.#later.set(key, { cancel, due });
    void clock.sleep(ms, cancel.signal).then(() => {
      if (cancel.signal.aborted) return;
      this.#later.delete(key);
      this.add(key);
    });
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
    if (started !== undefined) this.#options.observer?.finished((this.#options.clock.monotonic() - started) / 1000);
    if (this.#again.delete(key)) this.add(key);
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#later.values()) cancel.abort();
    this.#later.clear();
    for (const resolve of this.#getters.splice(0)) resolve(undefined);
  }

  #serve(): void {
    while (this.#getters.length > 0) {
      const key = this.#urgent.shift() ?? this.#normal.shift();
      if (key === undefined) return;
      const now = this.#options.clock.monotonic();
      this.#options.observer?.started((now - (this.#waiting.get(key) ?? now)) / 1000);
      this.#waiting.delete(key);
      this.#working.set(key, now);
      this.#getters.shift()?.(key);
    }
  }
}
