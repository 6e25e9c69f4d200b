import { RE2JS } from '@bufbuild/re2';
import test from 'ava';
import fc from 'fast-check';
import { searchFor } from '../../../../../src/domain/audit/custom/functions/automaton.ts';

const unlimited = (): void => undefined;

const found = (pattern: string, text: string): boolean | undefined => searchFor(pattern)?.(text, unlimited);

const CASES: readonly (readonly [pattern: string, text: string, found: boolean])[] = [
  ['', '', true],
  ['a', '', false],
  ['^a$', 'a', true],
  ['^a$', 'a\n', false],
  ['(?m)^b$', 'a\nb\nc', true],
  ['.', '\n', false],
  ['(?s).', '\n', true],
  ['(?i)abc', 'xAbC', true],
  [String.raw`\bcat\b`, 'a cat.', true],
  [String.raw`\bcat\b`, 'concat', false],
  [String.raw`\Bcat`, 'concat', true],
  [String.raw`\Aab\z`, 'ab', true],
  ['[^a-c]{2}', 'abcdd', true],
  ['a|b|', 'x', true],
  ['(ab)+c', 'xababc', true],
  ['^(a|ab)(c|bcd)$', 'abcd', true],
  ['\u{1F600}', 'x\u{1F600}y', true],
  ['^.$', '\u{1F600}', true],
  ['x*$', 'aaa', true],
  ['b', 'aaab', true],
  ['abc', 'ababc', true],
];

for (const [pattern, text, expected] of CASES)
  test(`'${pattern}' is ${expected ? '' : 'not '}found in ${JSON.stringify(text)}`, (t) => {
    t.is(found(pattern, text), expected);
  });

test('what is no pattern, or too large, is none', (t) => {
  for (const pattern of [
    '(',
    '[',
    'a**',
    '(?=a)',
    '(?<!a)',
    String.raw`(a)\1`,
    String.raw`\p{L}`,
    '(a?){999}{9}',
    'a'.repeat(513),
  ])
    t.is(searchFor(pattern), undefined, pattern);
});

test('finds what the library finds, and JavaScript', (t) => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '^', '$', String.raw`\b`, String.raw`\B`, 'ab', ' ');
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `${one}${other}`),
      fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?'))
        .map(([one, times]) => `(?:${one})${times}`),
    ),
  }));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'é'), maxLength: 12 });
  fc.assert(
    fc.property(pattern, text, (one, subject) => {
      const result = found(one, subject);
      t.is(result, new RE2JS(one).test(subject), `${one} in ${JSON.stringify(subject)}`);
      t.is(result, new RegExp(one).test(subject), `${one} in ${JSON.stringify(subject)}`);
    }),
    { numRuns: 1500 },
  );
});

test('steps grow with the text, and no faster', (t) => {
  const steps = (length: number): number => {
    let count = 0;
    searchFor('(a|aa)+(a|b)*c')?.('ab'.repeat(length), (more) => {
      count += more;
    });
    return count;
  };
  const [short, long] = [steps(1000), steps(10_000)];
  t.true(long > 5 * short && long < 15 * short, `${short}, ${long}`);
});

test('a search ends where it is told to, and the next begins anew', (t) => {
  const search = searchFor('^[ab]*c') ?? t.fail();
  const stop = (): never => {
    throw new Error('enough');
  };
  t.throws(() => search?.('aaaa', stop), { message: 'enough' });
  t.true(search?.('aabc', unlimited));
  t.false(search?.('aab', unlimited));
});
