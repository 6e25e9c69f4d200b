import test from 'ava';
import fc from 'fast-check';
import {
  everComes,
  parseGoDuration,
  parseSchedule,
  type Schedule,
} from '../../../../../src/domain/argocd/project/schedule.ts';

type Written = readonly [minutes: string, hours: string, days: string, months: string, weekdays: string];

/** A schedule as text: the values of each field, and a star where days count together with the others. */
function written(schedule: Schedule | undefined): Written | undefined {
  if (schedule === undefined) return undefined;
  const { minutes, hours, daysOfMonth, months, daysOfWeek } = schedule;
  const [a, b, c, d, e] = [minutes, hours, daysOfMonth, months, daysOfWeek].map(
    ({ values, star }) => [...values].toSorted((x, y) => x - y).join(',') + (star ? '*' : ''),
  );
  return [a ?? '', b ?? '', c ?? '', d ?? '', e ?? ''];
}

// What the cron library of Argo CD, run with the same text, makes of it.
const accepted: readonly (readonly [text: string, field: number, values: string])[] = [
  ['5 * * * *', 0, '5'],
  ['1-5 * * * *', 0, '1,2,3,4,5'],
  ['50/5 * * * *', 0, '50,55'],
  ['0-10/5,59 * * * *', 0, '0,5,10,59'],
  ['+7,007 * * * *', 0, '7'],
  ['*-foo/30 * * * *', 0, '0,30'],
  [', * * * *', 0, ''],
  ['0 */6 * * *', 1, '0,6,12,18'],
  ['0 23-23 * * *', 1, '23'],
  ['0 0 ?/10 * *', 2, '1,11,21,31'],
  ['0 0 1,15 * *', 2, '1,15'],
  ['0 0 * JAN,mar-May *', 3, '1,3,4,5'],
  ['0 0 * * sun,6', 4, '0,6'],
  ['0 0 * * Mon-fri', 4, '1,2,3,4,5'],
  ['0 0 * * ?', 4, '0,1,2,3,4,5,6*'],
  ['0 0 * * */1', 4, '0,1,2,3,4,5,6*'],
  ['0 0 * * */2', 4, '0,2,4,6'],
  ['\t0  0\u0085*\u00a0*\n1 ', 4, '1'],
];

for (const [text, field, values] of accepted) {
  test(`${JSON.stringify(text)} means what Argo CD reads`, (t) => t.is(written(parseSchedule(text))?.[field], values));
}

const refused = [
  ['', '*', '* * * *', '* * * * * *', '@daily', '@every 1h', 'TZ=UTC * * * * *', '* * * *\ufeff*'],
  ['60 * * * *', '-1 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 0 *', '* * * 13 *', '* * * * 7'],
  ['5-1 * * * *', '1-2-3 * * * *', '1- * * * *', '*5 * * * *', '5* * * * *', '1.5 * * * *', '0x1 * * * *'],
  ['*/0 * * * *', '*/ * * * *', '*/-1 * * * *', '*/1/1 * * * *', '*/99999999999999999999 * * * *', '/2 * * * *'],
  ['* * * jan-foo *', '* * * january *', '* * mon * *', '* * * * jan', '* * * * L', '* * * * 1#1', '* * W * *'],
].flat();

for (const text of refused) {
  test(`${JSON.stringify(text)} is no schedule`, (t) => t.is(parseSchedule(text), undefined));
}

const never = [
  '0 0 31 2 *',
  '0 0 30,31 feb ?',
  '0 0 31 4,6,9,11 */1',
  ', * * * *',
  '* , * * *',
  '* * * * ,',
  '* * , * *',
];
const sometimes = ['* * * * *', '0 0 29 2 *', '0 0 31 2 1', '0 0 31 2 */2', '0 0 30 2,3 *', '* * , * 1'];

test('a schedule that never comes is found out', (t) => {
  const comes = (text: string) => parseSchedule(text) && everComes(parseSchedule(text) as Schedule);
  t.deepEqual(
    never.map(comes),
    never.map(() => false),
  );
  t.deepEqual(
    sometimes.map(comes),
    sometimes.map(() => true),
  );
});

const durations: readonly (readonly [text: string, ms: number | undefined])[] = [
  ['24h', 86_400_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1.s', 1000],
  ['300ms', 300],
  ['1us', 0.001],
  ['1µs', 0.001],
  ['1μs', 0.001],
  ['1ns', 0.000_001],
  ['1m1m', 120_000],
  ['-1.5h', -5_400_000],
  ['+1h', 3_600_000],
  ['0', 0],
  ['-0', 0],
  ['0h', 0],
  ['2562047h47m16.854775807s', 2 ** 63 / 1e6],
  ['2562047h47m16.854775808s', undefined],
  ['-2562047h47m16.854775808s', -(2 ** 63) / 1e6],
  ['9999999h', undefined],
  ['', undefined],
  ['24', undefined],
  ['1d', undefined],
  ['1H', undefined],
  ['1 h', undefined],
  ['h', undefined],
  ['.h', undefined],
  ['1..5h', undefined],
  ['--1h', undefined],
  ['1h-1m', undefined],
  ['1toString', undefined],
  ['1h\n', undefined],
];

for (const [text, ms] of durations) {
  test(`${JSON.stringify(text)} is ${ms === undefined ? 'no duration' : `${ms} ms`}`, (t) => {
    const read = parseGoDuration(text);
    t.true(
      ms === undefined ? read === undefined : Math.abs((read ?? Number.NaN) - ms) < 1e-9 * Math.max(1, Math.abs(ms)),
    );
  });
}

test('no text, however long, throws or takes long', (t) => {
  const started = performance.now();
  for (const text of [
    '1'.repeat(100_000),
    '1h'.repeat(100_000),
    '*'.repeat(100_000),
    '* '.repeat(100_000),
    '1,'.repeat(100_000),
  ])
    t.is(parseSchedule(text) ?? parseGoDuration(text), undefined);
  fc.assert(fc.property(fc.string(), (text) => void [parseSchedule(text), parseGoDuration(text)]));
  t.true(performance.now() - started < 10_000);
});
