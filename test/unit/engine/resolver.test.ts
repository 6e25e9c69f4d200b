import test from 'ava';
import { Resolver } from '../../../src/engine/resolver.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const HOLD_MS = 600_000;
const INTERVAL_MS = 30_000;

function resolving(t: { teardown(fn: () => void): void }) {
  const clock = new FakeClock();
  const answers = new Map<string, readonly string[]>();
  const asked: string[] = [];
  const lookup = async (host: string): Promise<readonly string[]> => {
    asked.push(host);
    const answer = answers.get(host);
    if (answer === undefined) throw new Error('ENOTFOUND');
    return answer;
  };
  const resolver = new Resolver({ lookup, clock });
  let changes = 0;
  resolver.onChange(() => (changes += 1));
  const stop = new AbortController();
  t.teardown(() => stop.abort());
  void resolver.run(stop.signal);
  const known = (host: string) => resolver.addresses().get(host);
  return { clock, answers, asked, resolver, known, changes: () => changes };
}

test('a new address counts at once, and one that is gone only after ten minutes', async (t) => {
  const { clock, answers, resolver, known, changes } = resolving(t);
  answers.set('git', ['10.0.0.2', '10.0.0.1']);
  resolver.track('policy', ['git']);
  await clock.advance(0);
  t.deepEqual(known('git'), ['10.0.0.1', '10.0.0.2']);
  answers.set('git', ['10.0.0.3']);
  await clock.advance(INTERVAL_MS);
  t.deepEqual(known('git'), ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  t.is(changes(), 2);
  await clock.advance(HOLD_MS - 2 * INTERVAL_MS);
  t.is(known('git')?.length, 3);
  await clock.advance(INTERVAL_MS);
  t.deepEqual(known('git'), ['10.0.0.3']);
  t.is(changes(), 3);
});

test('answers that take turns do not flap', async (t) => {
  const { clock, answers, resolver, changes } = resolving(t);
  resolver.track('policy', ['git']);
  for (const turn of Array.from({ length: 60 }, (_, index) => index)) {
    answers.set('git', [`10.0.0.${turn % 4}`]);
    await clock.advance(INTERVAL_MS);
  }
  t.is(changes(), 4, 'once for each address');
});

test('a name that does not resolve, or to nothing, keeps what it had', async (t) => {
  const { clock, answers, resolver, known, changes } = resolving(t);
  answers.set('git', ['10.0.0.1']);
  resolver.track('policy', ['git']);
  await clock.advance(0);
  answers.delete('git');
  await clock.advance(HOLD_MS * 2);
  answers.set('git', []);
  await clock.advance(HOLD_MS * 2);
  t.deepEqual(known('git'), ['10.0.0.1']);
  t.is(changes(), 1);
});

test('a host that never resolved is missing', async (t) => {
  const { clock, resolver, known } = resolving(t);
  resolver.track('policy', ['nowhere']);
  await clock.advance(INTERVAL_MS);
  t.is(known('nowhere'), undefined);
});

test('a host stays as long as somebody needs it', async (t) => {
  const { clock, answers, asked, resolver, known } = resolving(t);
  answers.set('git', ['10.0.0.1']);
  resolver.track('one', ['git']);
  resolver.track('two', ['git']);
  await clock.advance(0);
  resolver.forget('one');
  t.deepEqual(known('git'), ['10.0.0.1']);
  resolver.forget('two');
  t.is(known('git'), undefined);
  const before = asked.length;
  await clock.advance(INTERVAL_MS * 3);
  t.is(asked.length, before);
});

test('addresses from before a restart hold until they are replaced', async (t) => {
  const { clock, answers, resolver, known } = resolving(t);
  resolver.track('policy', ['git'], new Map([['git', ['10.0.0.9']]]));
  t.deepEqual(known('git'), ['10.0.0.9'], 'before the first answer');
  answers.set('git', ['10.0.0.1']);
  await clock.advance(HOLD_MS - 1);
  t.deepEqual(known('git'), ['10.0.0.1', '10.0.0.9']);
  await clock.advance(INTERVAL_MS);
  t.deepEqual(known('git'), ['10.0.0.1']);
});

test('no name fills a policy', async (t) => {
  const { clock, answers, resolver, known } = resolving(t);
  resolver.track('policy', ['git']);
  for (const turn of Array.from({ length: 10 }, (_, index) => index)) {
    answers.set(
      'git',
      Array.from({ length: 100 }, (_, index) => `10.0.${turn}.${index}`),
    );
    await clock.advance(INTERVAL_MS);
  }
  t.is(known('git')?.length, 64);
});
