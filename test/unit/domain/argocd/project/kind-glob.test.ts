import test from 'ava';
import fc from 'fast-check';
import { matchesKindGlob } from '../../../../../src/domain/argocd/project/kind-glob.ts';

/** What filepath.Match of Go said; an error there is no match. */
const cases: [pattern: string, text: string, expected: boolean][] = [
  ['*', 'Deployment', true],
  ['*', '', true],
  ['', '', true],
  ['', 'apps', false],
  ['D*t', 'Deployment', true],
  ['?eployment', 'Deployment', true],
  ['[A-D]*', 'Deployment', true],
  ['[^A-D]*', 'Secret', true],
  ['[^A-D]*', 'Deployment', false],
  ['[!A-D]*', 'Deployment', true],
  ['{Job,CronJob}', 'Job', false],
  ['Job,CronJob', 'Job', false],
  ['deployment', 'Deployment', false],
  [String.raw`\Job`, 'Job', true],
  ['*.k8s.io', 'apps.k8s.io', true],
  ['*', 'a/b', false],
  ['[', '[', false],
  ['[]', ']', false],
  ['[]a]', ']', false],
  ['[^]a]', 'xa]', false],
  [String.raw`[\]]`, ']', true],
  ['[a-]', '-', false],
  ['[b-a]', 'a', false],
  ['[b-ac]', 'c', true],
  ['Job\\', 'Job', false],
  ['*[', 'Job', false],
];

for (const [pattern, text, expected] of cases) {
  test(`${pattern} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, (t) => {
    t.is(matchesKindGlob(pattern, text), expected);
  });
}

test('whatever the pattern and the text, there is an answer', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (pattern, text) => {
      t.is(typeof matchesKindGlob(pattern, text), 'boolean');
    }),
  );
});
