import test from 'ava';
import { type ControllerObserver, type Reconcile, runController } from '../../../src/engine/controller.ts';
import { ApiError } from '../../../src/engine/errors.ts';
import { WorkQueue } from '../../../src/engine/workqueue.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { until } from '../../support/until.ts';

type Heard = readonly ['active', number] | readonly ['reconciled', string, boolean] | readonly ['panicked'];

function controlling(reconcile: Reconcile, options: { readonly workers?: number; readonly timeoutMs?: number } = {}) {
  const clock = new FakeClock();
  const log = recordingLog();
  const queue = new WorkQueue({ clock, baseMs: 1000, ceilingMs: 60_000 });
  const heard: Heard[] = [];
  const observer: ControllerObserver = {
    active: (workers) => heard.push(['active', workers]),
    reconciled: (outcome, terminal) => heard.push(['reconciled', outcome, terminal]),
    panicked: () => heard.push(['panicked']),
  };
  const stop = new AbortController();
  const running = runController(queue, reconcile, {
    workers: 2,
    timeoutMs: 60_000,
    signal: stop.signal,
    log,
    observer,
    ...options,
  });
  return { clock, log, queue, heard, stop, running };
}

test('keys are reconciled, as many at a time as there are workers', async (t) => {
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const { clock, queue, running } = controlling((key) => {
    begun.push(key);
    return new Promise((resolve) => ends.push(() => resolve({})));
  });
  for (const key of ['a', 'b', 'c']) queue.add(key);
  await clock.advance(0);
  t.deepEqual(begun, ['a', 'b']);
  ends[0]?.();
  await clock.advance(0);
  t.deepEqual(begun, ['a', 'b', 'c']);
  queue.close();
  for (const end of ends) end();
  await running;
});

test('a closed queue ends the workers when their work is done, and hands out no more', async (t) => {
  const end = Promise.withResolvers<void>();
  const begun: string[] = [];
  const reconcile: Reconcile = async (key) => {
    begun.push(key);
    await end.promise;
    return {};
  };
  const { clock, queue, running } = controlling(reconcile, { workers: 1 });
  queue.add('a');
  queue.add('b');
  await clock.advance(0);
  let ended = false;
  void running.then(() => (ended = true));
  queue.close();
  await clock.advance(0);
  t.false(ended);
  end.resolve();
  await running;
  t.deepEqual(begun, ['a']);
});

test('what asks for another look gets it, and nothing else does', async (t) => {
  const times: string[] = [];
  const { clock, queue } = controlling(async (key) => {
    times.push(`${key} ${clock.monotonic()}`);
    return key === 'again' ? { requeueAfterMs: 5000 } : {};
  });
  queue.add('again');
  queue.add('once');
  await clock.advance(10_500);
  t.deepEqual(times, ['again 0', 'once 0', 'again 5000', 'again 10000']);
});

test('a failure is retried with backoff until it succeeds, and then forgotten', async (t) => {
  let failures = 3;
  const times: number[] = [];
  const { clock, queue, heard } = controlling(async () => {
    times.push(clock.monotonic());
    if (failures-- > 0) throw new ApiError(503, {});
    return {};
  });
  queue.add('a');
  await clock.advance(20_000);
  t.is(times.length, 4);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  for (const [index, wait] of waits.entries())
    t.true(wait >= 1000 * 2 ** index && wait <= 1201 * 2 ** index, `${wait}`);
  failures = 1;
  queue.add('a');
  await clock.advance(1300);
  t.is(times.length, 6, 'the backoff began anew');
  t.deepEqual(
    heard.filter(([name]) => name === 'reconciled').map(([, outcome]) => outcome),
    ['error', 'error', 'error', 'success', 'error', 'success'],
  );
});

test('what cannot succeed is tried again at the ceiling: rights get granted, too', async (t) => {
  const times: number[] = [];
  const { clock, queue, heard } = controlling(async () => {
    times.push(clock.monotonic());
    throw new ApiError(422, {});
  });
  queue.add('a');
  await clock.advance(59_000);
  t.is(times.length, 1);
  await clock.advance(15_000);
  t.is(times.length, 2);
  t.deepEqual(
    heard.find(([name]) => name === 'reconciled'),
    ['reconciled', 'error', true],
  );
});

test('a fault of the program ends nothing; it is counted, and told with its stack', async (t) => {
  const { clock, queue, heard, log } = controlling(
    async (key) => (undefined as unknown as Record<string, never>)[key] ?? {},
  );
  queue.add('a');
  queue.add('b');
  await clock.advance(0);
  t.is(heard.filter(([name]) => name === 'panicked').length, 2);
  t.regex(String(log.lines[0]?.fields['stack']), /controller\.test\.ts/);
  t.deepEqual([...queue.working], []);
});

test('what takes too long, or has to end, is aborted', async (t) => {
  const reasons: unknown[] = [];
  const untilAborted: Reconcile = (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reasons.push((signal.reason as Error).name);
        reject(signal.reason as Error);
      });
    });
  const slow = controlling(untilAborted, { timeoutMs: 20 });
  slow.queue.add('a');
  await until(() => reasons.length > 0);
  slow.queue.close();
  await slow.running;
  const stopped = controlling(untilAborted);
  stopped.queue.add('a');
  await stopped.clock.advance(0);
  stopped.queue.close();
  stopped.stop.abort();
  await stopped.running;
  t.deepEqual(reasons, ['TimeoutError', 'AbortError']);
});
