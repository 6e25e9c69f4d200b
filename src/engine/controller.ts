import { classify, isPanic, messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import type { WorkQueue } from './workqueue.ts';

/** Brings the world in line with what `key` stands for. Reads all state anew: what changed is no input. */
export type Reconcile = (key: string, signal: AbortSignal) => Promise<Result>;

export interface Result {
  /** Look again after this many ms even if nothing happens. */
  readonly requeueAfterMs?: number | undefined;
}

export type Outcome = 'success' | 'error' | 'requeue_after';

export interface ControllerObserver {
  active(workers: number): void;
  reconciled(outcome: Outcome, terminal: boolean, seconds: number): void;
  /** A reconcile failed by a fault of its own. */
  panicked(): void;
}

export interface ControllerOptions {
  readonly workers: number;
  /** A reconcile that takes longer, in ms, is aborted and retried. */
  readonly timeoutMs: number;
  /** Aborts what is being worked on. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly observer?: ControllerObserver;
}

/**
 * Runs the workers until the queue is closed; resolves when the last one has finished. A reconcile that throws is
 * retried with backoff and never given up: rights get granted and kinds get installed later.
 */
export async function runController(queue: WorkQueue, reconcile: Reconcile, options: ControllerOptions): Promise<void> {
  let active = 0;
  const observe = (change: number): void => options.observer?.active((active += change));

  const work = async (): Promise<void> => {
    for (let key = await queue.get(); key !== undefined; key = await queue.get()) {
      observe(1);
      await attempt(queue, key, reconcile, options);
      observe(-1);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
}

async function attempt(queue: WorkQueue, key: string, reconcile: Reconcile, options: ControllerOptions): Promise<void> {
  const started = performance.now();
  let outcome: Outcome = 'success';
  let terminal = false;
  try {
    const { requeueAfterMs } = await reconcile(
      key,
      AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
    );
    queue.forget(key);
    if (requeueAfterMs !== undefined) {
      outcome = 'requeue_after';
      queue.addAfter(key, requeueAfterMs);
    }
  } catch (error) {
    outcome = 'error';
    terminal = classify(error) === 'terminal';
    const panic = isPanic(error);
    if (panic) options.observer?.panicked();
    const stack = panic && { stack: error.stack };
    options.log.warn('reconcile failed', { key, terminal, error: messageOf(error), ...stack });
    queue.retry(key, terminal);
  } finally {
    queue.done(key);
    options.observer?.reconciled(outcome, terminal, (performance.now() - started) / 1000);
  }
}
