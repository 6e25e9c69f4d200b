import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import anyTest, { type TestFn } from 'ava';
import { types } from '../support/api.ts';
import { application, IN_CLUSTER } from './applications.ts';
import { createSigner, type Signer } from './gpg.ts';
import { settings } from './homelab.ts';
import { type ArgoCdWorld, createArgoCdWorld } from './world.ts';

const test = anyTest as TestFn<{ world: ArgoCdWorld; signer: Signer }>;

/** A project that permits only commits of this key. */
const signed = ({ git }: ArgoCdWorld, { key }: Signer) => ({
  mode: 'Enforce',
  projects: {
    items: [
      {
        name: 'shop',
        sourceRepos: [git.url],
        destinations: [{ server: IN_CLUSTER, namespace: 'shop' }],
        signatureKeys: [{ keyID: key }],
      },
    ],
  },
});

/** As `argocd gpg add` does it; the file is what a kubelet makes of the ConfigMap. */
async function addKey({ admin, argocd }: ArgoCdWorld, { key, publicKey }: Signer): Promise<void> {
  const ref = { namespace: 'argocd', name: 'argocd-gpg-keys-cm' };
  await admin.patch(types.configMap, ref, { data: { [key]: publicKey } });
  await writeFile(join(argocd.gpgKeys, key), publicKey);
}

test.before('an Argo CD that checks signatures, and a key that it does not have yet', async (t) => {
  const world = await createArgoCdWorld({ gpg: true });
  t.context = { world, signer: await createSigner() };
  await world.installOperator();
  await world.admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await world.git.commit('Signed by nobody', { 'shop/settings.yaml': settings('shop', '1') });
});

test.after.always(async (t) => {
  await t.context.signer?.[Symbol.asyncDispose]();
  await t.context.world?.[Symbol.asyncDispose]();
});

test.serial('without the key in Argo CD the project is not written: it would lock everybody out', async (t) => {
  const { world, signer } = t.context;
  await world.applyPolicy('argocd', signed(world, signer));
  await world.settled('argocd', { Enforced: 'False/SigningKeyMissing' });
  t.is(await world.admin.find(types.appProject, { namespace: 'argocd', name: 'shop' }), undefined);
});

test.serial('when the key comes, the project does', async (t) => {
  const { world, signer } = t.context;
  await addKey(world, signer);
  await world.settled('argocd', { Enforced: 'True' });
  t.like(await world.admin.get(types.appProject, { namespace: 'argocd', name: 'shop' }), {
    spec: { signatureKeys: [{ keyID: signer.key }] },
  });
});

test.serial('a commit that nobody signed is refused', async (t) => {
  const { apps, put, git, admin } = t.context.world;
  await put(application('shop', { project: 'shop', repoURL: git.url, path: 'shop', namespace: 'shop' }));
  const { phase, message } = await apps.sync('shop');
  const { conditions } = await apps.state('shop');
  t.not(phase, 'Succeeded');
  t.regex(JSON.stringify([message, conditions]), /is not signed, but a signature is required/);
  t.is(await admin.find(types.configMap, { namespace: 'shop', name: 'web' }), undefined);
});

test.serial('a signed one is synced', async (t) => {
  const { world, signer } = t.context;
  await world.git.commit('Signed', { 'shop/settings.yaml': settings('shop', '2') }, signer);
  t.like(await world.apps.sync('shop'), { phase: 'Succeeded' });
  t.like(await world.admin.get(types.configMap, { namespace: 'shop', name: 'web' }), { data: { version: '2' } });
});

test.serial('a commit of somebody else is refused, though it is signed', async (t) => {
  const { world } = t.context;
  await using other = await createSigner();
  await world.git.commit('Signed by another', { 'shop/settings.yaml': settings('shop', '3') }, other);
  t.not((await world.apps.sync('shop')).phase, 'Succeeded');
  t.like(await world.admin.get(types.configMap, { namespace: 'shop', name: 'web' }), { data: { version: '2' } });
});
