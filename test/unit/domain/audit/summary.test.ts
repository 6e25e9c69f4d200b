import test from 'ava';
import fc from 'fast-check';
import { audit } from '../../../../src/api/audit.ts';
import { summarise } from '../../../../src/domain/audit/summary.ts';
import { type Settled, SEVERITIES, tallyOf, totalOf } from '../../../../src/domain/audit/tally.ts';
import { Ledger } from '../../../../src/steps/audit/ledger.ts';
import { at } from './findings.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const exceptions = audit.parse({
  exceptions: [
    { rules: ['*/*'], names: ['a'], reason: 'used' },
    { rules: ['*/*'], names: ['b'], reason: 'not used' },
    { rules: ['*/*'], names: ['c'], reason: 'over', expires: '2026-11-01' },
  ],
}).exceptions;

test('counts are exact, the worst come first, and no finding disappears without a trace', (t) => {
  const findings = [
    at('shop', 'a', { excepted: 0 }),
    at('shop', 'c', { severity: 'critical', lapsed: [2] }),
    at('bank', 'd', { severity: 'low' }),
    at(undefined, 'e', { severity: 'high', rule: 'rbac/all' }),
  ];
  const tallies = ['shop', 'bank', ''].map((name) =>
    tallyOf(
      name,
      findings.filter(({ object }) => (object.namespace ?? '') === name),
      10,
    ),
  );
  const summary = summarise(tallies, exceptions, 2, NOW);
  t.deepEqual(summary.counts, { critical: 1, high: 1, medium: 0, low: 1 });
  t.is(summary.accepted, 1);
  t.deepEqual(
    summary.worst.map(({ object }) => object.name),
    ['c', 'e'],
  );
  t.deepEqual(
    summary.namespaces.map(({ namespace }) => namespace),
    ['shop', 'bank'],
  );
  t.deepEqual(
    summary.rules.map(({ id }) => id),
    ['images/latest-tag', 'rbac/all'],
  );
  t.deepEqual(
    summary.exceptions.map(({ state, findings: count }) => [state, count]),
    [
      ['InUse', 1],
      ['Unused', 0],
      ['Expired', 1],
    ],
  );
});

const finding = fc
  .record({
    namespace: fc.constantFrom('a', 'b', undefined),
    name: fc.constantFrom('x', 'y'),
    severity: fc.constantFrom(...SEVERITIES),
    rule: fc.constantFrom('rbac/all', 'images/no-tag'),
    excepted: fc.constantFrom(0, undefined),
  })
  .map(({ namespace, name, severity, rule, excepted }) =>
    at(namespace, name, { severity, rule, ...(excepted !== undefined && { excepted }) }),
  );

test('however looks follow each other, the ledger holds what the last look at each unit found', (t) => {
  const looks = fc.array(fc.tuple(fc.constantFrom('u', 'v', 'w'), fc.array(finding, { maxLength: 4 })));
  fc.assert(
    fc.property(looks, (all) => {
      const ledger = new Ledger();
      const last = new Map<string, readonly Settled[]>();
      for (const [unit, findings] of all) {
        ledger.put(unit, findings);
        ledger.tallies(3);
        last.set(unit, findings);
      }
      const wanted = [...last.values()].flat();
      const summary = summarise(ledger.tallies(3), exceptions, 3, NOW);
      const fresh = new Ledger();
      fresh.put('all', wanted);
      t.deepEqual(summary, summarise(fresh.tallies(3), exceptions, 3, NOW));
      t.is(totalOf(summary.counts), wanted.filter(({ excepted }) => excepted === undefined).length);
    }),
  );
});

test('a look that finds the same changes nothing', (t) => {
  const ledger = new Ledger();
  ledger.put('u', [at('shop'), at('bank')]);
  t.deepEqual(ledger.takeChanged(), ['bank', 'shop']);
  ledger.put('u', [at('shop'), at('bank')]);
  t.false(ledger.isChanged);
  ledger.put('u', [at('shop'), at('bank', 'web', { message: 'is worse' })]);
  t.deepEqual(ledger.takeChanged(), ['bank']);
  ledger.put('u', []);
  t.deepEqual(ledger.takeChanged(), ['bank', 'shop']);
  t.deepEqual(ledger.namespaces(), []);
});
