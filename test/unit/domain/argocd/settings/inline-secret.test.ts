import test from 'ava';
import fc from 'fast-check';
import { inlineSecret } from '../../../../../src/domain/argocd/settings/inline-secret.ts';

const CASES: readonly (readonly [name: string, yaml: string, line: number | undefined])[] = [
  ['a reference', 'clientID: a\nclientSecret: $oidc.secret', undefined],
  ['a reference in quotes', "clientSecret: '$a:b'", undefined],
  ['a reference in double quotes', 'clientSecret: "$a:b"', undefined],
  ['plain', 'clientID: a\nclientSecret: hunter2', 2],
  ['in quotes', 'clientSecret: "hunter2"', 1],
  ['in any case, as JSON decoders take it', 'CLIENTSECRET: hunter2', 1],
  ['in braces', '{clientID: a, clientSecret: hunter2}', 1],
  ['as JSON', '{"clientSecret":"hunter2"}', 1],
  ['a reference as JSON', '{"clientSecret":"$a"}', undefined],
  ['below others', 'connectors:\n  - config:\n      clientSecret: hunter2', 3],
  ['as a first field of a list', 'staticClients:\n- secret: hunter2', 2],
  ['of LDAP', 'config:\n  bindPW: hunter2', 2],
  ['as a block', 'clientSecret: |\n  hunter2', 1],
  ['a reference as a block', 'clientSecret: >-\n  $a', undefined],
  ['on the next line', 'clientSecret:\n  hunter2', 1],
  ['with a tag', 'clientSecret: !!str hunter2', 1],
  ['nothing', 'clientSecret:\nissuer: b', undefined],
  ['empty', 'clientSecret: ""', undefined],
  ['null', 'clientSecret: null', undefined],
  ['a comment', '# clientSecret: hunter2', undefined],
  ['another field', 'clientSecretName: a\nsecretEnv: b', undefined],
  ['behind a reference', 'clientSecret: $a\nsecret: hunter2', 2],
];

for (const [name, yaml, line] of CASES)
  test(`a secret in YAML: ${name}`, (t) => {
    t.is(inlineSecret(yaml)?.line, line);
  });

test('whatever a secret is, it is found, and nothing of it is in the answer', (t) => {
  const password = fc.stringMatching(/^[A-Za-z0-9]{12,24}$/);
  fc.assert(
    fc.property(password, fc.constantFrom('', '"', "'"), (value, quote) => {
      const found = inlineSecret(`issuer: a\nclientSecret: ${quote}${value}${quote}\n`);
      t.deepEqual(found, { field: 'clientSecret', line: 2 });
    }),
  );
});

test('a document of a megabyte is read in a moment', (t) => {
  for (const part of ['clientSecret: $', 'clientSecret:\n', '!!!', '{', '"', ' '])
    t.is(inlineSecret(part.repeat(1_000_000 / part.length)), undefined);
});
