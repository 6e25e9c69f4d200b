import test from 'ava';
import fc from 'fast-check';
import { globMatches } from '../../../../../src/domain/argocd/project/glob.ts';
import { isWithin, mayOverlap } from '../../../../../src/domain/argocd/project/overlap.ts';

const VERSIONS = ['3.2.11', '3.6.1'];

const overlaps: [a: string, b: string, expected: boolean][] = [
  ['a', 'a', true],
  ['a', 'b', false],
  ['*', 'a', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a*', false],
  ['apps-*', '*-prod', true],
  ['apps-*', 'infra-*', false],
  ['apps-*-prod', 'apps-*-dev', false],
  ['apps-?', 'apps-ab', false],
  ['[a-c]*', '[!a-b]*', true],
  ['[a-b]*', '[!a-b]*', false],
  ['{a,b}-*', 'b-{c,d}', true],
  ['{a,b}-*', 'c-*', false],
  ['[a', '*', false],
];

for (const [a, b, expected] of overlaps) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)} ${expected ? 'may overlap' : 'do not overlap'}`, (t) => {
    for (const version of VERSIONS) {
      t.is(mayOverlap(a, b, { version }), expected);
      t.is(mayOverlap(b, a, { version }), expected);
    }
  });
}

test('before 3.6 the ends of a glob may overlap, and so may globs', (t) => {
  t.true(mayOverlap('prod-*-prod', 'prod-prod', { version: '3.5.7' }));
  t.false(mayOverlap('prod-*-prod', 'prod-prod', { version: '3.6.1' }));
  t.true(mayOverlap('?', '', { version: '3.5.7' }));
  t.false(mayOverlap('?', '', { version: '3.6.1' }));
});

test('a pattern that Argo CD gets wrong may overlap with any', (t) => {
  t.true(mayOverlap('{a*,b}', 'c', { version: '3.5.7' }));
  t.false(mayOverlap('{a*,b}', 'c', { version: '3.6.1' }));
});

const within: [inner: string, outer: string, expected: boolean][] = [
  ['a', '*', true],
  ['*', 'a*', false],
  ['*', '**', true],
  ['apps-a', 'apps-*', true],
  ['apps-*-x', 'apps-*', true],
  ['apps-*', 'apps-*-x', false],
  ['apps-[ab]', 'apps-?', true],
  ['apps-?', 'apps-[ab]', false],
  ['{a,b}', '[a-c]', true],
  ['{a,d}', '[a-c]', false],
  ['[!a]', '?', true],
  ['a*b*', 'a*', true],
  ['a', 'b', false],
];

for (const [inner, outer, expected] of within) {
  test(`${inner} is ${expected ? '' : 'not '}within ${outer}`, (t) => {
    t.is(isWithin(inner, outer, { version: '3.6.1' }), expected);
  });
}

test('within stops at separators where stars do', (t) => {
  const use = { separators: '/', version: '3.2.11' };
  t.true(isWithin('https://h/org/*', 'https://h/**', use));
  t.false(isWithin('https://h/**', 'https://h/*', use));
  t.true(isWithin('https://h/**', '*', use));
  t.true(isWithin('*', '**', use));
  t.false(isWithin('*', '*{,a}', { ...use, version: '3.6.1' }));
});

const elements = fc.constantFrom('a', 'b', '*', '?', '[ab]', '[!a]', '{a,b}', '**', '{ab,b}');
const patterns = fc.array(elements, { maxLength: 6 }).map((parts) => parts.join(''));
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

test('patterns that match a common text may overlap', (t) => {
  fc.assert(
    fc.property(patterns, patterns, texts, fc.constantFrom(...VERSIONS, undefined), (a, b, text, version) => {
      fc.pre(globMatches(a, text, { version }) && globMatches(b, text, { version }));
      t.true(mayOverlap(a, b, { version }));
    }),
    { numRuns: 2000 },
  );
});

test('what is within matches nothing that the other does not', (t) => {
  fc.assert(
    fc.property(patterns, patterns, fc.array(texts), fc.constantFrom(...VERSIONS), (inner, outer, samples, version) => {
      fc.pre(isWithin(inner, outer, { version }));
      for (const text of samples)
        if (globMatches(inner, text, { version })) t.true(globMatches(outer, text, { version }), text);
    }),
    { numRuns: 1000 },
  );
});

test('patterns that do not overlap match no common text', (t) => {
  const all = ['', 'a', 'b', 'c'].flatMap((one) =>
    ['', 'a', 'b', 'c'].flatMap((two) => ['', 'a', 'b'].map((three) => one + two + three)),
  );
  fc.assert(
    fc.property(patterns, patterns, (a, b) => {
      const use = { version: '3.6.1' };
      fc.pre(!mayOverlap(a, b, use));
      t.false(all.some((text) => globMatches(a, text, use) && globMatches(b, text, use)));
    }),
    { numRuns: 300 },
  );
});

test('no pair of patterns takes long', (t) => {
  const long = '*a'.repeat(256);
  const nested = `${'{*,a'.repeat(100)}${'}'.repeat(100)}`;
  const started = performance.now();
  for (const [a, b] of [
    [long, `${long}b`],
    [nested, `${nested}b`],
    ['a*'.repeat(200), '?'.repeat(400)],
  ] as const) {
    mayOverlap(a, b, { version: '3.6.1' });
    isWithin(a, b, { version: '3.6.1' });
  }
  t.true(performance.now() - started < 15_000);
});
