import type { Clock } from './clock.ts';
import { type ControllerObserver, type Reconcile, runController } from './controller.ts';
import type { Lease } from './lease.ts';
import type { Logger } from './log.ts';
import type { KubeObject } from './object.ts';
import type { Reflector } from './reflector.ts';
import type { Probe } from './server.ts';
import type { WorkQueue } from './workqueue.ts';

/** What the lifecycle needs of a reflector, whatever it mirrors. */
export type AnyReflector = Pick<Reflector<KubeObject>, 'run' | 'ready' | 'state' | 'lastContact'> & {
  readonly source: { readonly type: { readonly plural: string } };
};

export interface EngineParts {
  readonly reflectors: readonly AnyReflector[];
  readonly queue: WorkQueue;
  readonly reconcile: Reconcile;
  readonly lease: Lease | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly workers: number;
  readonly timeoutMs: number;
  readonly observer?: ControllerObserver;
  /** Called once, when mirrors are filled and the lease is ours, before the first key is handed out. */
  readonly onLeading?: () => void;
  /** Called when the workers have finished, while the lease is still ours: the last chance to write. */
  readonly onDrained?: () => Promise<void>;
}

export interface Engine {
  /**
   * Runs until the signal is aborted (`stopped`), or the lease is lost (`lost`): the process must then end at once,
   * as another one is at work already.
   */
  run(signal: AbortSignal): Promise<'stopped' | 'lost'>;
  readonly ready: Probe;
  readonly live: Probe;
}

const SYNC_CAP_MS = 120_000;
const DRAIN_MS = 18_000;
/** Three watches' length without a sign of life, while others had one: that watch is deaf. */
const DEAF_MS = 3 * 630_000;
const STUCK_FACTOR = 5;
const LAG_MS = 10_000;

/** Start: mirrors, lease, workers. Stop: workers, mirrors, lease. */
export function createEngine(parts: EngineParts): Engine {
  const { clock, log, queue, lease } = parts;
  const heartbeat = beat(clock);
  let synced = false;

  const fill = async (signal: AbortSignal): Promise<void> => {
    await within(clock, SYNC_CAP_MS, Promise.all(parts.reflectors.map(({ ready }) => ready)), signal);
    const behind = parts.reflectors.filter(({ state }) => state === 'starting').map(({ source }) => source.type.plural);
    if (behind.length > 0 && !signal.aborted) log.warn('starting without a complete view', { behind });
    synced = true;
  };

  const lead = async (signal: AbortSignal): Promise<boolean> => {
    parts.onLeading?.();
    const working = runController(queue, parts.reconcile, parts);
    const lost = lease === undefined ? untilAborted(signal) : lease.hold(signal);
    await lost;
    if (!signal.aborted) return false;
    queue.close();
    await within(clock, DRAIN_MS, working.then(parts.onDrained));
    return true;
  };

  const run = async (signal: AbortSignal): Promise<'stopped' | 'lost'> => {
    const mirrors = new AbortController();
    heartbeat.start();
    try {
      for (const reflector of parts.reflectors) void reflector.run(mirrors.signal);
      await fill(signal);
      await lease?.acquire(signal);
      if (!signal.aborted && !(await lead(signal))) return 'lost';
      mirrors.abort();
      await lease?.release();
      return 'stopped';
    } finally {
      mirrors.abort();
      heartbeat.stop();
    }
  };

  return {
    run,
    ready: () => (synced ? undefined : 'mirrors are not filled yet'),
    live: () => heartbeat.problem() ?? stuck(queue, parts.timeoutMs) ?? deaf(parts.reflectors, clock.monotonic()),
  };
}

/** Waits for the work, but not longer than `ms`, nor beyond an abort. */
async function within(clock: Clock, ms: number, work: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  const done = new AbortController();
  const limit = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  await Promise.race([work, clock.sleep(ms, limit)]);
  done.abort();
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Notices an event loop that was blocked: a probe that gets through right after would not. */
function beat(clock: Clock): { start(): void; stop(): void; problem(): string | undefined } {
  let timer: NodeJS.Timeout | undefined;
  let last = clock.monotonic();
  let worst = 0;
  const tick = (): void => {
    worst = clock.monotonic() - last;
    last = clock.monotonic();
  };
  return {
    start: () => {
      last = clock.monotonic();
      timer = setInterval(tick, 1000);
      timer.unref();
    },
    stop: () => clearInterval(timer),
    problem: () => (worst > LAG_MS ? `the event loop was blocked for ${Math.round(worst)} ms` : undefined),
  };
}

function stuck(queue: WorkQueue, timeoutMs: number): string | undefined {
  for (const [key, start] of queue.working)
    if (performance.now() - start > STUCK_FACTOR * timeoutMs) return `a worker has been busy with ${key} for too long`;
  return undefined;
}

function deaf(reflectors: readonly AnyReflector[], now: number): string | undefined {
  const followed = reflectors.filter(({ state }) => state === 'synced');
  const silent = followed.find(({ lastContact }) => now - lastContact > DEAF_MS);
  const others = followed.some(({ lastContact }) => now - lastContact < DEAF_MS);
  return silent !== undefined && others ? `the watch of ${silent.source.type.plural} is deaf` : undefined;
}
