import test from 'ava';
import { sentence, sentences } from '../../../src/domain/text.ts';

const CASES: readonly (readonly [text: string, sentence: string])[] = [
  ['nothing is written', 'Nothing is written.'],
  ['here, too', 'Here, too.'],
  ['It is one.', 'It is one.'],
  ['cut off …', 'Cut off …'],
  ['repo-server needs it', 'repo-server needs it.'],
  ['spec.network is not set', 'spec.network is not set.'],
  ['argocd/web: no account', 'argocd/web: no account.'],
  ['x: forbidden', 'x: forbidden.'],
  ['3 objects', '3 objects.'],
];
for (const [text, expected] of CASES) test(`a sentence: ${text}`, (t) => t.is(sentence(text), expected));

test('of many sentences the first are told, and how many more there are', (t) => {
  t.is(sentences(['a b', 'c d', 'e f'], 5), 'A b. C d. E f.');
  t.is(sentences(['a b', 'c d', 'e f'], 2), 'A b. C d. And 1 more.');
});
