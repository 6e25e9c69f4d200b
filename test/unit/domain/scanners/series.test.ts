import test from 'ava';
import { scannerSeries } from '../../../../src/domain/scanners/series.ts';

const NOTHING = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
const summaries = [
  { name: 'trivy', namespace: 'shop', ...NOTHING, critical: 3, low: 1 },
  { name: 'trivy', namespace: 'blog', ...NOTHING, critical: 2 },
  { name: 'gatekeeper', ...NOTHING, unknown: 4 },
  { name: 'trivy', namespace: 'wiki', ...NOTHING, critical: 1, unknown: 1 },
];

test('there is a series for each severity with findings', (t) => {
  t.deepEqual(scannerSeries(summaries, 100).slice(0, 4), [
    { scanner: 'trivy', severity: 'critical', namespace: 'shop', count: 3 },
    { scanner: 'trivy', severity: 'low', namespace: 'shop', count: 1 },
    { scanner: 'trivy', severity: 'critical', namespace: 'blog', count: 2 },
    { scanner: 'gatekeeper', severity: 'unknown', namespace: '', count: 4 },
  ]);
});

test('what is beyond the bound is summed up for each scanner, and no finding is lost', (t) => {
  t.deepEqual(scannerSeries(summaries, 2).slice(2), [
    { scanner: 'trivy', severity: 'critical', namespace: '(others)', count: 3 },
    { scanner: 'gatekeeper', severity: 'unknown', namespace: '(others)', count: 4 },
    { scanner: 'trivy', severity: 'unknown', namespace: '(others)', count: 1 },
  ]);
});
