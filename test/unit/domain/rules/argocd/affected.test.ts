import test from 'ava';
import fc from 'fast-check';
import { gte, lt } from 'semver';
import { ADVISORIES } from '../../../../../src/domain/argocd/audit/advisories.ts';
import { correctedIn, isUnsupported, lineOf } from '../../../../../src/domain/argocd/audit/affected.ts';
import { judge } from '../judge.ts';
import { configMap, controller, server } from './objects.ts';

const FAULT = { since: '2.11.0', fixed: ['3.3.15', '3.4.10', '3.5.4'] };

const versions: [version: string, corrected: string | undefined][] = [
  ['2.10.9', undefined],
  ['2.11.0', '3.3.15'],
  ['3.2.99', '3.3.15'],
  ['3.3.14', '3.3.15'],
  ['3.3.15', undefined],
  ['3.4.0', '3.4.10'],
  ['3.4.10', undefined],
  ['3.5.3', '3.5.4'],
  ['3.5.10', undefined],
  ['3.6.0', undefined],
  ['4.0.0', undefined],
];

for (const [version, expected] of versions)
  test(`a fault that is corrected in three lines: ${version}`, (t) => t.is(correctedIn(version, FAULT), expected));

test('a line without a correction below one that has one is affected', (t) => {
  t.is(correctedIn('3.1.5', { fixed: ['2.13.9', '3.0.13', '3.2.4'] }), '3.2.4');
  t.is(correctedIn('3.3.0', { fixed: ['2.13.9', '3.0.13', '3.2.4'] }), undefined);
});

const version = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 30 }))
  .map((parts) => parts.join('.'));

test('to upgrade to what is told helps, and never goes back', (t) => {
  t.plan(1);
  fc.assert(
    fc.property(version, fc.constantFrom(...ADVISORIES), (own, advisory) => {
      const corrected = correctedIn(own, advisory);
      return corrected === undefined || (lt(own, corrected) && correctedIn(corrected, advisory) === undefined);
    }),
  );
  t.pass();
});

test('a correction of a line is one of all that come after it in the line', (t) => {
  t.plan(1);
  fc.assert(
    fc.property(version, fc.constantFrom(...ADVISORIES), (own, advisory) => {
      const inLine = advisory.fixed.find((one) => lineOf(one) === lineOf(own));
      return (
        inLine === undefined ||
        gte(own, inLine) === (correctedIn(own, advisory) === undefined) ||
        before(own, advisory.since)
      );
    }),
  );
  t.pass();
});

const before = (own: string, since: string | undefined): boolean => since !== undefined && lt(own, since);

test('the table names each fault once, with corrections in order', (t) => {
  t.is(new Set(ADVISORIES.map(({ id }) => id)).size, ADVISORIES.length);
  for (const { id, cve = 'CVE-2000-0000', fixed, what, meanwhile } of ADVISORIES) {
    t.regex(id, /^(GHSA(-[23456789cfghjmpqrvwx]{4}){3}|CVE-\d{4}-\d{4,}|GO-\d{4}-\d{4})$/);
    t.regex(cve, /^CVE-\d{4}-\d{4,}$/);
    t.true(fixed.length > 0 && fixed.every((one, index) => index === 0 || lt(fixed[index - 1] ?? '', one)), id);
    t.is(new Set(fixed.map(lineOf)).size, fixed.length, id);
    t.regex(what, /[^.]$/);
    t.regex(meanwhile, /^$|\.$/);
  }
});

test('lines end when there are three newer ones', (t) => {
  const on = (day: string) => (own: string) => isUnsupported(own, Date.parse(`${day}T00:00:00Z`));
  t.deepEqual(['2.14.21', '3.2.12', '3.3.15', '3.4.14', '3.6.2', '3.9.0', '4.0.0'].map(on('2026-11-25')), [
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  t.deepEqual(['3.3.15'].map(on('2026-11-02')), [false]);
  t.deepEqual(['3.4.14', '3.5.8'].map(on('2027-02-02')), [true, false]);
});

const told = (objects: Parameters<typeof judge>[1]['objects']): string[] =>
  judge('argocd/known-advisory', { objects }).map(
    ({ severity, object, path, message }) => `${severity} ${object.name} ${path}: ${message}`,
  );

const IMAGE = 'spec.template.spec.containers[0].image';

test('the workload that shows the version is told, and the lowest version counts', (t) => {
  const found = told([server('3.6.2'), controller('3.5.7')]);
  t.deepEqual(found, [
    `low argocd-application-controller ${IMAGE}: 3.5.7 has CVE-2026-77299: a regular expression in sourceNamespaces or a setting takes all memory of Argo CD; corrected in 3.5.8`,
  ]);
});

test('a version that is not known cannot be judged, and without Argo CD there is nothing to judge', (t) => {
  t.deepEqual(told([server(`sha256:${'a'.repeat(64)}`)]), [
    `low argocd-server ${IMAGE}: the version of Argo CD is not known, and so not whether it has known faults`,
  ]);
  t.deepEqual(told([configMap({})]), []);
});

test('a setting takes a fault out of reach', (t) => {
  const jsonnet = (...objects: Parameters<typeof told>[0]): string | undefined =>
    told([server('3.5.3'), ...objects]).find((text) => text.includes('GHSA-m3vr'));
  t.regex(jsonnet() ?? '', /^critical /);
  t.is(
    jsonnet(configMap({ 'jsonnet.enable': 'false' })),
    `low argocd-server ${IMAGE}: 3.5.3 has GHSA-m3vr-7329-44ww (CVE-2026-113672): an import of Jsonnet reads files of the repo-server; out of reach, as argocd-cm/jsonnet.enable is false; corrected in 3.5.4`,
  );
});
