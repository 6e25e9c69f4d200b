import test from 'ava';
import fc from 'fast-check';
import { z } from 'zod';
import { knownFields, trimmed, unknownFields } from '../../../../../src/domain/argocd/project/known-fields.ts';
import type { AppProjectSpec } from '../../../../../src/domain/argocd/resources.ts';
import { argoCdManifests, argoCdVersions, type ArgoCdVersion } from '../../../../support/argocd.ts';

const crd = z.object({
  metadata: z.object({ name: z.literal('appprojects.argoproj.io') }),
  spec: z.object({
    versions: z.tuple([
      z.object({ schema: z.object({ openAPIV3Schema: z.object({ properties: z.object({ spec: z.unknown() }) }) }) }),
    ]),
  }),
});

async function installed(version: ArgoCdVersion) {
  const { documents } = await argoCdManifests(version, 'install', ['CustomResourceDefinition']);
  const found = documents.map((document) => crd.safeParse(document).data).find((data) => data !== undefined);
  return knownFields(found?.spec.versions[0].schema.openAPIV3Schema.properties.spec);
}

/** A project that uses every field which some release does not know. */
const everything: AppProjectSpec = {
  description: 'a',
  sourceRepos: ['*'],
  sourceNamespaces: ['a'],
  destinations: [{ server: '*', name: '*', namespace: '*' }],
  permitOnlyProjectScopedClusters: true,
  destinationServiceAccounts: [{ server: '*', namespace: '*', defaultServiceAccount: 'a' }],
  clusterResourceWhitelist: [
    { group: '', kind: 'Namespace' },
    { group: '', kind: 'Namespace', name: 'a' },
  ],
  clusterResourceBlacklist: [{ group: '', kind: 'Namespace', name: 'b' }],
  namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
  namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }],
  roles: [{ name: 'a', description: 'b', policies: ['p'], groups: ['g'], jwtTokens: [{ iat: 1, exp: 2, id: 'c' }] }],
  syncWindows: [
    {
      kind: 'deny',
      schedule: '* * * * *',
      duration: '24h',
      applications: ['*'],
      namespaces: ['*'],
      clusters: ['*'],
      manualSync: true,
      timeZone: 'UTC',
      andOperator: true,
      description: 'a',
      syncOverrun: true,
    },
  ],
  orphanedResources: { warn: true, ignore: [{ group: '', kind: 'a', name: 'b' }] },
  signatureKeys: [{ keyID: 'a' }],
  sourceIntegrity: { git: { policies: [{ repos: [{ url: '*' }], gpg: { mode: 'head', keys: ['a'] } }] } },
};

const missing: Readonly<Record<ArgoCdVersion, readonly string[]>> = {
  'v2.14.21': [
    'clusterResourceBlacklist[].name',
    'clusterResourceWhitelist[].name',
    'sourceIntegrity',
    'syncWindows[].andOperator',
    'syncWindows[].description',
    'syncWindows[].syncOverrun',
  ],
  'v3.2.11': [
    'clusterResourceBlacklist[].name',
    'clusterResourceWhitelist[].name',
    'sourceIntegrity',
    'syncWindows[].syncOverrun',
  ],
  'v3.4.5': ['sourceIntegrity', 'syncWindows[].syncOverrun'],
  'v3.5.7': [],
};

for (const version of argoCdVersions) {
  test(`what Argo CD ${version} would drop of a project`, async (t) => {
    const known = await installed(version);
    const found = unknownFields(everything, known);
    t.deepEqual(
      found.map(({ field }) => field),
      missing[version],
    );
    for (const { effect } of found) t.regex(effect, /^would be dropped, and .*; it needs Argo CD \d\.\d+$/);
  });
}

test('a name that is dropped is said to make the rule broader', async (t) => {
  const effects = unknownFields(everything, await installed('v3.2.11'));
  t.like(
    effects.find(({ field }) => field === 'clusterResourceWhitelist[].name'),
    {
      effect:
        'would be dropped, and every object of the kind would be permitted, not only those of this name; it needs Argo CD 3.3',
    },
  );
});

test('what nobody would miss is left out, and the rest is as it was', async (t) => {
  const known = await installed('v2.14.21');
  const window = { kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] };
  const spec: AppProjectSpec = {
    sourceRepos: [],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    permitOnlyProjectScopedClusters: false,
    syncWindows: [{ ...window, andOperator: false, description: 'frozen', syncOverrun: false }],
    sourceIntegrity: {},
  };
  const { sourceIntegrity: _, ...kept } = spec;
  t.deepEqual(trimmed(spec, known), { ...kept, syncWindows: [window] });
  t.deepEqual(unknownFields(trimmed(spec, known), known), []);
});

test('what would be missed is kept, and found', async (t) => {
  const known = await installed('v2.14.21');
  t.deepEqual(
    unknownFields(trimmed(everything, known), known).map(({ field }) => field),
    missing['v2.14.21'].filter((field) => field !== 'syncWindows[].description'),
  );
});

test('nothing is changed where every field is known', async (t) => {
  t.deepEqual(trimmed(everything, await installed('v3.5.7')), everything);
});

test('empty, a whitelist and the watch for orphans still say something', (t) => {
  const known = knownFields({ properties: { sourceRepos: { items: {} } } });
  const spec: AppProjectSpec = { sourceRepos: [], namespaceResourceWhitelist: [], orphanedResources: {} };
  t.deepEqual(trimmed(spec, known), spec);
  t.deepEqual(
    unknownFields(spec, known).map(({ field }) => field),
    ['namespaceResourceWhitelist', 'orphanedResources'],
  );
});

test('a schema that keeps everything, or any key, knows everything below', (t) => {
  const spec: AppProjectSpec = {
    syncWindows: [{ syncOverrun: true }],
    clusterResourceWhitelist: [{ group: '', kind: 'a' }],
  };
  t.deepEqual(unknownFields(spec, knownFields({ 'x-kubernetes-preserve-unknown-fields': true })), []);
  const open = { 'x-kubernetes-preserve-unknown-fields': true };
  const properties = {
    syncWindows: { items: open },
    clusterResourceWhitelist: { items: { additionalProperties: {} } },
  };
  t.deepEqual(unknownFields(spec, knownFields({ properties })), []);
});

test('a schema that cannot be read knows nothing, and the rest is closed', (t) => {
  for (const schema of [undefined, null, 7, 'x', [], {}, { properties: [] }, { properties: { sourceRepos: 7 } }]) {
    const fields = unknownFields({ destinations: [{ server: '*' }] }, knownFields(schema)).map(({ field }) => field);
    t.deepEqual(fields, ['destinations'], JSON.stringify(schema));
  }
  t.false(knownFields({ properties: { a: {} } }).has('constructor'));
  t.false(knownFields({}).has('__proto__'));
});

test('no schema throws, however deep', (t) => {
  fc.assert(fc.property(fc.anything({ maxDepth: 5, withNullPrototype: true }), (schema) => void knownFields(schema)));
  let schema: object = {};
  for (let depth = 0; depth < 100_000; depth++) schema = { items: schema, properties: { a: schema } };
  t.true(knownFields(schema).has('a'));
});
