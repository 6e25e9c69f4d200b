import { readFile } from 'node:fs/promises';
import anyTest, { type TestFn } from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { OPERATOR_USER } from '../support/operator-account.ts';
import { application, IN_CLUSTER } from './applications.ts';
import { type ArgoCdWorld, createArgoCdWorld } from './world.ts';

const test = anyTest as TestFn<ArgoCdWorld>;

const SHOP = { namespace: 'argocd', name: 'shop' };
const HEAL_BURST = 20;
const FIGHT_SECONDS = 20;

const spec = ({ git }: ArgoCdWorld, takeOwnership: boolean) => ({
  mode: 'Enforce',
  takeOwnership,
  projects: {
    guard: 'Warn',
    items: [{ name: 'shop', sourceRepos: [git.url], destinations: [{ server: IN_CLUSTER, namespace: 'shop' }] }],
  },
});

/** What Argo CD deploys under the name that the policy has, too: wider. */
const inGit = stringify({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: SHOP,
  spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] },
});

test.before('a project that is in Git and in the policy', async (t) => {
  const world = await createArgoCdWorld({ audit: true, stubborn: true });
  t.context = world;
  const { git, apps } = world;
  await world.installOperator();
  await git.commit('A project', { 'projects/shop.yaml': inGit });
  await world.put(application('projects', { repoURL: git.url, path: 'projects', automated: true }));
  await apps.becomes('projects', 'Synced');
  await world.applyPolicy('argocd', spec(world, false));
});

test.after.always(async (t) => t.context[Symbol.asyncDispose]?.());

test.serial('it is reported, with who manages it, and left to Argo CD', async (t) => {
  const { settled, admin, apps } = t.context;
  const { plan } = await settled('argocd', { Enforced: 'False/NotOwned' });
  const blocked = plan.filter(({ action }) => action === 'Blocked');
  t.is(blocked.length, 1);
  t.regex(blocked[0]?.message ?? '', /Application projects/);
  t.log(blocked[0]?.message);
  t.like(await admin.get(types.appProject, SHOP), { spec: { sourceRepos: ['*'] } });
  t.like(await apps.refresh('projects'), { sync: { status: 'Synced' } });
});

/** Writes of the operator to the project so far. */
async function writes({ cluster }: ArgoCdWorld): Promise<number> {
  const lines = (await readFile(cluster.auditLog ?? '', 'utf8')).trimEnd().split('\n');
  const mine = lines.filter((line) => line.includes(OPERATOR_USER) && line.includes('"verb":"patch"'));
  return mine.filter((line) => line.includes('"resource":"appprojects"')).length;
}

test.serial('with takeOwnership the fight is seen, named, and bounded', async (t) => {
  const world = t.context;
  const started = performance.now();
  await world.applyPolicy('argocd', spec(world, true));
  const { conditions } = await world.settled('argocd', { InSync: 'False/Contested' });
  const { message = '' } = conditions.find(({ type }) => type === 'InSync') ?? {};
  t.regex(message, /AppProject\/argocd\/shop/);
  t.regex(message, /argocd-controller/);
  t.log(message);
  // A rate is what is measured here: it takes time, and nothing is waited for.
  await sleep(FIGHT_SECONDS * 1000);
  const seconds = (performance.now() - started) / 1000;
  const made = await writes(world);
  t.log(`${made} writes in ${seconds.toFixed(0)} s`);
  t.true(made <= HEAL_BURST + seconds + 2);
});

test.serial('it ends when the project goes from Git, and the policy has it', async (t) => {
  const { git, apps, put, settled, admin } = t.context;
  await git.commit('The policy has it', {
    'projects/shop.yaml': undefined,
    'projects/other.yaml': inGit.replace('name: shop', 'name: other'),
  });
  await put(application('projects', { repoURL: git.url, path: 'projects', automated: true }));
  await apps.becomes('projects', 'Synced');
  // A fight is called so until nobody has touched the object for a minute.
  await eventually(async () => settled('argocd', { Enforced: 'True', InSync: 'True' }), 180);
  t.like(await admin.get(types.appProject, SHOP), { spec: { sourceRepos: [git.url] } });
});
