import test from 'ava';
import fc from 'fast-check';
import type { PolicyRule } from '../../../../../src/api/kube.ts';
import { missingRules } from '../../../../../src/domain/semantics/rbac/covers.ts';
import { requests, rules } from './universe.ts';
import { naiveMissing, naivePermits, ruleText } from './upstream.ts';

const rule = (verbs: string, resources: string, resourceNames: readonly string[] = []): PolicyRule => ({
  verbs: verbs.split(' '),
  apiGroups: ['apps'],
  resources: resources.split(' '),
  resourceNames,
});

const paths = (...nonResourceURLs: string[]): PolicyRule => ({ verbs: ['get'], nonResourceURLs });

const cases: [title: string, held: PolicyRule[], wanted: PolicyRule[], missing: string[]][] = [
  ['nothing wanted', [], [], []],
  ['nothing held', [], [rule('get list', 'pods')], ['get apps pods - -', 'list apps pods - -']],
  ['the same', [rule('get list', 'pods')], [rule('list get', 'pods')], []],
  ['held in two rules', [rule('get', 'pods'), rule('list', 'pods')], [rule('get list', 'pods')], []],
  ['a verb too many', [rule('get', 'pods')], [rule('get delete', 'pods')], ['delete apps pods - -']],
  ['every verb, one by one held', [rule('get list', 'pods')], [rule('*', 'pods')], ['* apps pods - -']],
  ['every verb held', [rule('*', 'pods')], [rule('get *', 'pods')], []],
  ['another group', [{ ...rule('get', 'pods'), apiGroups: [''] }], [rule('get', 'pods')], ['get apps pods - -']],
  ['every group held', [{ ...rule('get', 'pods'), apiGroups: ['*'] }], [rule('get', 'pods')], []],
  ['a subresource', [rule('get', 'pods')], [rule('get', 'pods/exec')], ['get apps pods/exec - -']],
  ['a subresource of anything held', [rule('get', '*/exec')], [rule('get', 'pods/exec')], []],
  ['the same subresource of anything', [rule('get', '*/exec')], [rule('get', '*/exec')], []],
  ['a subresource of anything, one held', [rule('get', 'pods/exec')], [rule('get', '*/exec')], ['get apps */exec - -']],
  ['every resource held', [rule('get', '*')], [rule('get', 'pods/exec */log *')], []],
  ['what has no meaning, held', [rule('get', 'pods/*')], [rule('get', 'pods/exec')], ['get apps pods/exec - -']],
  ['a deeper path of a resource', [rule('get', '*/b/c')], [rule('get', 'a/b/c')], []],
  ['a name, all held', [rule('get', 'pods')], [rule('get', 'pods', ['a'])], []],
  ['a name, held', [rule('get', 'pods', ['a', 'b'])], [rule('get', 'pods', ['b'])], []],
  ['a name too many', [rule('get', 'pods', ['a'])], [rule('get', 'pods', ['a', 'b'])], ['get apps pods b -']],
  ['all names, some held', [rule('get', 'pods', ['a'])], [rule('get', 'pods')], ['get apps pods - -']],
  ['the path', [paths('/x')], [paths('/x')], []],
  ['a path below', [paths('/x*')], [paths('/x/y', '/x*', '/xy*')], []],
  ['all paths', [paths('/*')], [paths('*')], ['get - - - *']],
  ['all paths held', [paths('*')], [paths('*', '/x')], []],
  ['resources held, paths wanted', [{ ...rule('*', '*'), apiGroups: ['*'] }], [paths('/x')], ['get - - - /x']],
  ['a path held beside names', [{ ...paths('/x'), resourceNames: ['a'] }], [paths('/x')], ['get - - - /x']],
];

for (const [title, held, wanted, missing] of cases)
  test(`${title}: ${missing.length === 0 ? 'nothing is missing' : `missing ${missing.join(', ')}`}`, (t) => {
    t.deepEqual(missingRules(held, wanted).map(ruleText), missing);
  });

test('what is held covers itself', (t) => {
  fc.assert(fc.property(rules, (list) => t.deepEqual(missingRules(list, list), [])));
});

/** Who writes a role is held to hold no path by a rule with names, though it permits one: see the table above. */
const asHeld = (entry: PolicyRule): PolicyRule =>
  (entry.resourceNames ?? []).length > 0 ? { ...entry, nonResourceURLs: [] } : entry;

test('nothing is missing where, and only where, every request that is wanted is permitted by what is held', (t) => {
  const isWithin = (held: readonly PolicyRule[], wanted: readonly PolicyRule[]): boolean =>
    requests.every(
      (request) =>
        !wanted.some((entry) => naivePermits(entry, request)) || held.some((entry) => naivePermits(entry, request)),
    );
  fc.assert(
    fc.property(rules, rules, (held, wanted) =>
      t.is(missingRules(held, wanted).length === 0, isWithin(held.map(asHeld), wanted)),
    ),
    { numRuns: 300 },
  );
});

test('what is missing is what the definition says, combination by combination', (t) => {
  fc.assert(
    fc.property(rules, rules, (held, wanted) => {
      t.deepEqual(missingRules(held, wanted).map(ruleText).toSorted(), naiveMissing(held, wanted));
    }),
    { numRuns: 1000 },
  );
});

test('what cannot be read is wanted at its widest and held at its narrowest', (t) => {
  const broken = [{ ...rule('get', 'pods'), resourceNames: [1] }] as unknown as PolicyRule[];
  t.deepEqual(missingRules([rule('get', 'pods')], broken), []);
  t.deepEqual(missingRules([rule('get', 'pods', ['a'])], broken).map(ruleText), ['get apps pods - -']);
  t.deepEqual(missingRules(broken, [rule('get', 'pods')]).map(ruleText), ['get apps pods - -']);
  t.deepEqual(missingRules([], [null, {}] as unknown as PolicyRule[]), []);
});

const many = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

test('a rule of a billion combinations is compared at once when one rule covers it', (t) => {
  const huge = { verbs: many('v', 1000), apiGroups: many('g', 1000), resources: many('r', 1000) };
  t.deepEqual(missingRules([huge], [huge]), []);
  t.is(missingRules([], [huge]).length, 500);
});

test('what takes too long to compare is missing', (t) => {
  const wanted = { verbs: many('v', 300), apiGroups: many('g', 300), resources: many('r', 300) };
  const held = wanted.verbs.map((verb) => ({ ...wanted, verbs: [verb] }));
  const started = performance.now();
  t.true(missingRules(held, [wanted]).length > 0);
  t.true(performance.now() - started < 10_000);
});
