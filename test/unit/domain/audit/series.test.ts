import test from 'ava';
import { findingSeries } from '../../../../src/domain/audit/series.ts';
import { tallyOf } from '../../../../src/domain/audit/tally.ts';
import { at } from './findings.ts';

const tallies = Array.from({ length: 20 }, (_, index) => {
  const name = `ns-${index}`;
  return tallyOf(
    name,
    [at(name, 'a'), at(name, 'b', { rule: 'rbac/all', severity: index === 7 ? 'critical' : 'low' })],
    5,
  );
});

test('there are never more series than permitted and those of the others, and no finding is lost', (t) => {
  const series = findingSeries(tallies, 10);
  t.true(series.length <= 10 + 3);
  t.is(
    series.reduce((all, { count }) => all + count, 0),
    40,
  );
  t.is(series[0]?.namespace, 'ns-7');
  t.deepEqual(series.at(-1), { rule: 'rbac/all', severity: 'low', namespace: '(others)', count: 15 });
});

test('where there are few, each namespace stands by itself', (t) => {
  t.is(findingSeries(tallies, 1000).length, 40);
});
