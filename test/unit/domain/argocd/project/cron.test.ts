import test from 'ava';
import fc from 'fast-check';
import { recurrenceOf } from '../../../../../src/domain/argocd/project/cron.ts';

const FROM = Date.parse('2026-06-01T10:03:04Z');

/** What the cron library of Argo CD said comes next: github.com/robfig/cron. */
const cases: [schedule: string, next: string | undefined][] = [
  ['* * * * *', '2026-06-01T10:04:00.000Z'],
  ['0 8 * * *', '2026-06-02T08:00:00.000Z'],
  ['*/15 * * * *', '2026-06-01T10:15:00.000Z'],
  ['10/20 * * * *', '2026-06-01T10:10:00.000Z'],
  ['0 0 13 * 5', '2026-06-05T00:00:00.000Z'],
  ['0 0 13 * *', '2026-06-13T00:00:00.000Z'],
  ['0 0 * * 5', '2026-06-05T00:00:00.000Z'],
  ['0 0 */2 * 5', '2026-06-03T00:00:00.000Z'],
  ['0 0 1-31 * 5', '2026-06-02T00:00:00.000Z'],
  ['0 0 ? * mon', '2026-06-08T00:00:00.000Z'],
  ['0 0 1 JAN-MAR MON,wed', '2027-01-01T00:00:00.000Z'],
  ['0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
  ['0 0 31 4 0', '2027-04-04T00:00:00.000Z'],
  ['0 0 30 2 *', undefined],
  ['0 0 31 4,6,9,11 *', undefined],
  [', * * * *', undefined],
  ['TZ=Europe/Berlin 0 8 * * *', '2026-06-02T06:00:00.000Z'],
  ['CRON_TZ=America/New_York 0 2 8 3 *', '2027-03-08T07:00:00.000Z'],
];

for (const [schedule, next] of cases) {
  test(`${schedule} comes next at ${next ?? 'no time'}`, (t) => {
    const found = recurrenceOf(schedule)?.next(FROM);
    t.is(found === undefined ? undefined : new Date(found).toISOString(), next);
  });
}

for (const schedule of [
  '',
  '@daily',
  '0 0 * * 7',
  '0 * * * * *',
  '60 * * * *',
  'TZ=UTC',
  'TZ=Nowhere 0 8 * * *',
  '* * * *',
]) {
  test(`${JSON.stringify(schedule)} is not valid`, (t) => {
    t.is(recurrenceOf(schedule), undefined);
  });
}

test('nothing is looked for beyond five years', (t) => {
  const leapDay = recurrenceOf('0 0 29 2 *');
  t.is(leapDay?.next(Date.parse('2096-03-01T00:00:00Z')), undefined);
  t.is(leapDay?.next(Date.parse('2099-03-01T00:00:00Z')), Date.parse('2104-02-29T00:00:00Z'));
});

test('an hour that clocks skip in spring does not come', (t) => {
  const next = recurrenceOf('TZ=Europe/Berlin 30 2 * * *')?.next(Date.parse('2026-03-28T12:00:00Z'));
  t.is(next, Date.parse('2026-03-30T00:30:00Z'));
});

test('what comes next comes later, on a full minute', (t) => {
  const field = (max: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: 1, max }).map(String),
      fc.integer({ min: 1, max }).map((step) => `*/${step}`),
    );
  fc.assert(
    fc.property(
      fc.tuple(field(59), field(23), field(28), field(12), field(6)),
      fc.integer({ min: 0, max: 4e12 }),
      (fields, from) => {
        const next = recurrenceOf(fields.join(' '))?.next(from) ?? 0;
        t.true(next > from && next % 60_000 === 0);
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever the schedule, there is an answer', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (schedule) => {
      t.notThrows(() => recurrenceOf(schedule)?.next(FROM));
    }),
  );
});
