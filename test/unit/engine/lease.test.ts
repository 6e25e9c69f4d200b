import test from 'ava';
import fc from 'fast-check';
import { createWriter } from '../../../src/engine/apply.ts';
import { ApiError, ConnectionError } from '../../../src/engine/errors.ts';
import { createLease, type Lease } from '../../../src/engine/lease.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type LeaseServer, leaseServer } from '../../support/fake-lease-server.ts';
import { recordingLog } from '../../support/recording-log.ts';

const [DURATION_MS, RENEW_MS, RETRY_MS] = [35_000, 30_000, 5_000];

interface Candidate {
  readonly lease: Lease;
  readonly log: ReturnType<typeof recordingLog>;
  readonly stop: AbortController;
  /** Acquires and holds; says what has been reached. */
  readonly run: () => void;
  readonly state: () => 'idle' | 'waiting' | 'holding' | 'ended';
}

function candidate(server: LeaseServer, identity: string, clock: FakeClock, delay?: () => number): Candidate {
  const transport = server.client(delay);
  const log = recordingLog();
  const options = { namespace: 'ns', name: 'lease', identity };
  const lease = createLease(transport, createWriter(transport, 'tester'), options, log, clock);
  const stop = new AbortController();
  let state: ReturnType<Candidate['state']> = 'idle';
  const run = async (): Promise<void> => {
    state = 'waiting';
    await lease.acquire(stop.signal);
    if (stop.signal.aborted) return void (state = 'ended');
    state = 'holding';
    await lease.hold(stop.signal);
    state = 'ended';
  };
  return { lease, log, stop, run: () => void run(), state: () => state };
}

function election() {
  const clock = new FakeClock();
  const server = leaseServer(clock);
  return { clock, server, join: (identity: string, delay?: () => number) => candidate(server, identity, clock, delay) };
}

test('the first one takes it, and keeps it', async (t) => {
  const { clock, server, join } = election();
  const one = join('one');
  t.false(one.lease.valid());
  one.run();
  await clock.advance(0);
  t.true(one.lease.valid());
  t.like(server.lease?.spec, { holderIdentity: 'one', leaseDurationSeconds: 35, leaseTransitions: 0 });
  t.regex(String(server.lease?.spec['acquireTime']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  const acquired = server.lease?.spec['acquireTime'];
  await clock.advance(600_000);
  t.is(one.state(), 'holding');
  t.is(server.writes.length, 1 + 600_000 / RETRY_MS);
  t.is(server.lease?.spec['acquireTime'], acquired);
});

test('another one waits, and takes over when it has seen no renewal for the whole duration', async (t) => {
  const { clock, server, join } = election();
  const [one, two] = [join('one'), join('two')];
  one.run();
  await clock.advance(0);
  two.run();
  await clock.advance(100_000);
  t.is(two.state(), 'waiting');
  t.is(two.log.lines.filter(({ level }) => level === 'warn').length, 1, 'said once');
  one.stop.abort();
  await clock.advance(DURATION_MS - RETRY_MS);
  t.is(two.state(), 'waiting');
  // It looks every 5 to 6 s: 6 s until it sees the last renewal, 35 s, and up to 6 s more.
  await clock.advance(4 * RETRY_MS);
  t.is(two.state(), 'holding');
  t.like(server.lease?.spec, { holderIdentity: 'two', leaseTransitions: 1 });
});

test('what is written in the lease about time counts for nothing: clocks differ', async (t) => {
  const { clock, server, join } = election();
  const old = { holderIdentity: 'other', leaseDurationSeconds: 35, renewTime: '1999-01-01T00:00:00.000000Z' };
  server.lease = { metadata: { resourceVersion: '0' }, spec: old };
  const one = join('one');
  one.run();
  await clock.advance(DURATION_MS - 1);
  t.is(one.state(), 'waiting');
  await clock.advance(2 * RETRY_MS);
  t.is(one.state(), 'holding');
});

test('a lease that does not say how long it lasts lasts as long as ours', async (t) => {
  const { clock, server, join } = election();
  server.lease = { metadata: { resourceVersion: '0' }, spec: { holderIdentity: 'other' } };
  const one = join('one');
  one.run();
  await clock.advance(DURATION_MS - 1);
  t.is(one.state(), 'waiting');
});

test('a lease that was released is taken at the next try', async (t) => {
  const { clock, server, join } = election();
  const [one, two] = [join('one'), join('two')];
  one.run();
  await clock.advance(0);
  two.run();
  await clock.advance(1_000);
  one.stop.abort();
  await clock.advance(0);
  t.is(one.state(), 'ended');
  const released = one.lease.release();
  t.false(one.lease.valid(), 'before anything is sent');
  await clock.advance(0);
  await released;
  t.like(server.lease?.spec, { holderIdentity: '', leaseDurationSeconds: 1 });
  await clock.advance(RETRY_MS * 1.2);
  t.is(two.state(), 'holding');
});

test('a renewal that was cut off does not stand in the way of the release', async (t) => {
  const { clock, server, join } = election();
  let slow = 0;
  const one = join('one', () => slow);
  one.run();
  await clock.advance(0);
  slow = 400;
  await clock.advance(RETRY_MS + 1_500);
  t.is(server.writes.length, 2, 'written, but the answer is still under way');
  one.stop.abort();
  slow = 0;
  await clock.advance(0);
  const released = one.lease.release();
  await clock.advance(0);
  await released;
  t.is(server.lease?.spec['holderIdentity'], '');
});

test('what is not ours is not released', async (t) => {
  const { clock, server, join } = election();
  const one = join('one');
  one.run();
  await clock.advance(0);
  const other = { holderIdentity: 'other', leaseDurationSeconds: 35 };
  server.lease = { metadata: { resourceVersion: '99' }, spec: other };
  one.stop.abort();
  const released = one.lease.release();
  await clock.advance(0);
  await released;
  t.deepEqual(server.lease.spec, other);
});

test('without an answer it is valid for as long as nobody else can take it, and then it ends', async (t) => {
  const { clock, server, join } = election();
  const one = join('one');
  one.run();
  await clock.advance(0);
  server.failure = new ConnectionError('refused');
  await clock.advance(RENEW_MS - 1);
  t.true(one.lease.valid());
  await clock.advance(1);
  t.false(one.lease.valid());
  await clock.advance(RETRY_MS);
  t.is(one.state(), 'ended');
});

test('its time counts from the question, not from the answer', async (t) => {
  const { clock, join } = election();
  const delays = [0, 0, 20_000]; // of reading, which finds nothing, then of writing, then of the answer
  const one = join('one', () => delays.shift() ?? 0);
  one.run();
  await clock.advance(19_999);
  t.false(one.lease.valid());
  await clock.advance(1);
  t.true(one.lease.valid());
  one.stop.abort();
  await clock.advance(RENEW_MS - 20_000);
  t.false(one.lease.valid());
});

test('of several that find it free one gets it', async (t) => {
  const { clock, server, join } = election();
  server.lease = { metadata: { resourceVersion: '0' }, spec: { holderIdentity: '' } };
  const candidates = ['one', 'two', 'three'].map((name) => join(name, () => 10));
  for (const { run } of candidates) run();
  await clock.advance(1000);
  t.is(candidates.filter(({ lease }) => lease.valid()).length, 1);
  t.is(server.writes.length, 1);
});

test('it ends at once when somebody else has taken it', async (t) => {
  const { clock, server, join } = election();
  const one = join('one');
  one.run();
  await clock.advance(0);
  server.lease = { metadata: { resourceVersion: '99' }, spec: { holderIdentity: 'thief', leaseDurationSeconds: 35 } };
  await clock.advance(RETRY_MS);
  t.is(one.state(), 'ended');
});

test('missing rights are said, once, and used when they are granted', async (t) => {
  const { clock, server, join } = election();
  server.failure = new ApiError(403, { reason: 'Forbidden', message: 'leases is forbidden' });
  const one = join('one');
  one.run();
  await clock.advance(60_000);
  const warnings = one.log.lines.filter(({ level }) => level === 'warn');
  t.deepEqual(
    warnings.map(({ fields }) => fields['error']),
    ['leases is forbidden'],
  );
  server.failure = undefined;
  await clock.advance(RETRY_MS * 2);
  t.is(one.state(), 'holding');
});

test('an abort ends the wait for it', async (t) => {
  const { clock, server, join } = election();
  server.lease = { metadata: { resourceVersion: '0' }, spec: { holderIdentity: 'other', leaseDurationSeconds: 35 } };
  const one = join('one');
  one.run();
  await clock.advance(1_000);
  one.stop.abort();
  await clock.advance(0);
  t.is(one.state(), 'ended');
  t.false(one.lease.valid());
  t.deepEqual(clock.sleeping, []);
});

test('never two at a time, however slow the network, whoever stops, and whenever the server fails', async (t) => {
  const delays = fc.array(fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 20_000 })), { minLength: 1, maxLength: 12 });
  const steps = fc.array(
    fc.record({ wait: fc.nat({ max: 40_000 }), act: fc.constantFrom('nothing', 'fail', 'heal', 'stop', 'crash') }),
    { maxLength: 8 },
  );
  const cycle = (values: readonly number[]) => {
    let index = 0;
    return () => values[index++ % values.length] ?? 0;
  };
  let handovers = 0;
  await fc.assert(
    fc.asyncProperty(delays, delays, steps, async (first, second, script) => {
      const { clock, server, join } = election();
      const [one, two] = [join('one', cycle(first)), join('two', cycle(second))];
      const both = [one, two];
      for (const { run } of both) run();
      const pass = async (ms: number): Promise<void> => {
        for (let rest = ms; rest > 0; rest -= 997) {
          await clock.advance(Math.min(997, rest));
          if (one.lease.valid() && two.lease.valid()) throw new Error('both hold it');
        }
      };
      for (const { wait, act } of script) {
        await pass(wait);
        server.failure = act === 'fail' ? new ConnectionError('refused') : act === 'heal' ? undefined : server.failure;
        const holder = both.find(({ lease }) => lease.valid());
        if (act === 'stop') {
          holder?.stop.abort();
          void holder?.lease.release();
        }
        if (act === 'crash') holder?.stop.abort();
      }
      await pass(DURATION_MS);
      if (new Set(server.writes.map(({ holderIdentity }) => holderIdentity)).size > 1) handovers += 1;
    }),
    { numRuns: 60 },
  );
  t.true(handovers > 5, `the property says something: ${handovers} handovers`);
});
