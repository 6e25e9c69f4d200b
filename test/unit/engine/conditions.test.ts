import test from 'ava';
import { type Condition, mergeConditions, seconds } from '../../../src/engine/conditions.ts';

const EARLY = Date.parse('2026-01-01T00:00:00.900Z');
const LATE = EARLY + 60_000;
const ready = { type: 'Ready', status: 'True', reason: 'Fine', message: 'all is well', observedGeneration: 1 } as const;
const synced = { ...ready, type: 'InSync' } as const;

test('times have no fraction', (t) => t.is(seconds(EARLY), '2026-01-01T00:00:00Z'));

test('conditions keep the order in which they are told', (t) => {
  const before = mergeConditions([], [ready, synced], EARLY);
  for (const next of [
    [ready, synced],
    [synced, ready],
  ])
    t.deepEqual(
      mergeConditions(before, next, LATE).map(({ type }) => type),
      next.map(({ type }) => type),
    );
});

test('what says the same is the same', (t) => {
  const before = mergeConditions([], [ready, synced], EARLY);
  t.is(mergeConditions(before, [ready, synced], LATE), before);
});

const CHANGES: readonly (readonly [string, Partial<Condition>, string])[] = [
  ['status', { status: 'False' }, seconds(LATE)],
  ['reason', { reason: 'Other' }, seconds(EARLY)],
  ['message', { message: 'other' }, seconds(EARLY)],
  ['observedGeneration', { observedGeneration: 2 }, seconds(EARLY)],
];
for (const [field, change, expected] of CHANGES) {
  test(`a new ${field} is a change; lastTransitionTime is that of the status`, (t) => {
    const before = mergeConditions([], [ready], EARLY);
    const after = mergeConditions(before, [{ ...ready, ...change }], LATE);
    t.not(after, before);
    t.deepEqual(after, [{ ...ready, ...change, lastTransitionTime: expected }]);
  });
}

test('a condition that is not named any more is dropped', (t) => {
  const before = mergeConditions([], [ready, synced], EARLY);
  t.deepEqual(
    mergeConditions(before, [ready], LATE).map(({ type }) => type),
    ['Ready'],
  );
});
