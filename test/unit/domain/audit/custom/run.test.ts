import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { customFound, runCustom } from '../../../../../src/domain/audit/custom/run.ts';
import { failure, objectWith, program, run } from './expression.ts';

const spec = {
  replicas: 3,
  ratio: 1.5,
  none: null,
  containers: [{ name: 'app', image: 'nginx:1' }, { name: 'side' }],
  labels: { constructor: 'x', toString: 'y', a: 'b' },
};

const outcome = (expression: string) => run(expression, { spec });

test('true passes, and false fails', (t) => {
  t.is(outcome('object.spec.replicas == 3'), 'pass');
  t.is(outcome('object.spec.replicas == 4'), 'fail');
  t.is(outcome('object.metadata.name == "x" && object.kind == "ConfigMap"'), 'pass');
});

test('whole numbers are ints, others doubles, and they compare', (t) => {
  for (const expression of [
    'object.spec.replicas > 2 && object.spec.replicas < 3.5 && object.spec.replicas == 3.0',
    'type(object.spec.replicas) == int && type(object.spec.ratio) == double',
    'object.spec.replicas + 1 == 4 && object.spec.ratio * 2.0 == 3.0',
    'object.spec.replicas in [1, 2, 3] && !(object.spec.replicas in ["3"])',
    'object.spec.replicas != "3"',
    'object.spec.none == null',
  ])
    t.is(outcome(expression), 'pass', expression);
  t.is(run('object.n > 9007199254740991.0', { n: 2 ** 60 }), 'pass');
});

test('fields and keys are the own ones of the object', (t) => {
  for (const expression of [
    'object.spec.labels.constructor == "x" && object.spec.labels["toString"] == "y"',
    '"constructor" in object.spec.labels && !("valueOf" in object.spec.labels)',
    '!has(object.spec.constructor) && !has(object.spec.hasOwnProperty)',
    'size(object.spec.labels) == 3',
    'object.spec.labels == {"constructor": "x", "toString": "y", "a": "b"} || true',
    'object.spec.labels.all(k, object.spec.labels[k] != "z")',
    'object.spec.labels.exists(k, k == "a")',
  ])
    t.is(outcome(expression), 'pass', expression);
  t.is(failure('object.spec.labels.valueOf == 1', { spec }), 'a field is missing: valueOf');
  const hostile = JSON.parse('{"__proto__": {"admin": true}}') as object;
  t.is(run('has(object.x.admin)', { x: hostile }), 'fail');
  t.is(run('object.x["__proto__"].admin', { x: hostile }), 'pass');
});

test('macros and operators do what CEL says of errors', (t) => {
  t.is(outcome('object.spec.containers.all(c, has(c.image) && c.image == "nginx:1")'), 'fail');
  t.is(outcome('object.spec.containers.exists(c, c.image == "nginx:1")'), 'pass');
  t.is(outcome('object.spec.containers.exists_one(c, has(c.image))'), 'pass');
  t.is(outcome('object.spec.containers.filter(c, !has(c.image)).map(c, c.name) == ["side"]'), 'pass');
  t.is(outcome('object.spec.missing.x == 1 || true'), 'pass');
  t.is(outcome('object.spec.missing.x == 1 && false'), 'fail');
  t.is(failure('object.spec.containers.all(c, c.image == "nginx:1")', { spec }), 'a field is missing: image');
});

test('an expression that fails tells why, and no value', (t) => {
  const secret = 's3cret';
  const why = (expression: string) => failure(expression, { a: {}, key: secret, list: [secret] });
  t.is(why('object.a.b.c == 1'), 'a field is missing: b');
  t.is(why('object.a[object.key] == 1'), 'a field is missing');
  t.is(why('object.list[5] == 1'), 'a list has no entry at this index');
  t.is(why('object.key + 1 == 1'), 'an operator does not take values of these types');
  t.is(why('size(object.missing) == 1'), 'a field is missing: missing');
  t.is(why('object.key.all(x, true)'), 'what a macro should go through is neither a list nor a map');
  t.is(why('object.key'), 'the result is neither true nor false');
  t.is(why('object.key && true'), 'what is joined by && or || is neither true nor false');
  t.is(why('object.key ? true : false'), 'a condition is neither true nor false');
  t.is(why('1 / (size(object.list) - 1) == 1'), 'a division by zero');
  t.is(why('timestamp(object.key) == timestamp(0)'), 'a value is not what it should be');
  t.is(why('bool(object.key)'), 'a value is not what it should be');
});

test('the owners of fields are not there, and all other metadata is', (t) => {
  const metadata = { name: 'x', labels: { a: 'b' }, managedFields: [{ manager: 'm' }] };
  t.is(run('!has(object.metadata.managedFields) && object.metadata.labels.a == "b"', { metadata }), 'pass');
});

test('an object may be judged by many, and stays what it is', (t) => {
  const raw = objectWith({ spec: { replicas: 3 } });
  const before = structuredClone(raw);
  const [one, other] = [program('object.spec.replicas == 3'), program('object.spec.replicas == 4')];
  t.deepEqual([runCustom(one, raw), runCustom(other, raw), runCustom(one, raw)], ['pass', 'fail', 'pass']);
  t.deepEqual(raw, before);
});

test('a failure is a finding, and its message has room for why', (t) => {
  t.deepEqual(customFound({ message: 'Wrong.' }, 'pass'), []);
  t.deepEqual(customFound({ message: 'Wrong.' }, 'fail'), [{ path: '', message: 'Wrong.' }]);
  const error = { error: 'a field is missing: image', cutOff: false };
  t.is(
    customFound({ message: 'Wrong.' }, error)[0]?.message,
    'Wrong. (the expression failed: a field is missing: image)',
  );
  const [long] = customFound({ message: 'x'.repeat(256) }, error);
  t.is(long?.message.length, 256);
  t.true(long?.message.endsWith('… (the expression failed: a field is missing: image)'));
});

test('nothing that an object holds makes it throw', (t) => {
  const programs = [
    'object.spec.containers.all(c, c.image.matches("^[a-z]+$"))',
    'object.spec == object.metadata || object.spec in [object.spec]',
    'object.spec.sort() == object.spec.distinct() || sets.contains(object.spec, object.spec)',
    'string(object.spec) == "" || size(object.spec) > 0 || quantity(object.spec).sign() > 0',
    'object.?spec.?x.orValue(object) == object',
    'object.all(k, object[k] == k)',
    'object.metadata.exists(k, object.metadata[k].contains(k))',
  ].map(program);
  const key = fc.constantFrom('spec', 'containers', 'image', 'x', 'constructor', '__proto__', 'length', 'size');
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.dictionary(key, tie('json')),
      fc.array(tie('json'), { maxLength: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.record({ spec: json, metadata: fc.dictionary(key, json) }), (fields) => {
      for (const one of programs) {
        const result = runCustom(one, { apiVersion: 'v1', kind: 'X', ...fields } as unknown as KubeObject);
        t.true(typeof result === 'string' || !result.cutOff);
      }
    }),
    { numRuns: 300 },
  );
});
