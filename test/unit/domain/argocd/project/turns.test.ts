import test from 'ava';
import fc from 'fast-check';
import { isActive } from '../../../../../src/domain/argocd/project/timing.ts';
import { nextTurn } from '../../../../../src/domain/argocd/project/turns.ts';

const NOW = Date.parse('2026-06-01T10:03:04Z');
const FAR = 4 * 3_600_000;
const window = (schedule: string, duration: string, timeZone = '') => ({ kind: 'deny', schedule, duration, timeZone });

const cases: [title: string, window: ReturnType<typeof window>, turn: string | undefined][] = [
  ['one that always denies', window('* * * * *', '24h'), undefined],
  ['one that opens at the moment at which it closes', window('0 0 * * *', '24h'), undefined],
  ['one that overlaps itself', window('0 * * * *', '2h'), undefined],
  ['one that overlaps itself on weekdays', window('0 * * * 1-5', '30h'), '2026-06-07T05:00:00.000Z'],
  ['one that is always active, as it never comes', window('0 0 30 2 *', '1h'), undefined],
  ['one of no length', window('0 8 * * *', '0'), undefined],
  ['one that is not valid', window('0 8 * * *', '1d'), undefined],
  ['one that opens', window('0 12 * * *', '1h'), '2026-06-01T12:00:00.001Z'],
  ['one that closes', window('0 10 * * *', '1h'), '2026-06-01T11:00:00.000Z'],
  ['one in a time zone', window('0 9 * * *', '2h', 'Europe/Berlin'), '2026-06-02T07:00:00.001Z'],
  ['one that opens next year', window('0 0 1 1 *', '1h'), '2027-01-01T00:00:00.001Z'],
  ['one that opens after clocks change', window('0 9 1 12 *', '1h', 'Europe/Berlin'), '2026-10-25T01:00:00.000Z'],
];

for (const [title, given, turn] of cases) {
  test(`${title} turns at ${turn ?? 'no time'}`, (t) => {
    const found = nextTurn([given], NOW);
    t.is(found === undefined ? undefined : new Date(found).toISOString(), turn);
  });
}

test('of several windows the first turn counts, and those of no kind do not', (t) => {
  const [soon, late] = [window('0 11 * * *', '1h'), window('0 12 * * *', '1h')];
  t.is(nextTurn([late, soon], NOW), Date.parse('2026-06-01T11:00:00.001Z'));
  t.is(nextTurn([late, { ...soon, kind: 'Deny' }], NOW), Date.parse('2026-06-01T12:00:00.001Z'));
  t.is(nextTurn(undefined, NOW), undefined);
});

test('up to its turn a window stays as it is, and then it does not', (t) => {
  const field = (max: number) => fc.oneof(fc.constant('*'), fc.integer({ min: 1, max }).map(String));
  const schedules = fc
    .tuple(field(59), field(23), fc.constant('*'), fc.constant('*'), field(6))
    .map((fields) => fields.join(' '));
  const durations = fc.constantFrom('1m', '90s', '1h', '25h', '100h');
  fc.assert(
    fc.property(
      schedules,
      durations,
      fc.integer({ min: 1e12, max: 2e12 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (schedule, duration, now, part) => {
        const given = window(schedule, duration);
        const turn = nextTurn([given], now);
        const until = turn ?? now + 30 * 24 * 3_600_000;
        // Off the full minute, at which a window may close for a single moment.
        const between = Math.floor((now + 1 + part * (until - now - 1)) / 60_000) * 60_000 + 30_001;
        fc.pre(now % 60_000 > 1 && between > now && between < until);
        t.is(isActive(given, between), isActive(given, now));
        // Or else it is far away: a time to ask again.
        if (turn !== undefined && turn - now < FAR) t.is(isActive(given, turn), !(isActive(given, now) ?? true));
      },
    ),
    { numRuns: 400 },
  );
});

test('no window takes long', (t) => {
  const started = performance.now();
  for (const duration of ['2m', '7m', '1000h'])
    nextTurn([window('*/3 * * 1-6 *', duration), window('* * 1-30 * 1', duration)], NOW);
  t.true(performance.now() - started < 10_000);
});
