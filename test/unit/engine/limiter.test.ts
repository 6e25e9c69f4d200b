import test from 'ava';
import fc from 'fast-check';
import { Limiter } from '../../../src/engine/limiter.ts';

test('a burst at once, then one each interval, for ever', (t) => {
  const limiter = new Limiter(3, 1000);
  const taken = Array.from({ length: 100 }, (_, index) => limiter.take('a', index * 100) === 0);
  t.deepEqual(taken.slice(0, 4), [true, true, true, false]);
  t.is(taken.filter(Boolean).length, 3 + 9);
});

test('who is refused learns how long to wait, and is served then', (t) => {
  const limiter = new Limiter(1, 1000);
  limiter.take('a', 0);
  const wait = limiter.take('a', 400);
  t.is(wait, 600);
  t.is(limiter.take('a', 400 + wait), 0);
});

test('bug: who had waited as long as told was refused once more, for a rounding error', (t) => {
  const limiter = new Limiter(2, 1000);
  t.deepEqual([limiter.take('a', 0), limiter.take('a', 174)], [0, 0]);
  t.is(limiter.take('a', 186 + limiter.take('a', 186)), 0);
});

test('keys have nothing to do with each other', (t) => {
  const limiter = new Limiter(1, 1000);
  limiter.take('a', 0);
  t.is(limiter.take('b', 0), 0);
  t.true(limiter.take('a', 10) > 0);
  t.is(limiter.take('c', 10), 0);
});

test('what is full again is forgotten; what is not, is not', (t) => {
  const limiter = new Limiter(1, 1000);
  limiter.take('a', 0);
  limiter.sweep(500);
  t.is(limiter.size, 1);
  t.true(limiter.take('a', 500) > 0);
  limiter.sweep(1000);
  t.is(limiter.size, 0);
  t.is(limiter.take('a', 1000), 0);
});

test('however one asks, no more is given than the burst and one for each interval, and waiting is enough', (t) => {
  const steps = fc.array(fc.nat({ max: 3000 }), { maxLength: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), steps, (burst, gaps) => {
      const limiter = new Limiter(burst, 1000);
      let [now, given] = [0, 0];
      for (const gap of gaps) {
        now += gap;
        const wait = limiter.take('a', now);
        if (wait === 0) given += 1;
        else if (limiter.take('a', (now += wait)) === 0) given += 1;
        else return false;
      }
      return given <= burst + now / 1000;
    }),
  );
  t.pass();
});
