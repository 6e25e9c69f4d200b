import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { exposuresOf } from '../../../../../src/domain/semantics/secrets/exposures.ts';
import { object } from '../../rules/case.ts';
import { base64, githubToken, made, password } from './planted.ts';

const KINDS = [
  'ConfigMap',
  'Secret',
  'Pod',
  'Deployment',
  'CronJob',
  'Application',
  'ApplicationSet',
  'HelmRelease',
  'Service',
];

const parts = fc.constantFrom(
  'password',
  'password: hunter2\n',
  'token: ',
  '="',
  'data',
  '://',
  '@',
  'kind: Secret',
  '\n',
  '-----BEGIN PRIVATE KEY-----',
  '{"',
  'eyJ',
  '\\',
  'value:',
);
const texts = fc.oneof(
  fc.string(),
  fc.array(parts, { maxLength: 12 }).map((list) => list.join('')),
);
const keys = fc.constantFrom(
  'metadata',
  'annotations',
  'data',
  'binaryData',
  'spec',
  'template',
  'jobTemplate',
  'containers',
  'env',
  'name',
  'value',
  'args',
  'kubectl.kubernetes.io/last-applied-configuration',
  '__proto__',
  'kind',
  'toString',
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 6 },
    texts,
    fc.constantFrom(null, true, 1.5, 'Secret'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(keys, fc.string()), tie('json'), { maxKeys: 5 }),
  ),
}));

const fields = fc.oneof(json, fc.dictionary(fc.oneof(keys, fc.string()), json, { maxKeys: 8 }));
const pod = fc.record({ metadata: fields, spec: fields, containers: fc.oneof(json, fc.array(fields)) });

/** Anything, and anything where something is looked for. */
const objects = fc.record({
  kind: fc.constantFrom(...KINDS),
  metadata: fc.oneof(json, fc.record({ annotations: fields, name: json })),
  data: fields,
  binaryData: fields,
  operation: fields,
  spec: fc.oneof(json, pod, fc.record({ template: fc.record({ metadata: fields, spec: pod }) })),
});

test('nothing that an object holds makes it throw, and no path is long', (t) => {
  let found = 0;
  fc.assert(
    fc.property(objects, (raw) => {
      const exposures = exposuresOf(raw as unknown as KubeObject);
      found += exposures.length;
      return exposures.every(({ path }) => path.length <= 1024);
    }),
    { numRuns: 2000 },
  );
  t.true(found > 100);
});

/** Of characters that no path and no family has four of in a row. */
const secrets = fc.stringMatching(/^[0-9BCDFGHJKLMNPQRSTVWXZ]{16,40}$/);

const PLANTED: readonly ((value: string) => KubeObject)[] = [
  (value) =>
    object(['v1', 'ConfigMap', 'shop'], {
      data: {
        password: value,
        'a.yaml': `password: ${value}`,
        b: `ghp_${value}${value}${value}`,
      },
    }),
  (value) =>
    object(['v1', 'ConfigMap', 'shop'], {
      data: { a: `https://a:${value}@b/` },
      binaryData: { b: base64(`password: ${value}`) },
    }),
  (value) =>
    object(['v1', 'Pod', 'shop'], {
      spec: {
        containers: [
          { name: 'a', env: [{ name: 'PASSWORD', value }], args: ['--token', value, `--password=${value}`] },
        ],
      },
    }),
  (value) =>
    object(
      ['v1', 'Secret', 'shop'],
      { data: { password: value } },
      {
        annotations: {
          password: value,
          'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"password":"${value}"}}`,
        },
      },
    ),
  (value) =>
    object(['argoproj.io/v1alpha1', 'Application', 'shop'], {
      spec: {
        source: {
          repoURL: `https://${value}:${value}@b`,
          helm: { values: `password: ${value}`, parameters: [{ name: 'password', value }] },
        },
      },
    }),
  (value) =>
    object(['argoproj.io/v1alpha1', 'ApplicationSet', 'shop'], {
      spec: { generators: [{ list: { elements: [{ password: value }] } }] },
    }),
];

test('no part of a value is in what is found', (t) => {
  fc.assert(
    fc.property(secrets, fc.constantFrom(...PLANTED), (value, plant) => {
      const found = JSON.stringify(exposuresOf(plant(value)));
      t.not(found, '[]');
      for (let at = 0; at + 4 <= value.length; at++) t.false(found.includes(value.slice(at, at + 4)));
    }),
  );
});

test('a key that is a credential itself does not get into a path', (t) => {
  const found = exposuresOf(object(['v1', 'ConfigMap', 'shop'], { data: { [githubToken]: `password: ${password}` } }));
  t.deepEqual(found, [{ path: 'data["…"]', family: 'generic' }]);
});

test('keys with odd characters, and long ones, do not break a path', (t) => {
  const pathOf = (key: string): string | undefined =>
    exposuresOf(object(['argoproj.io/v1alpha1', 'Application', 'a'], { spec: { [key]: { password } } }))[0]?.path;
  t.is(pathOf('a"]\nb'), String.raw`spec["a\"]\nb"].password`);
  t.is(pathOf('k'.repeat(1000)), `spec["${'k'.repeat(128)}…"].password`);
});

test('what is too large, too deep or too much is told, and what is found in the rest of it', (t) => {
  const filler = 'a: b\n'.repeat(250_000);
  const configMap = (data: object): KubeObject => object(['v1', 'ConfigMap', 'shop'], { data });
  t.deepEqual(exposuresOf(configMap({ a: filler, b: 'c', password })), [{ path: 'data.a', family: 'too-large' }]);
  t.deepEqual(exposuresOf(configMap({ password, b: filler, c: filler })), [
    { path: 'data.password', family: 'generic' },
    { path: 'data.b', family: 'too-large' },
  ]);
  const deep = Array.from({ length: 5000 }).reduce<object>((below) => ({ a: below }), { password });
  const [found] = exposuresOf(object(['argoproj.io/v1alpha1', 'Application', 'shop'], { spec: deep }));
  t.is(found?.family, 'too-large');
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`password-${index}`, password]));
  const all = exposuresOf(configMap(many));
  t.is(all.length, 65);
  t.deepEqual(all.at(-1), { path: '', family: 'too-large' });
});

const HOSTILE = [
  'pass',
  'pwd=',
  'password: "',
  'eyJ',
  'eyJ-',
  '://',
  '://a:b@',
  'kind: Secret\ndata:\n',
  '"kind":"Secret","data":{"a":"',
  'xoxb-',
  's.',
  '-----BEGIN PRIVATE KEY-----',
  'auth:',
  '"auths" auth":"aaaaaaaa',
  'current-context: token: ',
  'a:b@tcp(',
  '\\"',
  '\n',
  ' ',
  'A',
  'curl -u a:b ',
  `pwd=${made('alnum', 200)} `,
];

for (const part of HOSTILE)
  test(`a megabyte is looked through in a moment: ${JSON.stringify(part.slice(0, 20))}`, (t) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length)).slice(0, 1_000_000);
    const before = process.cpuUsage();
    exposuresOf(object(['v1', 'ConfigMap', 'shop'], { data: { a: text } }));
    const { user, system } = process.cpuUsage(before);
    t.true(user + system < 4_000_000, `${user + system} µs`);
  });
