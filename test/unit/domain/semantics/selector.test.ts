import test from 'ava';
import fc from 'fast-check';
import type { Labels, LabelSelector } from '../../../../src/api/kube.ts';
import { implies, matches, meets, readSelector, selectorText } from '../../../../src/domain/semantics/selector.ts';
import type { Requirements } from '../../../../src/domain/semantics/selector.ts';
import { labelSelector, labelSets, naiveMatches } from './universe.ts';

function read(selector: LabelSelector): Requirements {
  return readSelector(selector) ?? new Map([['invalid', { absent: false, allBut: false, listed: new Set<string>() }]]);
}

const expression = (key: string, operator: string, values?: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

const cases: [title: string, selector: unknown, labels: Labels, expected: boolean][] = [
  ['empty', {}, {}, true],
  ['absent', undefined, { a: 'x' }, true],
  ['null parts', { matchLabels: null, matchExpressions: null }, {}, true],
  ['equal label', { matchLabels: { a: 'x' } }, { a: 'x', b: 'y' }, true],
  ['other value', { matchLabels: { a: 'x' } }, { a: 'y' }, false],
  ['label missing', { matchLabels: { a: 'x' } }, {}, false],
  ['empty value is a value', { matchLabels: { a: '' } }, {}, false],
  ['In', expression('a', 'In', ['x', 'y']), { a: 'y' }, true],
  ['In, key missing', expression('a', 'In', ['x']), {}, false],
  ['NotIn', expression('a', 'NotIn', ['x']), { a: 'x' }, false],
  ['NotIn, key missing', expression('a', 'NotIn', ['x']), {}, true],
  ['Exists', expression('a', 'Exists'), { a: '' }, true],
  ['Exists, key missing', expression('a', 'Exists', []), {}, false],
  ['DoesNotExist', expression('a', 'DoesNotExist'), { a: 'x' }, false],
  ['DoesNotExist, key missing', expression('a', 'DoesNotExist'), {}, true],
  ['contradiction', { matchLabels: { a: 'x' }, ...expression('a', 'NotIn', ['x']) }, { a: 'x' }, false],
  ['key of the object prototype', expression('constructor', 'Exists'), {}, false],
  ['__proto__ as a key', JSON.parse('{"matchLabels": {"__proto__": "x"}}'), {}, false],
  ['unknown operator', expression('a', 'Gt', ['1']), { a: '2' }, false],
  ['In without values', expression('a', 'In', []), { a: '' }, false],
  ['NotIn without values', expression('a', 'NotIn'), {}, false],
  ['Exists with values', expression('a', 'Exists', ['x']), { a: 'x' }, false],
  ['label of another type', { matchLabels: { a: 1 } }, { a: '1' }, false],
  ['labels of another type', { matchLabels: ['a'] }, { a: 'x' }, false],
  ['expressions of another type', { matchExpressions: {} }, {}, false],
  ['expression of another type', { matchExpressions: ['a'] }, { a: 'x' }, false],
  ['values of another type', expression('a', 'In', [1] as unknown as string[]), { a: '1' }, false],
  ['selector of another type', 'a=x', { a: 'x' }, false],
];

for (const [title, selector, labels, expected] of cases) {
  test(`${title} ${expected ? 'matches' : 'does not match'}`, (t) => {
    t.is(matches(selector, labels), expected);
  });
}

const texts: [selector: LabelSelector, text: string][] = [
  [{}, ''],
  [{ matchLabels: { b: 'y', a: 'x' } }, 'a=x,b=y'],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] }, 'a in (x,y)'],
  [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['x'] }] }, 'a notin (x)'],
  [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, '!a'],
  [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, 'a'],
  [
    {
      matchExpressions: [
        { key: 'a', operator: 'Exists' },
        { key: 'a', operator: 'NotIn', values: ['x'] },
      ],
    },
    'a,a notin (x)',
  ],
];

for (const [selector, text] of texts) {
  test(`${JSON.stringify(selector)} is printed as "${text}"`, (t) => {
    t.is(selectorText(read(selector)), text);
  });
}

test('a selector matches what the definition says', (t) => {
  fc.assert(
    fc.property(labelSelector, (selector) => {
      for (const labels of labelSets) t.is(matches(selector, labels), naiveMatches(selector, labels));
    }),
  );
});

test('a selector is implied exactly when no label set tells otherwise', (t) => {
  fc.assert(
    fc.property(labelSelector, fc.array(labelSelector, { maxLength: 5 }), (selector, union) => {
      const counterexample = labelSets.find(
        (labels) => naiveMatches(selector, labels) && !union.some((member) => naiveMatches(member, labels)),
      );
      t.is(implies(read(selector), union.map(read)), counterexample === undefined);
    }),
    { numRuns: 2000 },
  );
});

test('members of a union cover together what none covers alone', (t) => {
  const members = [expression('a', 'In', ['x']), expression('a', 'NotIn', ['x', 'y']), expression('a', 'In', ['y'])];
  t.true(
    implies(
      read({}),
      members.map((member) => read(member as LabelSelector)),
    ),
  );
  t.false(
    implies(
      read({}),
      members.slice(1).map((member) => read(member as LabelSelector)),
    ),
  );
});

test('a question that takes too long is answered with no', (t) => {
  const keys = Array.from({ length: 24 }, (_, index) => `key${index}`);
  const members = keys.flatMap((key) =>
    keys.map((other) =>
      read({ matchLabels: { [key]: 'x', [other]: 'x' }, matchExpressions: [{ key: `${other}x`, operator: 'Exists' }] }),
    ),
  );
  const all = [
    ...members,
    read({ matchExpressions: [{ key: 'last', operator: 'Exists' }] }),
    read({ matchExpressions: [{ key: 'last', operator: 'DoesNotExist' }] }),
  ];
  const started = performance.now();
  t.false(implies(read({}), all));
  t.true(performance.now() - started < 5000);
});

test('requirements are met by own labels only', (t) => {
  t.false(meets({}, read({ matchExpressions: [{ key: 'toString', operator: 'Exists' }] })));
});
