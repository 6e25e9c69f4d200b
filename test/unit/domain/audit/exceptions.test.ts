import test from 'ava';
import { audit } from '../../../../src/api/audit.ts';
import { exceptionsFor, expiries, isExpired } from '../../../../src/domain/audit/exceptions.ts';
import { at, found } from './findings.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const parse = (...exceptions: object[]) =>
  audit.parse({ exceptions: exceptions.map((each) => ({ rules: ['*/*'], reason: 'known', ...each })) }).exceptions;
const labels = { Deployment: { team: 'a' } } as Readonly<Record<string, Readonly<Record<string, string>>>>;
const holding = (finding: ReturnType<typeof found>, ...exceptions: object[]) =>
  exceptionsFor(finding, parse(...exceptions), ({ kind }) => labels[kind], NOW);

test('an exception is about a finding when everything that it says holds', (t) => {
  t.is(holding(found(), { namespaces: ['shop'] }).holding, 0);
  t.is(holding(found(), { namespaces: ['other'] }).holding, undefined);
  t.is(holding(found(), { names: ['we?'] }).holding, 0);
  t.is(holding(found(), { names: ['we?'], namespaces: ['other'] }).holding, undefined);
  t.is(holding(found(), { rules: ['pod-security/*'], namespaces: ['*'] }).holding, undefined);
  t.is(holding(found(), { namespaces: ['other'] }, { rules: ['images/latest-*'], names: ['web'] }).holding, 1);
});

test('what is in no namespace is not meant by an exception for namespaces', (t) => {
  t.is(holding(at(undefined), { namespaces: ['shop'] }).holding, undefined);
});

test('labels that are not known are those of nothing', (t) => {
  const selector = { matchLabels: { team: 'a' } };
  t.is(holding(found(), { selector }).holding, 0);
  t.is(
    holding(found({ object: { kind: 'Job', namespace: 'shop', name: 'web' } }), { selector: {} }).holding,
    undefined,
  );
});

test('an exception holds to the end of its last day, and is remembered when it has expired', (t) => {
  const [today, yesterday] = parse({ names: ['*'], expires: '2026-11-25' }, { names: ['*'], expires: '2026-11-24' });
  if (today === undefined || yesterday === undefined) return t.fail();
  t.false(isExpired(today, NOW));
  t.true(isExpired(yesterday, NOW));
  t.deepEqual(holding(found(), { names: ['*'], expires: '2026-11-24' }), { holding: undefined, expired: [0] });
});

test('a day that there is not is one that is over', (t) => {
  for (const expires of ['2027-02-30', '2027-13-01', '2027-00-00']) {
    const [exception] = parse({ names: ['*'], expires });
    t.true(exception !== undefined && isExpired(exception, NOW), expires);
  }
});

test('what ends does so with its last day, and what has no day never', (t) => {
  const list = parse(
    { names: ['*'] },
    { names: ['*'], expires: '2026-11-25' },
    { names: ['*'], expires: '2027-02-30' },
  );
  t.deepEqual(expiries(list), [
    { index: 1, seconds: Date.parse('2026-11-26T00:00:00Z') / 1000 },
    { index: 2, seconds: 0 },
  ]);
});
