import test from 'ava';
import fc from 'fast-check';
import { WorkQueue } from '../../../src/engine/workqueue.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const started = (options: ConstructorParameters<typeof WorkQueue>[0] = {}) => {
  const clock = new FakeClock();
  return { clock, queue: new WorkQueue({ clock, ...options }) };
};

test('a key waits at most once', async (t) => {
  const { queue } = started();
  for (const key of ['a', 'b', 'a']) queue.add(key);
  t.is(queue.depth, 2);
  t.deepEqual([await queue.get(), await queue.get()], ['a', 'b']);
  t.is(queue.depth, 0);
});

test('what is added while it is worked on is handed out once more, afterwards', async (t) => {
  const { queue } = started();
  queue.add('a');
  await queue.get();
  queue.add('a');
  queue.add('a');
  t.is(queue.depth, 0, 'nobody else gets it meanwhile');
  queue.done('a');
  t.is(await queue.get(), 'a');
  queue.done('a');
  t.is(queue.depth, 0);
});

test('who waits for a key gets it when it comes', async (t) => {
  const { queue } = started();
  const waiting = [queue.get(), queue.get()];
  queue.add('a');
  queue.add('b');
  t.deepEqual(await Promise.all(waiting), ['a', 'b']);
});

test('urgent keys overtake the others', async (t) => {
  const { queue } = started({ urgent: (key) => key.startsWith('!') });
  for (const key of ['a', 'b', '!c', '!d']) queue.add(key);
  t.deepEqual([await queue.get(), await queue.get(), await queue.get()], ['!c', '!d', 'a']);
});

test('of several times the earliest counts', async (t) => {
  const { clock, queue } = started();
  queue.addAfter('a', 500);
  queue.addAfter('a', 100);
  queue.addAfter('a', 900);
  await clock.advance(99);
  t.is(queue.depth, 0);
  await clock.advance(1);
  t.is(await queue.get(), 'a');
  queue.done('a');
  await clock.advance(10_000);
  t.is(queue.depth, 0, 'the later times were dropped');
});

test('retries back off per key, up to the ceiling, until the key is forgotten', async (t) => {
  const { clock, queue } = started({ baseMs: 1000, ceilingMs: 5000 });
  const backoff = async (): Promise<number> => {
    queue.retry('a');
    const wait = clock.sleeping[0] ?? 0;
    await clock.advance(wait);
    queue.done((await queue.get()) ?? '');
    return wait;
  };
  for (const base of [1000, 2000, 4000, 5000, 5000]) {
    const wait = await backoff();
    t.true(wait >= base && wait <= base * 1.2, `${wait} for ${base}`);
  }
  queue.forget('a');
  queue.retry('a');
  t.true((clock.sleeping[0] ?? 0) <= 1200);
});

test('what will not heal by itself waits for the ceiling at once', (t) => {
  const { clock, queue } = started({ baseMs: 1000, ceilingMs: 30_000 });
  queue.retry('a', true);
  t.true((clock.sleeping[0] ?? 0) >= 30_000);
});

test('a closed queue hands out nothing, wakes who waits, and forgets its timers', async (t) => {
  const { clock, queue } = started();
  const waiting = queue.get();
  queue.addAfter('a', 10);
  queue.close();
  t.deepEqual(clock.sleeping, []);
  t.is(await waiting, undefined);
  queue.add('b');
  queue.addAfter('c', 1);
  await clock.advance(100);
  t.is(queue.depth, 0);
  t.deepEqual(clock.sleeping, []);
  t.is(await queue.get(), undefined);
});

test('the observer hears of waiting and of working, in seconds', async (t) => {
  const heard: [string, number][] = [];
  const note =
    (name: string) =>
    (seconds = 0) =>
      void heard.push([name, seconds]);
  const observer = { added: note('added'), retried: note('retried'), started: note('started'), finished: note('done') };
  const { clock, queue } = started({ observer });
  queue.add('a');
  await clock.advance(2000);
  await queue.get();
  t.deepEqual([...queue.working], [['a', 2000]]);
  await clock.advance(3000);
  queue.done('a');
  queue.retry('a');
  t.deepEqual(heard, [
    ['added', 0],
    ['started', 2],
    ['done', 3],
    ['retried', 0],
  ]);
});

/** What the queue must do, told in the simplest way: a set of keys that wait, and one of keys that are held. */
interface Model {
  readonly waiting: Set<string>;
  readonly held: Set<string>;
  readonly again: Set<string>;
}

const key = fc.constantFrom('a', 'b', 'c', '!d');
const operation = fc.oneof(
  fc.record({ name: fc.constant('add' as const), key }),
  fc.record({ name: fc.constant('get' as const) }),
  fc.record({ name: fc.constant('done' as const), key }),
);

test('no key is lost, handed out twice at a time, or handed out for nothing, whatever happens', async (t) => {
  const run = async (operations: readonly (typeof operation extends fc.Arbitrary<infer T> ? T : never)[]) => {
    const { queue } = started({ urgent: (name) => name.startsWith('!') });
    const { waiting, held, again }: Model = { waiting: new Set(), held: new Set(), again: new Set() };
    for (const step of operations) {
      if (step.name === 'add') {
        (held.has(step.key) ? again : waiting).add(step.key);
        queue.add(step.key);
      } else if (step.name === 'done' && held.delete(step.key)) {
        if (again.delete(step.key)) waiting.add(step.key);
        queue.done(step.key);
      } else if (step.name === 'get' && waiting.size > 0) {
        const got = (await queue.get()) ?? '';
        if (!waiting.delete(got) || held.has(got)) throw new Error(`${got} was not to be handed out`);
        if (got !== '!d' && waiting.has('!d')) throw new Error('the urgent one was overtaken');
        held.add(got);
      }
      t.is(queue.depth, waiting.size);
      t.deepEqual(new Set(queue.working.keys()), held);
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(operation, { maxLength: 60 }), run), { numRuns: 200 });
});
