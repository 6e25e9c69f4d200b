import type { Clock } from './clock.ts';
import { type ControllerObserver, type Reconcile, runController } from './controller.ts';
import { messageOf } from './errors.ts';
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
  /** Those that come and go: watched over, but not waited for. */
  readonly further?: () => readonly AnyReflector[];
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
/** How long workers have, in ms, to end what was aborted. */
const ABORT_MS = 1_000;
/** Three watches' length without a sign of life, while others had one: that watch is deaf. */
const DEAF_MS = 3 * 630_000;
const STUCK_FACTOR = 5;
const LAG_MS = 10_000;
const BEAT_MS = 1_000;

/** Start: mirrors, lease, workers. Stop: workers, mirrors, lease. */
export function createEngine(parts: EngineParts): Engine {
  const { clock, lease, log } = parts;
  const heartbeat = beat(clock);
  let synced = false;

  const run = async (signal: AbortSignal): Promise<'stopped' | 'lost'> => {
    const running = new AbortController();
    void heartbeat.run(running.signal);
    try {
      for (const reflector of parts.reflectors) void reflector.run(running.signal);
      await fill(parts, signal);
      synced = true;
      await lease?.acquire(signal);
      const end = signal.aborted ? 'drained' : await lead(parts, signal);
      running.abort();
      if (end === 'lost') return 'lost';
      if (end === 'drained') await lease?.release();
      else log.warn('a worker does not end: the lease is left to expire');
      return 'stopped';
    } finally {
      running.abort();
    }
  };

  return {
    run,
    ready: () => (synced ? undefined : 'mirrors are not filled yet'),
    live: () => {
      const now = clock.monotonic();
      return heartbeat.problem() ?? stuck(parts, now) ?? deaf([...parts.reflectors, ...(parts.further?.() ?? [])], now);
    },
  };
}

/** Resolves when every mirror is filled, or it is certain that it will not be for now. */
async function fill({ clock, log, reflectors }: EngineParts, signal: AbortSignal): Promise<void> {
  await within(clock, SYNC_CAP_MS, Promise.all(reflectors.map(({ ready }) => ready)), signal);
  const behind = reflectors.filter(({ state }) => state === 'starting').map(({ source }) => source.type.plural);
  if (behind.length > 0 && !signal.aborted) log.warn('starting without a complete view', { behind });
}

/**
 * Runs the workers until the signal is aborted or the lease is lost, which is kept while workers end their work.
 *
 * @returns `drained` when nothing can be written any more, `undrained` when a worker goes on whatever it is told
 */
async function lead(parts: EngineParts, signal: AbortSignal): Promise<'drained' | 'undrained' | 'lost'> {
  const { clock, queue, lease, log } = parts;
  const [holding, working] = [new AbortController(), new AbortController()];
  parts.onLeading?.();
  const workers = runController(queue, parts.reconcile, { ...parts, signal: working.signal });
  const drained = workers.then(parts.onDrained).catch((error: unknown) => {
    log.warn('not everything was written', { error: messageOf(error) });
  });
  const held = lease?.hold(holding.signal);
  await Promise.race([untilAborted(signal), ...(held === undefined ? [] : [held])]);
  queue.close();
  if (!signal.aborted) {
    working.abort(new Error('the lease was lost'));
    return 'lost';
  }
  const calm = await within(clock, DRAIN_MS, drained);
  working.abort(new Error('time to stop is over'));
  const done = calm || (await within(clock, ABORT_MS, drained));
  holding.abort();
  await held;
  return done ? 'drained' : 'undrained';
}

/** Waits for the work, but not longer than `ms`, nor beyond an abort; true if the work was done. */
async function within(clock: Clock, ms: number, work: Promise<unknown>, signal?: AbortSignal): Promise<boolean> {
  const done = new AbortController();
  const limit = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  const finished = await Promise.race([work.then(() => true), clock.sleep(ms, limit).then(() => false)]);
  done.abort();
  return finished;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Notices an event loop that was blocked: a probe that gets through right after would not. */
function beat(clock: Clock): { run(signal: AbortSignal): Promise<void>; problem(): string | undefined } {
  let lag = 0;
  return {
    run: async (signal) => {
      while (!signal.aborted) {
        const before = clock.monotonic();
        await clock.sleep(BEAT_MS, signal);
        lag = signal.aborted ? 0 : clock.monotonic() - before - BEAT_MS;
      }
    },
    problem: () => (lag > LAG_MS ? `the event loop was blocked for ${Math.round(lag)} ms` : undefined),
  };
}

function stuck({ queue, timeoutMs }: EngineParts, now: number): string | undefined {
  for (const [key, start] of queue.working)
    if (now - start > STUCK_FACTOR * timeoutMs) return `a worker has been busy with ${key} for too long`;
  return undefined;
}

function deaf(reflectors: readonly AnyReflector[], now: number): string | undefined {
  const followed = reflectors.filter(({ state }) => state === 'synced');
  const silent = followed.find(({ lastContact }) => now - lastContact > DEAF_MS);
  const others = followed.some(({ lastContact }) => now - lastContact < DEAF_MS);
  return silent !== undefined && others ? `the watch of ${silent.source.type.plural} is deaf` : undefined;
}
