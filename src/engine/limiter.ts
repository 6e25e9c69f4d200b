/** Sums of fractions fall short of what they should be: who waited as long as told must not be refused for that. */
const ROUNDING = 1e-6;

/** A token bucket per key: `burst` at once, then one each `intervalMs`, for ever. */
export class Limiter {
  readonly #burst: number;
  readonly #intervalMs: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(burst: number, intervalMs: number) {
    this.#burst = burst;
    this.#intervalMs = intervalMs;
  }

  /**
   * Takes a token if there is one.
   *
   * @param now monotonic time in ms
   * @returns 0 when taken, else the ms until the next one
   */
  take(key: string, now: number): number {
    const tokens = this.#tokens(key, now);
    if (tokens < 1 - ROUNDING) return Math.ceil((1 - tokens) * this.#intervalMs);
    this.#buckets.set(key, { tokens: Math.max(0, tokens - 1), at: now });
    return 0;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Drops what is full again, so that the map stays as small as the trouble. */
  sweep(now: number): void {
    for (const key of this.#buckets.keys()) if (this.#tokens(key, now) >= this.#burst) this.#buckets.delete(key);
  }

  #tokens(key: string, now: number): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return this.#burst;
    return Math.min(this.#burst, bucket.tokens + (now - bucket.at) / this.#intervalMs);
  }
}
