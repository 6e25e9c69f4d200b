import anyTest, { type TestFn } from 'ava';
import { types } from '../support/api.ts';
import { application, IN_CLUSTER } from './applications.ts';
import { settings } from './homelab.ts';
import { type ArgoCdWorld, createArgoCdWorld } from './world.ts';

const test = anyTest as TestFn<ArgoCdWorld>;

const STAGES = ['dev', 'prod'] as const;
type Stage = (typeof STAGES)[number];

const manifests = (version: string): Record<string, string> =>
  Object.fromEntries(STAGES.map((stage) => [`${stage}/settings.yaml`, settings(`shop-${stage}`, version)]));

/** The version that runs. */
async function running({ admin }: ArgoCdWorld, stage: Stage): Promise<unknown> {
  const found = await admin.find(types.configMap, { namespace: `shop-${stage}`, name: 'web' });
  return (found?.['data'] as { version?: string } | undefined)?.version;
}

test.before('an Application for development and one for production, both synced by themselves', async (t) => {
  const world = await createArgoCdWorld();
  t.context = world;
  const { git, admin, apps } = world;
  await world.installOperator();
  await git.commit('Version 1', manifests('1'));
  for (const stage of STAGES) {
    const metadata = { name: `shop-${stage}` };
    await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata });
  }
  await world.applyPolicy('argocd', {
    mode: 'Enforce',
    projects: {
      items: [{ name: 'shop', sourceRepos: [git.url], destinations: [{ server: IN_CLUSTER, namespace: 'shop-*' }] }],
    },
    sync: { manual: [{ namespaces: ['shop-prod'] }] },
  });
  await world.settled('argocd', { Enforced: 'True' });
  for (const stage of STAGES) {
    const options = { project: 'shop', repoURL: git.url, path: stage, namespace: `shop-${stage}`, automated: true };
    await world.put(application(stage, options));
  }
  await apps.becomes('dev', 'Synced', 'Healthy');
});

test.after.always(async (t) => t.context[Symbol.asyncDispose]?.());

test.serial('a commit is rolled out to development by itself, and not to production', async (t) => {
  const { apps, git } = t.context;
  await git.commit('Version 2', manifests('2'));
  await apps.becomes('dev', 'Synced', 'Healthy');
  t.is(await running(t.context, 'dev'), '2');
  for (let cycle = 0; cycle < 2; cycle += 1) t.like(await apps.refresh('prod'), { sync: { status: 'OutOfSync' } });
  t.is(await running(t.context, 'prod'), undefined);
  t.is((await apps.state('prod')).operationState, undefined, 'no sync was even begun');
});

test.serial('production is rolled out when somebody asks for it', async (t) => {
  const { apps } = t.context;
  t.like(await apps.sync('prod'), { phase: 'Succeeded' });
  t.is(await running(t.context, 'prod'), '2');
  await apps.becomes('prod', 'Synced', 'Healthy');
});

test.serial('what somebody changes in production waits, too: selfHeal is a sync by itself', async (t) => {
  const { apps, mallory, admin } = t.context;
  const ref = { namespace: 'shop-prod', name: 'web' };
  await mallory.patch(types.configMap, ref, { data: { version: 'mine' } });
  await apps.becomes('prod', 'OutOfSync');
  await apps.refresh('prod');
  t.like(await admin.get(types.configMap, ref), { data: { version: 'mine' } });
});

test.serial('the status tells that production is held, and no violation', async (t) => {
  const { violations, gates } = await t.context.status('argocd');
  t.deepEqual(gates, []);
  t.false(violations.some(({ rule }) => rule === 'argocd/production-autosync'));
});
