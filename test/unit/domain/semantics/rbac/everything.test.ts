import test from 'ava';
import fc from 'fast-check';
import type { PolicyRule } from '../../../../../src/api/kube.ts';
import { everythingIn } from '../../../../../src/domain/semantics/rbac/everything.ts';
import { missingRules } from '../../../../../src/domain/semantics/rbac/covers.ts';
import { readRules } from '../../../../../src/domain/semantics/rbac/rule.ts';

const of = (verbs: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  apiGroups: ['*'],
  resources: ['*'],
  verbs: verbs.split(' '),
  ...more,
});
const paths = (path: string, verbs = '*'): PolicyRule => ({ nonResourceURLs: [path], verbs: verbs.split(' ') });

const WRITE = 'create update patch delete';

const cases: [title: string, rules: PolicyRule[], expected: ReturnType<typeof everythingIn>][] = [
  ['nothing', [], undefined],
  ['all by wildcards', [of('*')], 'all'],
  ['all with paths', [of('*'), paths('*')], 'cluster-admin'],
  ['all with paths in one rule', [of('*', { nonResourceURLs: ['*'] })], 'cluster-admin'],
  ['all paths as a prefix', [of('*'), paths('/*')], 'cluster-admin'],
  ['some paths', [of('*'), paths('/metrics')], 'all'],
  ['paths to read', [of('*'), paths('*', 'get')], 'all'],
  ['paths alone', [paths('*')], undefined],
  ['the verbs written out', [of(`get list watch ${WRITE}`)], 'all'],
  ['the verbs written out, and paths', [of(`get list watch ${WRITE}`), paths('*')], 'all'],
  ['the verbs in two rules', [of('get list watch'), of(WRITE)], 'all'],
  ['all but one verb', [of('get list watch create update patch')], undefined],
  ['objects of some names', [of('*', { resourceNames: ['x'] })], undefined],
  ['one group', [of('*', { apiGroups: ['apps', ''] })], undefined],
  ['some resources', [of('*', { resources: ['pods', '*/exec', 'pods/*'] })], undefined],
  ['a wildcard among others', [of('get *', { apiGroups: ['', '*'], resources: ['pods', '*'] })], 'all'],
];

for (const [title, rules, expected] of cases)
  test(`${title}: ${expected ?? 'not everything'}`, (t) => {
    t.is(everythingIn(readRules(rules, 'widest')), expected);
  });

const rule: fc.Arbitrary<PolicyRule> = fc.record({
  apiGroups: fc.constantFrom(['*'], ['', '*'], ['']),
  resources: fc.constantFrom(['*'], ['pods', '*'], ['pods', '*/exec']),
  verbs: fc.constantFrom(['*'], ['get', '*'], ['get', 'list', 'watch', 'create'], ['update', 'patch', 'delete']),
  resourceNames: fc.constantFrom([], [], ['x']),
  nonResourceURLs: fc.constantFrom([], ['*'], ['/*'], ['/metrics']),
});

test('who is like cluster-admin lacks nothing that cluster-admin has, and nobody else does', (t) => {
  const clusterAdmin = [of('*'), paths('*')];
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 3 }), (rules) => {
      // A path that begins with a slash is all there is, but covers no `*` when a role is written; nor do paths beside names.
      const written = rules.flatMap(({ nonResourceURLs = [], ...one }) => [
        one,
        { nonResourceURLs: nonResourceURLs.map((url) => url.replace('/*', '*')), verbs: one.verbs },
      ]);
      const lacks = missingRules(written, clusterAdmin).length > 0;
      t.is(everythingIn(readRules(rules, 'widest')) === 'cluster-admin', !lacks);
    }),
  );
});
