import test from 'ava';
import fc from 'fast-check';
import { globMatches } from '../../../../src/domain/audit/glob.ts';

/** What globs mean, written so that nothing can be wrong with it; slow. */
function means(glob: string, text: string): boolean {
  const [first, rest] = [glob[0], glob.slice(1)];
  if (first === undefined) return text === '';
  if (first === '*') return means(rest, text) || (text !== '' && means(glob, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && means(rest, text.slice(1));
}

const CASES: readonly (readonly [glob: string, text: string, matches: boolean])[] = [
  ['shop', 'shop', true],
  ['shop', 'shop-2', false],
  ['shop', 'a-shop', false],
  ['*', '', true],
  ['*', 'anything/at all', true],
  ['pod-security/*', 'pod-security/host-network', true],
  ['pod-security/*', 'pod-security', false],
  ['team-?', 'team-a', true],
  ['team-?', 'team-', false],
  ['team-?', 'team-ab', false],
  ['*-prod', 'a-prod-prod', true],
  ['*a*b', 'aab', true],
  ['a.c', 'abc', false],
  ['system:*', 'system:masters', true],
  ['', '', true],
  ['', 'a', false],
  ['**', 'a', true],
];

for (const [glob, text, matches] of CASES)
  test(`'${glob}' ${matches ? 'matches' : 'does not match'} '${text}'`, (t) => {
    t.is(globMatches(glob, text), matches);
  });

test('globs mean what they say', (t) => {
  const some = (of: string) => fc.string({ unit: fc.constantFrom(...Array.from(of)), maxLength: 7 });
  fc.assert(
    fc.property(some('ab?**'), some('ab?*'), (glob, text) => globMatches(glob, text) === means(glob, text)),
    { numRuns: 2000 },
  );
  t.pass();
});

test('no glob takes long', (t) => {
  const [glob, text] = [`${'*a'.repeat(120)}*b`, 'a'.repeat(253)];
  const start = process.hrtime.bigint();
  for (let i = 0; i < 100; i += 1) t.false(globMatches(glob, text));
  t.true(process.hrtime.bigint() - start < 2_000_000_000n);
});
