import test from 'ava';
import { customResourceDefinition, rootSchema } from '../../../src/api/crd.ts';
import type { Schema } from '../../../src/api/schema.ts';

interface Place {
  readonly path: string;
  readonly schema: Schema;
}

/** Every schema at or below a place, items and map values included. */
function* walk(path: string, schema: Schema): Generator<Place> {
  yield { path, schema };
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* walk(`${path}.${name}`, child);
  if (schema.items !== undefined) yield* walk(`${path}[]`, schema.items);
  if (schema.additionalProperties !== undefined) yield* walk(`${path}{}`, schema.additionalProperties);
}

const specAndStatus = Object.entries(rootSchema.properties ?? {})
  .filter(([name]) => name === 'spec' || name === 'status')
  .flatMap(([name, schema]) => [...walk(name, schema)]);

/** The places that a rule does not hold for. */
function offenders(holds: (place: Place) => boolean): string[] {
  return specAndStatus.filter((place) => !holds(place)).map(({ path }) => path);
}

test('every place is visited', (t) => {
  const paths = specAndStatus.map(({ path }) => path);
  t.true(paths.includes('spec.network.egress.git[].podSelector.matchExpressions[].values[]'));
  t.true(paths.includes('spec.network.ingress[].namespaceSelector.matchLabels{}'));
  t.true(paths.includes('spec.projects.items[].roles[].policies[]'));
  t.true(paths.includes('status.conditions[].message'));
});

test('every field has a description that is a sentence', (t) => {
  const isField = (path: string) => !path.endsWith('[]') && !path.endsWith('{}');
  t.deepEqual(
    offenders(({ path, schema }) => !isField(path) || /^[A-Z{].*\.$/s.test(schema.description ?? '')),
    [],
  );
});

test('every schema has a type', (t) => {
  t.deepEqual(
    offenders(({ schema }) => schema.type !== undefined),
    [],
  );
});

test('every string, list and map has an upper bound', (t) => {
  const bound = ({ type, ...schema }: Schema): unknown => {
    if (type === 'string') return schema.maxLength ?? schema.enum ?? schema.format;
    if (type === 'array') return schema.maxItems;
    return schema.additionalProperties === undefined ? true : schema.maxProperties;
  };
  t.deepEqual(
    offenders(({ schema }) => bound(schema) !== undefined),
    [],
  );
});

test('every integer has a width and a lower bound', (t) => {
  t.deepEqual(
    offenders(
      ({ schema }) => schema.type !== 'integer' || (schema.format !== undefined && schema.minimum !== undefined),
    ),
    [],
  );
});

test('every list says how it is merged, and conditions are merged by type', (t) => {
  t.deepEqual(
    offenders(({ schema }) => schema.type !== 'array' || schema['x-kubernetes-list-type'] !== undefined),
    [],
  );
  const conditions = specAndStatus.find(({ path }) => path === 'status.conditions');
  t.like(conditions?.schema, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] });
});

test('a list that is merged by a key has items that must have it', (t) => {
  const maps = specAndStatus.filter(({ schema }) => schema['x-kubernetes-list-type'] === 'map');
  t.true(maps.length > 3);
  for (const { path, schema } of maps)
    for (const key of schema['x-kubernetes-list-map-keys'] ?? []) t.true(schema.items?.required?.includes(key), path);
});

test('it fits into the annotation in which kubectl apply remembers it', (t) => {
  t.true(JSON.stringify(customResourceDefinition()).length < 256 * 1024);
});

test('nothing is kept that the schema does not name', (t) => {
  t.deepEqual(
    offenders(({ schema }) => Object.keys(schema).every((key) => key !== 'x-kubernetes-preserve-unknown-fields')),
    [],
  );
});

test('patterns are free of what RE2 does not know', (t) => {
  t.deepEqual(
    offenders(({ schema }) => !/\(\?[=!<]|\\[1-9]/.test(schema.pattern ?? '')),
    [],
  );
});

test('a status has no defaults: they would look like a report', (t) => {
  t.deepEqual(
    offenders(({ path, schema }) => !path.startsWith('status') || schema.default === undefined),
    [],
  );
});

test('every rule says what to do', (t) => {
  const rules = specAndStatus.flatMap(({ schema }) => schema['x-kubernetes-validations'] ?? []);
  t.true(rules.length > 0);
  for (const { message } of rules) t.regex(message, /^(must|name|each|values must) /);
});

test('it is served as one cluster-scoped version with a status of its own', (t) => {
  t.like(customResourceDefinition(), {
    metadata: { name: 'gitopssecuritypolicies.gitops-security.io' },
    spec: {
      scope: 'Cluster',
      names: { shortNames: ['gsp'], categories: ['gitops-security'] },
      versions: { length: 1, 0: { name: 'v1alpha1', served: true, storage: true, subresources: { status: {} } } },
    },
  });
});

test('the columns answer whether it is on, whether it is well, and how much is wrong', (t) => {
  const columns = customResourceDefinition().spec.versions[0]?.additionalPrinterColumns ?? [];
  const names = (priority: number) =>
    columns.filter((column) => (column.priority ?? 0) === priority).map(({ name }) => name.toUpperCase());
  t.deepEqual(names(0), ['MODE', 'READY', 'ENFORCED', 'COMPLIANT', 'DRIFT', 'CRITICAL', 'HIGH', 'AGE']);
  t.deepEqual(names(1), ['ISOLATED', 'INSYNC', 'NAMESPACE']);
});
