import test from 'ava';
import fc from 'fast-check';
import { matchesWildcard } from '../../../../../src/domain/hardening/rbac/wildcard.ts';

const table: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['apps', 'apps', true],
  ['apps', 'apps-a', false],
  ['apps-*', 'apps-a', true],
  ['apps-*', 'apps-', true],
  ['apps-*', 'my-apps-a', false],
  ['*', '', true],
  ['?', '', false],
  ['app?', 'apps', true],
  ['*-prod', 'a-prod-prod', true],
  ['*a*b', 'xaxxb', true],
  ['*a*b', 'xaxxc', false],
  ['', '', true],
  ['', 'a', false],
  ['a.c', 'abc', false],
];

for (const [pattern, text, matches] of table)
  test(`${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, (t) => {
    t.is(matchesWildcard(pattern, text), matches);
  });

test('it says what a regular expression would', (t) => {
  const pattern = fc.stringMatching(/^[ab*?]{0,8}$/);
  const text = fc.stringMatching(/^[ab]{0,10}$/);
  fc.assert(
    fc.property(pattern, text, (glob, name) => {
      const expression = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      t.is(matchesWildcard(glob, name), expression.test(name));
    }),
    { numRuns: 2000 },
  );
});

test('many stars take no longer than few', (t) => {
  t.false(matchesWildcard('*a'.repeat(500), `${'a'.repeat(5000)}b`));
});
