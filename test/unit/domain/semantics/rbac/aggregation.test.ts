import test from 'ava';
import fc from 'fast-check';
import type { LabelSelector, Role } from '../../../../../src/api/kube.ts';
import { aggregatedRules } from '../../../../../src/domain/semantics/rbac/aggregation.ts';

/** A ClusterRole with one rule, for a resource called as itself. */
const plain = (name: string, labels: Record<string, string> = {}): Role => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, labels },
  rules: [{ apiGroups: [''], resources: [name], verbs: ['get'] }],
});

const aggregate = (
  name: string,
  clusterRoleSelectors: readonly LabelSelector[] | null,
  labels: Record<string, string> = {},
): Role => ({ ...plain(name, labels), aggregationRule: { clusterRoleSelectors } });

const label = (key: string): LabelSelector => ({ matchLabels: { [key]: '' } });
const isAny = (key: string, ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key, operator: 'In', values }],
});

const resources = (role: Role, others: readonly Role[]): string[] =>
  aggregatedRules(role, [role, ...others], 'widest').flatMap((rule) => rule.resources);

const cases: [title: string, role: Role, others: Role[], expected: string[]][] = [
  ['one without aggregation keeps its own', plain('x'), [plain('a')], ['x']],
  [
    'those with a label, by name, and not its own',
    aggregate('x', [label('in')], { in: '' }),
    [plain('b', { in: '' }), plain('c'), plain('a', { in: '' })],
    ['a', 'b'],
  ],
  [
    'those that any of the selectors selects, once',
    aggregate('x', [label('in'), isAny('tier', 'one', 'two')]),
    [plain('a', { in: '', tier: 'one' }), plain('b', { tier: 'two' }), plain('c', { tier: 'three' })],
    ['a', 'b'],
  ],
  ['an empty selector selects all others', aggregate('x', [{}]), [plain('a'), plain('b')], ['a', 'b']],
  [
    'by way of another that aggregates, whose own rules go',
    aggregate('x', [label('to-x')]),
    [aggregate('y', [label('to-y')], { 'to-x': '' }), plain('a', { 'to-y': '' })],
    ['a'],
  ],
  [
    'a selector that is not valid leaves the rules as they are',
    aggregate('x', [label('in'), isAny('tier')]),
    [plain('a', { in: '' })],
    ['x'],
  ],
  [
    'in a circle live rules go round and stay',
    aggregate('x', [label('to-x')], { 'to-y': '' }),
    [aggregate('y', [label('to-y')], { 'to-x': '' })],
    ['x', 'y'],
  ],
  [
    'an aggregation rule that is null',
    { ...plain('x'), aggregationRule: null } as unknown as Role,
    [plain('a')],
    ['x'],
  ],
  [
    'an aggregation rule that is a text',
    { ...plain('x'), aggregationRule: 'in' } as unknown as Role,
    [plain('a')],
    ['x'],
  ],
];

for (const [title, role, others, expected] of cases)
  test(`aggregation: ${title}`, (t) => {
    t.deepEqual(resources(role, others), expected);
    t.deepEqual(resources(role, others.toReversed()), expected);
  });

const finding: [title: string, role: Role, others: Role[]][] = [
  ['no selectors', aggregate('x', null), [plain('a')]],
  ['nobody with the label', aggregate('x', [label('in')]), [plain('a')]],
  ['itself alone', aggregate('x', [label('in')], { in: '' }), []],
  ['one without rules', aggregate('x', [label('in')]), [{ ...plain('a', { in: '' }), rules: null }]],
];

for (const [title, role, others] of finding)
  test(`with ${title} to take rules from, those that are there may stay`, (t) => {
    t.deepEqual(resources(role, others), ['x']);
    t.deepEqual(aggregatedRules(role, [role, ...others], 'narrowest'), []);
  });

test('equal rules of several are one', (t) => {
  const twins = ['a', 'b'].map((name) => ({ ...plain('same', { in: '' }), metadata: { name, labels: { in: '' } } }));
  t.deepEqual(resources(aggregate('x', [label('in')]), twins), ['same']);
});

test('hundreds that all aggregate each other come to an end', (t) => {
  const all = Array.from({ length: 400 }, (_, index) => aggregate(`r${index}`, [{}]));
  t.is(resources(aggregate('x', [{}]), all).length, 401);
});

test('ClusterRoles of any type are read without an exception', (t) => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const odd = [
        value,
        { metadata: value, rules: value, aggregationRule: value },
        { metadata: { name: value, labels: value }, aggregationRule: { clusterRoleSelectors: value } },
        { ...plain('a'), aggregationRule: { clusterRoleSelectors: [value] } },
      ] as unknown as Role[];
      for (const role of [aggregate('x', [label('in'), {}]), ...odd])
        t.true(Array.isArray(aggregatedRules(role, odd, 'widest')));
    }),
  );
});
