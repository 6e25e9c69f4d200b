import test from 'ava';
import type { Reconcile } from '../../../src/engine/controller.ts';
import type { Lease } from '../../../src/engine/lease.ts';
import { type AnyReflector, createEngine, type EngineParts } from '../../../src/engine/lifecycle.ts';
import type { SyncState } from '../../../src/engine/reflector.ts';
import { WorkQueue } from '../../../src/engine/workqueue.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';

interface FakeReflector extends AnyReflector {
  state: SyncState;
  lastContact: number;
  fill(): void;
}

function fakeReflector(plural: string, note: (what: string) => void): FakeReflector {
  const ready = Promise.withResolvers<void>();
  const reflector: FakeReflector = {
    source: { type: { plural } },
    ready: ready.promise,
    state: 'starting',
    lastContact: 0,
    run: async (signal) => {
      note(`watch ${plural}`);
      signal.addEventListener('abort', () => note(`unwatch ${plural}`));
    },
    fill: () => {
      reflector.state = 'synced';
      ready.resolve();
    },
  };
  return reflector;
}

function fakeLease(note: (what: string) => void) {
  const [taken, lost] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const aborted = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const lease: Lease = {
    acquire: async (signal) => {
      note('acquire');
      await Promise.race([taken.promise, aborted(signal)]);
    },
    hold: async (signal) => {
      await Promise.race([lost.promise, aborted(signal)]);
      note('not held');
    },
    valid: () => true,
    release: async () => note('release'),
  };
  return { lease, take: taken.resolve, lose: lost.resolve };
}

/** An engine of two mirrors, a lease and one worker, and a record of what it does. */
function started(reconcile: Reconcile = async () => ({}), parts: Partial<EngineParts> = {}) {
  const clock = new FakeClock();
  const log = recordingLog();
  const done: string[] = [];
  const note = (what: string): void => void done.push(what);
  const reflectors = [fakeReflector('pods', note), fakeReflector('nodes', note)] as const;
  const { lease, take, lose } = fakeLease(note);
  const queue = new WorkQueue({ clock });
  const engine = createEngine({
    reflectors,
    queue,
    lease,
    clock,
    log,
    workers: 1,
    timeoutMs: 60_000,
    reconcile: (key, signal) => {
      note(`reconcile ${key}`);
      return reconcile(key, signal);
    },
    onLeading: () => note('lead'),
    onDrained: async () => note('drained'),
    ...parts,
  });
  const stop = new AbortController();
  const state: { end?: 'stopped' | 'lost' } = {};
  const running = engine.run(stop.signal).then((end) => (state.end = end));
  const fill = () => reflectors.forEach((reflector) => reflector.fill());
  return { clock, log, done, reflectors, queue, engine, stop, state, running, take, lose, fill };
}

/** Started, filled and leading; what it did so far is forgotten. */
async function leading(...options: Parameters<typeof started>) {
  const it = started(...options);
  it.fill();
  it.take();
  await it.clock.advance(0);
  it.done.length = 0;
  return it;
}

test('it starts with mirrors, then takes the lease, then works', async (t) => {
  const it = started();
  it.queue.add('a');
  await it.clock.advance(1000);
  t.deepEqual(it.done, ['watch pods', 'watch nodes']);
  t.is(it.engine.ready(), 'mirrors are not filled yet');
  it.reflectors[0].fill();
  await it.clock.advance(1000);
  t.is(it.done.length, 2);
  it.reflectors[1].fill();
  await it.clock.advance(1000);
  t.deepEqual(it.done.slice(2), ['acquire']);
  t.is(it.engine.ready(), undefined, 'one that waits for the lease is ready');
  it.take();
  await it.clock.advance(0);
  t.deepEqual(it.done.slice(3), ['lead', 'reconcile a']);
});

test('a mirror that does not fill is waited for two minutes, and told', async (t) => {
  const it = started();
  it.reflectors[0].fill();
  await it.clock.advance(119_999);
  t.deepEqual(it.done.slice(2), []);
  await it.clock.advance(1);
  t.deepEqual(it.done.slice(2), ['acquire']);
  t.deepEqual(it.log.lines.at(-1)?.fields, { behind: ['nodes'] });
});

test('it stops with workers, then mirrors, then the lease', async (t) => {
  const end = Promise.withResolvers<void>();
  const it = await leading(async () => {
    await end.promise;
    return {};
  });
  it.queue.add('a');
  it.queue.add('b');
  await it.clock.advance(0);
  it.stop.abort();
  await it.clock.advance(17_000);
  t.deepEqual(it.done, ['reconcile a'], 'the lease is held while somebody works');
  end.resolve();
  await it.running;
  t.deepEqual(it.done, ['reconcile a', 'drained', 'not held', 'unwatch pods', 'unwatch nodes', 'release']);
  t.is(it.state.end, 'stopped');
  t.deepEqual(it.clock.sleeping, [], 'nothing is left behind');
});

test('work that takes too long is aborted, and the lease released only after it has ended', async (t) => {
  const it = await leading(
    (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  it.queue.add('a');
  await it.clock.advance(0);
  it.stop.abort();
  await it.clock.advance(18_000);
  await it.running;
  t.deepEqual(it.done, ['reconcile a', 'drained', 'not held', 'unwatch pods', 'unwatch nodes', 'release']);
});

test('a worker that does not end keeps the lease from being released: it may still write', async (t) => {
  const it = await leading(() => new Promise(() => {}));
  it.queue.add('a');
  await it.clock.advance(0);
  it.stop.abort();
  await it.clock.advance(19_000);
  await it.running;
  t.is(it.state.end, 'stopped');
  t.false(it.done.includes('release'));
  t.true(it.log.lines.some(({ message }) => message.includes('left to expire')));
});

test('a lost lease ends it at once: work is aborted, nothing is begun, nothing released', async (t) => {
  let aborted = false;
  const it = await leading((_, signal) => {
    signal.addEventListener('abort', () => (aborted = true));
    return new Promise(() => {});
  });
  it.queue.add('a');
  await it.clock.advance(0);
  it.lose();
  t.is(await it.running, 'lost');
  t.true(aborted);
  it.queue.add('b');
  await it.clock.advance(60_000);
  t.deepEqual(it.done, ['reconcile a', 'not held', 'unwatch pods', 'unwatch nodes']);
});

for (const stage of ['filling', 'waiting for the lease'] as const) {
  test(`it can be stopped while ${stage}`, async (t) => {
    const it = started();
    if (stage !== 'filling') it.fill();
    await it.clock.advance(0);
    it.stop.abort();
    t.is(await it.running, 'stopped');
    t.false(it.done.includes('lead'));
    t.deepEqual(it.clock.sleeping, []);
  });
}

test('without a lease it works as soon as mirrors are filled', async (t) => {
  const it = started(undefined, { lease: undefined });
  it.queue.add('a');
  it.fill();
  await it.clock.advance(0);
  it.stop.abort();
  t.is(await it.running, 'stopped');
  t.deepEqual(it.done, [
    'watch pods',
    'watch nodes',
    'lead',
    'reconcile a',
    'drained',
    'unwatch pods',
    'unwatch nodes',
  ]);
});

test('what goes wrong at the very end does not keep the lease', async (t) => {
  const it = await leading(undefined, { onDrained: () => Promise.reject(new Error('no')) });
  it.stop.abort();
  await it.running;
  t.true(it.done.includes('release'));
});

test('it is alive while it works, and not when a worker is stuck', async (t) => {
  const it = await leading(() => new Promise(() => {}));
  it.queue.add('a');
  await it.clock.advance(300_000);
  t.is(it.engine.live(), undefined);
  await it.clock.advance(1);
  t.regex(it.engine.live() ?? '', /a worker has been busy with a/);
});

test('a watch without a sign of life is deaf, if another one had one', async (t) => {
  const it = await leading();
  await it.clock.advance(3 * 630_000 + 1);
  t.is(it.engine.live(), undefined, 'all are silent: that is not our fault');
  it.reflectors[0].lastContact = it.clock.monotonic();
  t.is(it.engine.live(), 'the watch of nodes is deaf');
  it.reflectors[1].state = 'missing';
  t.is(it.engine.live(), undefined);
});

test('an event loop that was blocked is noticed, until it runs well again', async (t) => {
  const it = await leading();
  await it.clock.advance(1500);
  it.clock.block(11_000);
  await it.clock.advance(0);
  t.regex(it.engine.live() ?? '', /event loop was blocked/);
  await it.clock.advance(2000);
  t.is(it.engine.live(), undefined);
  it.stop.abort();
  await it.running;
});
