import test from 'ava';
import fc from 'fast-check';
import { globMatches, globOf, isUnreliable, matchesGlob } from '../../../../../src/domain/argocd/project/glob.ts';

const [OLD, NEW] = ['3.5.7', '3.6.1'];

/** What github.com/gobwas/glob said, 0.2.3 of Argo CD 3.5 and 1.0.0 of 3.6. */
const cases: [pattern: string, text: string, separators: string, old: boolean, now: boolean][] = [
  ['*', '', '', true, true],
  ['*', 'a/b', '', true, true],
  ['*', 'a/b', '/', false, false],
  ['**', 'a/b', '/', true, true],
  ['org/*', 'org/a/b', '/', false, false],
  ['org/**', 'org/a/b', '/', true, true],
  ['org/*', 'org/', '/', true, true],
  ['?', 'a', '', true, true],
  ['?', '/', '/', false, false],
  ['?', '', '', true, false],
  ['[!a]', '', '', true, false],
  ['a?', 'a', '', false, false],
  ['[abc]', 'b', '', true, true],
  ['[!abc]', 'b', '', false, false],
  ['[a-c]x', 'bx', '', true, true],
  ['[!a-c]x', 'dx', '', true, true],
  ['[!a]', '/', '/', true, true],
  ['[]-a]', '^', '', true, true],
  [String.raw`[a\]]`, ']', '', true, true],
  ['[-a]', '-', '', true, true],
  ['{a,b}', 'b', '', true, true],
  ['{a,b}', 'a,b', '', false, false],
  ['a,b', 'a,b', '', true, true],
  ['{a,{b,c}}', 'c', '', true, true],
  ['{a,}b', 'b', '', true, true],
  ['{a,b', 'b', '', true, false],
  ['a}', 'a}', '', true, true],
  [String.raw`\*`, '*', '', true, true],
  [String.raw`\*`, 'a', '', false, false],
  ['a\\', 'a', '', true, false],
  [String.raw`\{a}`, '{a}', '', true, true],
  ['prod-*-prod', 'prod-prod', '', true, false],
  ['prod-*-prod', 'prod--prod', '', true, true],
  ['ab*ba', 'aba', '', true, false],
  ['ab**ba', 'aba', '/', true, false],
  ['ab*ba', 'aba', '/', false, false],
  ['[a]*a', 'a', '', true, false],
  ['a*b*c', 'abc', '', true, true],
  ['***a', 'a', '', true, true],
  ['apps-{dev,prod}', 'apps-prod', '', true, true],
  ['apps-{dev,prod}-*', 'apps-test-x', '', false, false],
  ['{apps,infra}-*', 'infra-x', '', true, true],
  ['', '', '', true, true],
  ['', 'a', '', false, false],
  ['!a', '!a', '', true, true],
  ['a\0b', 'ab', '', true, false],
  ['a*\0x', 'abc', '', true, false],
  ['\ufffd', '\ufffd', '', false, true],
];

for (const [pattern, text, separators, old, now] of cases) {
  const stops = separators === '' ? '' : ` with separators ${separators}`;
  test(`${JSON.stringify(pattern)}${stops} matches ${JSON.stringify(text)}: ${old} before 3.6, ${now} since`, (t) => {
    t.is(globMatches(pattern, text, { separators, version: OLD }), old);
    t.is(globMatches(pattern, text, { separators, version: NEW }), now);
  });
}

for (const pattern of ['[a-', '[c-a]', '[]', '[!]', '[a-c-e]', '[', '[a', String.raw`[a\]`]) {
  test(`${pattern} is not valid and matches nothing`, (t) => {
    for (const version of [OLD, NEW]) {
      t.is(globOf(pattern, { version }).automaton, undefined);
      t.false(matchesGlob(pattern, pattern, { version }));
    }
  });
}

test('a star alone matches everything, separators or not', (t) => {
  t.true(matchesGlob('*', 'a/b', { separators: '/' }));
});

test('an Argo CD of unknown version counts as an old one', (t) => {
  t.true(globMatches('a*a', 'a'));
});

test('patterns that the old library gets wrong are known', (t) => {
  const unreliable = ['{a*,b}', '{a,}', '{a,{b,c}}', '{a', '{?}', '{[ab],c}', 'ö*', '{}'];
  for (const pattern of unreliable) t.true(isUnreliable(pattern, { version: OLD }), pattern);
  for (const pattern of unreliable) t.false(isUnreliable(pattern, { version: NEW }), pattern);
  for (const pattern of ['{a,b}*', String.raw`\{a*}`, 'a}', '***', '[ab]?*']) t.false(isUnreliable(pattern), pattern);
  t.true(isUnreliable('***', { separators: '/' }));
});

/** The definition, by backtracking. */
function naive(pattern: readonly string[], text: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text === '';
  if (first === '*') return naive(rest, text) || (text !== '' && text[0] !== '/' && naive(pattern, text.slice(1)));
  if (first === '**') return naive(rest, text) || (text !== '' && naive(pattern, text.slice(1)));
  if (first === '?') return text !== '' && text[0] !== '/' && naive(rest, text.slice(1));
  if (first === '{a,bc}') return ['a', 'bc'].some((one) => text.startsWith(one) && naive(rest, text.slice(one.length)));
  return text.startsWith(first) && naive(rest, text.slice(first.length));
}

test('a glob matches what its definition says', (t) => {
  const elements = fc.array(fc.constantFrom('a', 'b', 'c', '/', '*', '?', '{a,bc}'), { maxLength: 8 });
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/'), maxLength: 8 });
  fc.assert(
    fc.property(elements, texts, (pattern, text) => {
      const starless = pattern.filter((one, index) => one !== '*' || pattern[index - 1] !== '*');
      t.is(globMatches(starless.join(''), text, { separators: '/', version: NEW }), naive(starless, text));
    }),
    { numRuns: 3000 },
  );
});

test('whatever the pattern and the text, there is an answer', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(OLD, NEW, undefined),
      (pattern, text, version) => {
        t.is(typeof globMatches(pattern, text, { version }), 'boolean');
        t.is(typeof isUnreliable(pattern, { version }), 'boolean');
      },
    ),
  );
  t.is(typeof globMatches('\ud800*', '\ud800', { version: NEW }), 'boolean');
});

test('no pattern takes long', (t) => {
  const text = 'a'.repeat(2000);
  const patterns = [
    '*a'.repeat(200) + 'b',
    '{a,'.repeat(500),
    `${'{*,a'.repeat(200)}${'}'.repeat(200)}b`,
    '{'.repeat(4000),
  ];
  const started = performance.now();
  for (const pattern of patterns) for (const version of [OLD, NEW]) globMatches(pattern, text, { version });
  t.true(performance.now() - started < 10_000);
});
