import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { privateKey } from '../../semantics/secrets/planted.ts';
import { object } from '../case.ts';
import { judge } from '../judge.ts';

const PLAINTEXT = ['config-map', 'workload', 'annotation', 'application', 'application-set', 'flux-resource'].map(
  (name) => `secrets/plaintext-in-${name}`,
);
const IDS = [...PLAINTEXT, 'secrets/argocd-inline-client-secret', 'secrets/applied-by-hand'];

const audit = { secrets: { read: 'Metadata' } };
const findings = (raw: KubeObject) => IDS.flatMap((id) => judge(id, { objects: [raw], audit }));
const told = (raw: KubeObject): string[] =>
  findings(raw).map(({ rule, severity, message }) => `${rule} ${severity}: ${message}`);

const annotations = { 'example.com/password': 'hunter2' };
const HELD = 'metadata.annotations["example.com/password"] holds what looks like a password or token';

test('what is found is told once: by field, with the severity of what it is', (t) => {
  t.deepEqual(
    told(object(['v1', 'ConfigMap', 'shop'], { data: { password: 'hunter2', key: privateKey() } }, { annotations })),
    [
      'secrets/plaintext-in-config-map medium: data.password holds what looks like a password or token',
      'secrets/plaintext-in-config-map critical: data.key holds what looks like a private key',
      `secrets/plaintext-in-annotation medium: ${HELD}`,
    ],
  );
});

test('of a workload the container is named, and the annotations of its pods are annotations', (t) => {
  const containers = [{ name: 'side' }, { name: 'app', args: ['--password', 'hunter2'] }];
  const workload = { spec: { template: { metadata: { annotations }, spec: { containers } } } };
  t.deepEqual(told(object(['apps/v1', 'Deployment', 'shop'], workload)), [
    'secrets/plaintext-in-workload medium: spec.template.spec.containers[1].args[1] of container "app" holds what looks like a password or token',
    `secrets/plaintext-in-annotation medium: spec.template.${HELD}`,
  ]);
  t.deepEqual(
    told(
      object(['v1', 'Pod', 'shop'], {
        spec: { initContainers: [{ name: 'a', env: [{ name: 'PASSWORD', value: 'hunter2' }] }] },
      }),
    ),
    [
      'secrets/plaintext-in-workload medium: spec.initContainers[0].env[0].value of container "a" holds what looks like a password or token',
    ],
  );
});

test('the annotations of the pods of a CronJob', (t) => {
  const spec = { jobTemplate: { spec: { template: { metadata: { annotations } } } } };
  t.deepEqual(told(object(['batch/v1', 'CronJob', 'shop'], { spec })), [
    `secrets/plaintext-in-annotation medium: spec.jobTemplate.spec.template.${HELD}`,
  ]);
});

test('annotations of every sort of object that is looked at one by one', (t) => {
  const kinds = [
    'Service',
    'Ingress',
    'Namespace',
    'ServiceAccount',
    'NetworkPolicy',
    'Secret',
    'ConfigMap',
    'CronJob',
    'Application',
    'ApplicationSet',
    'GitRepository',
  ];
  for (const kind of kinds)
    t.deepEqual(
      told(object(['v1', kind, 'shop'], {}, { annotations })),
      [`secrets/plaintext-in-annotation medium: ${HELD}`],
      kind,
    );
});

test('the copy of a Secret in its annotation is told once', (t) => {
  const copy = {
    'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"Secret","data":{"password":"aHVudGVyMg=="}}',
  };
  t.deepEqual(
    findings(object(['v1', 'Secret', 'shop'], {}, { annotations: copy })).map(({ rule }) => rule),
    ['secrets/applied-by-hand'],
  );
});

test('the client secret of argocd-cm is told once', (t) => {
  const data = { 'dex.config': 'clientSecret: hunter2', a: 'b' };
  t.deepEqual(told(object(['v1', 'ConfigMap', 'argocd-cm'], { data })), [
    'secrets/argocd-inline-client-secret high: data["dex.config"] holds what looks like a client secret of the identity provider',
  ]);
});

test('what was not looked through is low', (t) => {
  t.deepEqual(told(object(['v1', 'ConfigMap', 'shop'], { data: { a: 'a: b\n'.repeat(250_000) } })), [
    'secrets/plaintext-in-config-map low: data.a holds more than is looked through: the rest may hold credentials',
  ]);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`password-${index}`, 'hunter2']));
  const service = told(object(['v1', 'Service', 'shop'], {}, { annotations: many }));
  t.is(
    service.at(-1),
    'secrets/plaintext-in-annotation low: the object holds more than is looked through: the rest may hold credentials',
  );
});

test('no message is long, however long the names of fields are', (t) => {
  const values = { ['"'.repeat(200)]: { ['b'.repeat(200)]: { password: 'hunter2' } } };
  const [found] = findings(
    object(['argoproj.io/v1alpha1', 'Application', 'shop'], { spec: { source: { helm: { valuesObject: values } } } }),
  );
  t.true((found?.message.length ?? 999) <= 256);
});

test('no part of a value is in a finding', (t) => {
  const secrets = fc.stringMatching(/^[0-9BCDFGHJKLMNPQRSTVWXZ]{16,40}$/);
  fc.assert(
    fc.property(secrets, (value) => {
      const spec = {
        containers: [
          { name: 'a', env: [{ name: 'PASSWORD', value }], args: [`--token=${value}`, '--password', value] },
        ],
      };
      const found = JSON.stringify(
        findings(object(['v1', 'Pod', 'shop'], { spec }, { annotations: { password: value } })),
      );
      t.true(found.length > 2);
      for (let at = 0; at + 4 <= value.length; at++) t.false(found.includes(value.slice(at, at + 4)));
    }),
  );
});
