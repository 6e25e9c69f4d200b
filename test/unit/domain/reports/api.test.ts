import test from 'ava';
import { chosenApi, crdsOf, type ReportApi, type ReportChoice } from '../../../../src/domain/reports/api.ts';

const BOTH: readonly ReportApi[] = ['wgpolicyk8s', 'openreports'];

const CASES: readonly (readonly [ReportChoice, readonly ReportApi[], ReportApi | undefined])[] = [
  ['auto', BOTH, 'openreports'],
  ['auto', ['wgpolicyk8s'], 'wgpolicyk8s'],
  ['auto', [], undefined],
  ['openreports', BOTH, 'openreports'],
  ['openreports', ['wgpolicyk8s'], undefined],
  ['wgpolicyk8s', BOTH, 'wgpolicyk8s'],
  ['none', BOTH, undefined],
];

for (const [choice, present, api] of CASES)
  test(`with ${present.join(' and ') || 'none'} there, ${choice} is ${api ?? 'none'}`, (t) => {
    t.is(chosenApi(choice, present), api);
  });

test('each API has a kind for namespaces and one for what is in none', (t) => {
  t.deepEqual(crdsOf('openreports'), ['reports.openreports.io', 'clusterreports.openreports.io']);
  t.deepEqual(crdsOf('wgpolicyk8s'), ['policyreports.wgpolicyk8s.io', 'clusterpolicyreports.wgpolicyk8s.io']);
});
