import test from 'ava';
import { misread, read, readFlag, type Form } from '../../../../../src/domain/argocd/settings/forms.ts';

/** What is made of a text; undefined is the default. */
const CASES: readonly (readonly [form: Form, raw: string, value: string | undefined])[] = [
  ['exact-true', 'true', 'true'],
  ['exact-true', 'True', 'false'],
  ['exact-true', '', 'false'],
  ['not-false', 'false', 'false'],
  ['not-false', 'False', 'true'],
  ['not-false', '', 'true'],
  ['parsed-bool', '1', 'true'],
  ['parsed-bool', 'T', 'true'],
  ['parsed-bool', 'F', 'false'],
  ['parsed-bool', 'tRUE', undefined],
  ['parsed-bool', 'yes', undefined],
  ['parsed-bool', '', undefined],
  ['env-bool', 'TRUE', 'true'],
  ['env-bool', 'False', 'false'],
  ['env-bool', '1', undefined],
  ['env-bool', ' true', undefined],
  ['filled-bool', '', undefined],
  ['filled-bool', 'yes', 'false'],
  ['not-no', 'NO', 'false'],
  ['not-no', 'False', 'false'],
  ['not-no', '0', 'true'],
  ['not-no', '', 'true'],
  ['number', '050', '50'],
  ['number', '1e3', undefined],
  ['text', '', ''],
  ['filled-text', '', undefined],
  ['filled-text', ' ', ' '],
  ['list', 'a, b', 'a,b'],
  ['list', '', undefined],
];

for (const [form, raw, value] of CASES)
  test(`read as ${form}, ${JSON.stringify(raw)} is ${value ?? 'the default'}`, (t) => {
    t.is(read(form, raw), value);
  });

test('of several values of a flag the last counts, and of a list all', (t) => {
  t.is(readFlag('env-bool', ['true', 'F']), 'false');
  t.is(readFlag('list', ['a, b', 'c']), 'a,b,c');
  t.is(readFlag('filled-text', ['a', '']), '');
  t.is(readFlag('env-bool', ['maybe']), 'maybe');
});

test('a policy cannot ask for a value that Argo CD would read as another', (t) => {
  t.is(misread('parsed-bool', 'true'), undefined);
  t.is(misread('exact-true', 'TRUE'), 'must be "true" or "false"');
  t.is(misread('number', 'fifty'), 'must be a whole number');
  t.is(misread('text', ''), undefined);
});
