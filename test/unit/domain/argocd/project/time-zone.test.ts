import test from 'ava';
import { offsetOf } from '../../../../../src/domain/argocd/project/time-zone.ts';

const [WINTER, SUMMER] = [Date.parse('2026-01-15T12:00:00Z'), Date.parse('2026-07-15T12:00:00Z')];

/** What time.LoadLocation of Go said, on Linux. */
const cases: [zone: string, winter: number | undefined, summer: number | undefined][] = [
  ['', 0, 0],
  ['UTC', 0, 0],
  ['Local', 0, 0],
  ['Europe/Berlin', 60, 120],
  ['America/New_York', -300, -240],
  ['Asia/Kolkata', 330, 330],
  ['Australia/Lord_Howe', 660, 630],
  ['Etc/GMT+5', -300, -300],
  ['europe/berlin', undefined, undefined],
  ['us/eastern', undefined, undefined],
  ['utc', undefined, undefined],
  ['+01:00', undefined, undefined],
  ['Europe', undefined, undefined],
  ['Nowhere/City', undefined, undefined],
  ['../UTC', undefined, undefined],
  ['/UTC', undefined, undefined],
];

for (const [zone, winter, summer] of cases) {
  test(`${JSON.stringify(zone)} is ${winter === undefined ? 'no zone' : `${winter} minutes ahead in winter`}`, (t) => {
    const minutes = (moment: number): number | undefined => {
      const offset = offsetOf(zone, moment);
      return offset === undefined ? undefined : offset / 60_000;
    };
    t.deepEqual([minutes(WINTER), minutes(SUMMER)], [winter, summer]);
  });
}
