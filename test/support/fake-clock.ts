import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/engine/clock.ts';

const EPOCH = Date.parse('2026-01-01T00:00:00Z');

/** Time that passes only when told to, in whole milliseconds. */
export class FakeClock implements Clock {
  readonly #sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();
  #time = 0;

  now(): number {
    return EPOCH + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      this.#sleepers.delete(sleeper);
      resolve();
    };
    const sleeper = { due: this.#time + Math.ceil(ms), wake };
    this.#sleepers.add(sleeper);
    signal?.addEventListener('abort', wake, { once: true });
    return promise;
  }

  /** For how long those who sleep still will, in ms, in order. */
  get sleeping(): number[] {
    return [...this.#sleepers].map(({ due }) => due - this.#time).toSorted((a, b) => a - b);
  }

  /** Lets `ms` pass in which nobody can act, however due. */
  block(ms: number): void {
    this.#time += ms;
  }

  /** Lets `ms` pass, waking everybody in time and letting them act before time goes on. */
  async advance(ms: number): Promise<void> {
    const end = this.#time + ms;
    for (;;) {
      await turn();
      const next = [...this.#sleepers].toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      this.#time = Math.max(this.#time, next.due);
      next.wake();
    }
    this.#time = end;
    await turn();
  }
}
