import test from 'ava';
import { Semaphore } from '../../../src/engine/semaphore.ts';

const never = new AbortController().signal;

/** Work that ends when told to. */
function job(): { readonly work: () => Promise<void>; readonly end: () => void; readonly begun: () => boolean } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let begun = false;
  const work = (): Promise<void> => {
    begun = true;
    return promise;
  };
  return { work, end: resolve, begun: () => begun };
}

test('no more than the limit at a time, in the order they came', async (t) => {
  const semaphore = new Semaphore(2);
  const jobs = [job(), job(), job(), job()];
  const done = jobs.map(({ work }) => semaphore.run(work, never));
  const begun = () => jobs.map((entry) => entry.begun());
  t.deepEqual(begun(), [true, true, false, false]);
  jobs[1]?.end();
  await done[1];
  t.deepEqual(begun(), [true, true, true, false]);
  for (const { end } of jobs) end();
  await Promise.all(done);
  t.true(jobs[3]?.begun());
});

test('work that fails makes room, too', async (t) => {
  const semaphore = new Semaphore(1);
  await t.throwsAsync(
    semaphore.run(() => Promise.reject(new Error('no')), never),
    { message: 'no' },
  );
  t.is(await semaphore.run(() => Promise.resolve('yes'), never), 'yes');
});

test('who gives up waiting never begins, and takes nobody’s place', async (t) => {
  const semaphore = new Semaphore(1);
  const [first, second, third] = [job(), job(), job()];
  const stop = new AbortController();
  const running = semaphore.run(first.work, never);
  const waiting = semaphore.run(second.work, stop.signal);
  const last = semaphore.run(third.work, never);
  stop.abort(new Error('enough'));
  await t.throwsAsync(waiting, { message: 'enough' });
  first.end();
  third.end();
  await Promise.all([running, last]);
  t.false(second.begun());
  await t.throwsAsync(semaphore.run(second.work, stop.signal), { message: 'enough' });
});
