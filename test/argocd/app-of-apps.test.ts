import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import { stringify } from 'yaml';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { application, IN_CLUSTER } from './applications.ts';
import { infrastructure, operatorFiles, policy, POLICY, web } from './homelab.ts';
import { recordApplications } from './recorder.ts';
import { type ArgoCdWorld, createArgoCdWorld } from './world.ts';

const test = anyTest as TestFn<ArgoCdWorld>;

const APPS = ['root', 'gitops-security-operator', 'gitops-security-policy', 'web'];

/** What is in Git: the root Application and its folder, the operator, the policy, and an application. */
const spec = (url: string) => ({
  network: {
    ingress: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
    shippedPolicies: 'Neutralise',
  },
  projects: {
    items: [{ name: 'homelab', sourceRepos: [url], destinations: [{ server: IN_CLUSTER, namespace: 'apps-*' }] }],
  },
  audit: {},
});

test.before('a cluster with Argo CD, a repository, and nothing applied but the root Application', async (t) => {
  const world = await createArgoCdWorld();
  t.context = world;
  const { git } = world;
  const homelab = { project: 'homelab', repoURL: git.url, namespace: 'apps-web', automated: true };
  await git.commit('Everything that the cluster is to be', {
    ...(await operatorFiles()),
    ...(await infrastructure(git.url)),
    'root/web.yaml': stringify(application('web', { ...homelab, path: 'apps/web' })),
    'root/namespace.yaml': stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps-web' } }),
    [POLICY]: policy(spec(git.url)),
    'apps/web/web.yaml': web('apps-web', '1'),
  });
  await world.put(application('root', { repoURL: git.url, path: 'root', automated: true }));
});

test.after.always(async (t) => t.context[Symbol.asyncDispose]?.());

test.serial('the root Application brings the operator, the policy and the applications, without a hand', async (t) => {
  const { apps, settled } = t.context;
  for (const name of APPS) await apps.becomes(name, 'Synced', 'Healthy');
  const { managed, neutralised } = await settled('homelab', { Ready: 'True', Enforced: 'True', InSync: 'True' });
  t.true(managed.length > 5);
  t.true(neutralised.length > 0, 'what the manifests of Argo CD ship is emptied');
  const { metadata } = await t.context.admin.get(types.appProject, { namespace: 'argocd', name: 'homelab' });
  t.is(metadata.labels?.['gitops-security.io/policy'], 'homelab');
});

test.serial(
  'no Application turns OutOfSync or Degraded, and nothing of ours is touched, over two cycles',
  async (t) => {
    const { apps, cluster, generated } = t.context;
    const before = await generated('argocd', 'homelab');
    const recorder = await recordApplications(cluster.kubeconfig);
    for (let cycle = 0; cycle < 2; cycle += 1) for (const name of APPS) await apps.refresh(name);
    await recorder[Symbol.asyncDispose]();
    t.deepEqual(recorder.seen(), APPS.map((name) => `${name} Synced Healthy`).toSorted());
    t.deepEqual(await generated('argocd', 'homelab'), before, 'the same objects, of the same version');
  },
);

test.serial('what somebody opens is closed, and Argo CD does not notice', async (t) => {
  const { apps, cluster, mallory, admin } = t.context;
  const recorder = await recordApplications(cluster.kubeconfig);
  const ref = { namespace: 'argocd', name: 'gsp-homelab-server' };
  const { spec: wanted } = await admin.get(types.networkPolicy, ref);
  await mallory.patch(types.networkPolicy, ref, { spec: { ingress: [{}] } });
  await eventually(async () => assert.deepEqual((await admin.get(types.networkPolicy, ref))['spec'], wanted));
  for (const name of APPS) await apps.refresh(name);
  await recorder[Symbol.asyncDispose]();
  t.deepEqual(recorder.seen(), APPS.map((name) => `${name} Synced Healthy`).toSorted());
});

test.serial('the policy is changed by a commit, and back by a revert', async (t) => {
  const { apps, git, admin } = t.context;
  const ingress = async (): Promise<string> =>
    JSON.stringify(await admin.get(types.networkPolicy, { namespace: 'argocd', name: 'gsp-homelab-server' }));
  const { network, ...others } = spec(git.url);
  const vpn = { cidr: '192.0.2.0/24' };
  await git.commit('The VPN may see the UI', {
    [POLICY]: policy({ ...others, network: { ...network, ingress: [...network.ingress, vpn] } }),
  });
  await apps.becomes('gitops-security-policy', 'Synced', 'Healthy');
  await eventually(async () => assert.match(await ingress(), /192\.0\.2\.0/));
  await git.revert();
  await apps.becomes('gitops-security-policy', 'Synced', 'Healthy');
  await eventually(async () => assert.doesNotMatch(await ingress(), /192\.0\.2\.0/));
  t.pass();
});

test.serial('a new cluster is as closed as the old one, from the repository alone', async (t) => {
  const { git } = t.context;
  await using fresh = await createArgoCdWorld({ git });
  const started = performance.now();
  await fresh.put(application('root', { repoURL: git.url, path: 'root', automated: true }));
  await fresh.apps.becomes('gitops-security-policy', 'Synced', 'Healthy');
  await fresh.settled('homelab', { Ready: 'True', Enforced: 'True', InSync: 'True' });
  const enforced = performance.now() - started;
  for (const name of APPS) await fresh.apps.becomes(name, 'Synced', 'Healthy');
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  t.log(
    `enforced after ${seconds(enforced)} s, all Applications healthy after ${seconds(performance.now() - started)} s`,
  );
  // The API server is at another port there.
  const rules = async ({ generated, cluster }: ArgoCdWorld): Promise<string> =>
    JSON.stringify(
      (await generated('argocd', 'homelab')).map(({ metadata, spec: rule }) => [metadata.name, rule]),
    ).replaceAll(`"port":${new URL(cluster.server).port}`, '"port":API-SERVER');
  t.is(await rules(fresh), await rules(t.context));
});

test.serial('a policy whose folder is empty stays: Argo CD deletes nothing by such an accident', async (t) => {
  const { apps, git, admin } = t.context;
  await git.commit('No policy any more', { [POLICY]: undefined });
  const { conditions } = await apps.refresh('gitops-security-policy');
  t.regex(JSON.stringify(conditions), /ComparisonError.*app path does not exist/);
  t.truthy(await admin.find(types.policy, { name: 'homelab' }));
});

test.serial(
  'a policy that is removed from Git goes with what it generated, and leaves what Applications need',
  async (t) => {
    const { apps, git, admin, generated } = t.context;
    const other = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'other', namespace: 'gitops-security' },
    };
    await git.commit('Something else', { 'infrastructure/gitops-security/other.yaml': stringify(other) });
    await apps.refresh('gitops-security-policy');
    await eventually(async () => assert.equal(await admin.find(types.policy, { name: 'homelab' }), undefined), 120);
    await eventually(async () => assert.equal((await generated('argocd', 'homelab')).length, 0));
    t.truthy(await admin.find(types.appProject, { namespace: 'argocd', name: 'homelab' }));
    t.like(await apps.refresh('web'), { sync: { status: 'Synced' } });
  },
);
