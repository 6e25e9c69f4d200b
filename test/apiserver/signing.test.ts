import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import type { AppProject, AppProjectSpec } from '../../src/domain/argocd/resources.ts';
import { IN_CLUSTER } from '../unit/domain/projects.ts';
import { types } from '../support/api.ts';
import { argoCdManifests, type ArgoCdVersion } from '../support/argocd.ts';
import { eventually } from '../support/eventually.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { condition, createWorld, type World } from '../support/world.ts';

const test = anyTest as TestFn<{ world: World; operator: OperatorProcess }>;

test.before('a world with an operator', async (t) => {
  const world = await createWorld();
  t.context = { world, operator: await startOperator(world.cluster.kubeconfig) };
});

test.after.always(async (t) => {
  await t.context.operator?.stop();
  await t.context.world?.cluster.stop();
});

const GOOD = { Ready: 'True', Enforced: 'True', InSync: 'True' };
const KEY = '4AEE18F83AFDEB23';
const FINGERPRINT = '0000111122223333444455556666777788889999';
const OURS = 'https://git.example.com/ours';
const OTHERS = 'https://git.example.com/others';

const project = (name: string, more: object): object => ({
  name,
  sourceRepos: [OURS, OTHERS],
  destinations: [{ server: IN_CLUSTER, namespace: name }],
  ...more,
});

const signed = project('signed', { signatureKeys: [{ keyID: KEY }] });
const policyFor = (url: string, mode: string): object => ({ repos: [{ url }], gpg: { mode, keys: [KEY] } });
const integrity = (...policies: readonly object[]): object =>
  project('signed', { sourceIntegrity: { git: { policies } } });

const specOf = async ({ admin }: World, namespace: string, name = 'signed'): Promise<AppProjectSpec> =>
  ((await admin.get(types.appProject, { namespace, name })) as AppProject).spec ?? {};

/** As `argocd gpg add` does: the id is the key of the ConfigMap. */
const trust = async ({ admin }: World, namespace: string, ...ids: readonly string[]): Promise<unknown> =>
  admin.patch(
    types.configMap,
    { namespace, name: 'argocd-gpg-keys-cm' },
    { data: Object.fromEntries(ids.map((id) => [id, 'a public key'])) },
  );

async function enforce(world: World, name: string, ...items: readonly object[]) {
  await world.applyPolicy(name, { mode: 'Enforce', projects: { items } });
  return world.settled(name, GOOD);
}

/** Replaces the CRDs of Argo CD, as an upgrade or a downgrade does, and waits until the API server goes by them. */
async function installCrds({ admin, kubectl }: World, version: ArgoCdVersion): Promise<void> {
  const { documents } = await argoCdManifests(version, 'install', ['CustomResourceDefinition']);
  await Promise.all(documents.map(async (crd) => admin.apply(types.crd, crd)));
  const knows = version === 'v3.5.7';
  await eventually(async () => {
    const text = await kubectl('explain', 'appproject.spec');
    assert.equal(text.includes('sourceIntegrity'), knows);
  });
}

test.serial('signatures are asked for as source integrity where Argo CD knows it', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('modern');
  await trust(world, 'modern', KEY, FINGERPRINT.slice(-16));
  await enforce(world, 'modern', signed);
  const everything = [{ repos: [{ url: '*' }], gpg: { mode: 'head', keys: [KEY] } }];
  t.deepEqual((await specOf(world, 'modern')).sourceIntegrity, { git: { policies: everything } });
  t.deepEqual((await specOf(world, 'modern')).signatureKeys, []);
  const strict = { repos: [{ url: OURS }], gpg: { mode: 'strict', keys: [FINGERPRINT] } };
  await enforce(world, 'modern', integrity(strict));
  t.deepEqual((await specOf(world, 'modern')).sourceIntegrity, { git: { policies: [strict] } });
  await world.mallory.patch(
    types.appProject,
    { namespace: 'modern', name: 'signed' },
    { spec: { sourceIntegrity: { git: { policies: [{ ...strict, gpg: { mode: 'none', keys: [] } }] } } } },
  );
  await eventually(async () =>
    assert.deepEqual((await specOf(world, 'modern')).sourceIntegrity, { git: { policies: [strict] } }),
  );
});

test.serial('repositories that no policy is about are named, as their commits need no signature', async (t) => {
  const { world } = t.context;
  const status = await enforce(world, 'modern', integrity(policyFor(OURS, 'head')));
  t.deepEqual(
    status.projects.map(({ name, unsigned }) => [name, unsigned]),
    [['signed', [OTHERS]]],
  );
  t.true(
    status.violations.some(({ rule, message }) => rule === 'argocd/repository-unsigned' && /others/.test(message)),
  );
  const whole = await enforce(world, 'modern', integrity(policyFor(OURS, 'head'), policyFor(OTHERS, 'strict')));
  t.deepEqual(whole.projects, []);
});

test.serial('a project waits for the keys that it asks for, as nothing could be synced without them', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('keyless');
  await world.applyPolicy('keyless', { mode: 'Enforce', projects: { items: [signed, project('plain', {})] } });
  const status = await world.settled('keyless', { Ready: 'True', Enforced: 'False/SigningKeyMissing' });
  t.regex(
    condition(status, 'Enforced').message,
    /AppProject signed: key 4AEE18F83AFDEB23 is not in argocd-gpg-keys-cm/,
  );
  t.regex(status.projects.find(({ name }) => name === 'signed')?.message ?? '', /SigningKeyMissing/);
  t.deepEqual(
    (await world.admin.list(types.appProject, 'keyless')).map(({ metadata }) => metadata.name),
    ['plain'],
  );
  await trust(world, 'keyless', KEY);
  await world.settled('keyless', GOOD);
  t.truthy((await specOf(world, 'keyless')).sourceIntegrity);
});

test.serial('a key that goes later opens nothing: what was written stays, and is told', async (t) => {
  const { world } = t.context;
  const before = await specOf(world, 'keyless');
  await world.admin.patch(
    types.configMap,
    { namespace: 'keyless', name: 'argocd-gpg-keys-cm' },
    { data: { [KEY]: null } },
  );
  await world.settled('keyless', { Ready: 'True', Enforced: 'False/SigningKeyMissing', InSync: 'True' });
  t.deepEqual(await specOf(world, 'keyless'), before);
  const ref = { namespace: 'keyless', name: 'signed' };
  await world.mallory.patch(types.appProject, ref, { spec: { sourceIntegrity: null } });
  await eventually(async () => assert.deepEqual(await specOf(world, 'keyless'), before));
});

test.serial('a project is held where no component looks at signatures: all commits would pass', async (t) => {
  const { world } = t.context;
  await world.installArgoCd('blind');
  await trust(world, 'blind', KEY);
  const setEnabled = async (value: string): Promise<string> =>
    world.kubectl('set', 'env', 'deployment/argocd-repo-server', '-n', 'blind', `ARGOCD_GPG_ENABLED=${value}`);
  await setEnabled('false');
  await world.applyPolicy('blind', { mode: 'Enforce', projects: { items: [signed] } });
  const status = await world.settled('blind', { Ready: 'True', Enforced: 'False/SigningKeyMissing' });
  t.regex(condition(status, 'Enforced').message, /ARGOCD_GPG_ENABLED is off in argocd-repo-server/);
  t.deepEqual(await world.admin.list(types.appProject, 'blind'), []);
  await setEnabled('true');
  await world.settled('blind', GOOD);
  t.truthy((await specOf(world, 'blind')).sourceIntegrity);
});

test.serial('with an older Argo CD the same policy is written as signatureKeys, and moves on with it', async (t) => {
  const { world } = t.context;
  for (const name of ['modern', 'keyless', 'blind']) await world.kubectl('delete', 'gsp', name);
  await installCrds(world, 'v3.2.11');
  await world.installArgoCd('older', 'v3.2.11');
  await trust(world, 'older', KEY);
  await enforce(world, 'older', signed);
  t.deepEqual((await specOf(world, 'older')).signatureKeys, [{ keyID: KEY }]);
  await enforce(world, 'older', integrity(policyFor('*', 'head')));
  t.deepEqual((await specOf(world, 'older')).signatureKeys, [{ keyID: KEY }]);
  await world.applyPolicy('older', { mode: 'Enforce', projects: { items: [integrity(policyFor(OURS, 'strict'))] } });
  const status = await world.settled('older', { Ready: 'True', Enforced: 'False/UnsupportedField' });
  t.regex(condition(status, 'Enforced').message, /AppProject signed: sourceIntegrity .* needs Argo CD 3\.5/);
  t.deepEqual((await specOf(world, 'older')).signatureKeys, [{ keyID: KEY }]);
  await installCrds(world, 'v3.5.7');
  await world.settled('older', GOOD);
  t.like(await specOf(world, 'older'), {
    signatureKeys: [],
    sourceIntegrity: { git: { policies: [policyFor(OURS, 'strict')] } },
  });
});

test.serial('an item is held that an old Argo CD would drop a restriction of, and others are written', async (t) => {
  const { world } = t.context;
  await world.kubectl('delete', 'gsp', 'older');
  await installCrds(world, 'v2.14.21');
  await world.installArgoCd('ancient', 'v2.14.21');
  const named = project('named', { clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-*' }] });
  await world.applyPolicy('ancient', { mode: 'Enforce', projects: { items: [named, project('plain', {})] } });
  const status = await world.settled('ancient', { Ready: 'True', Enforced: 'False/UnsupportedField' });
  t.regex(
    condition(status, 'Enforced').message,
    /AppProject named: clusterResourceWhitelist\[\]\.name: .*every object of the kind would be permitted.*Argo CD 3\.3/,
  );
  t.deepEqual(
    (await world.admin.list(types.appProject, 'ancient')).map(({ metadata }) => metadata.name),
    ['plain'],
  );
  t.like(await specOf(world, 'ancient', 'plain'), { sourceRepos: [OURS, OTHERS], clusterResourceWhitelist: [] });
});
