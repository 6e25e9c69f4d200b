import anyTest, { type TestFn } from 'ava';
import { stringify } from 'yaml';
import { types } from '../support/api.ts';
import { application, type ApplicationOptions, IN_CLUSTER } from './applications.ts';
import { argocd } from './argocd-cli.ts';
import { settings } from './homelab.ts';
import { type ArgoCdWorld, createArgoCdWorld } from './world.ts';

const test = anyTest as TestFn<ArgoCdWorld>;

const PROJECT = 'shop';

/** Puts an Application and asks for a sync; returns what Argo CD says of both. */
async function tried(world: ArgoCdWorld, name: string, options: Partial<ApplicationOptions>): Promise<string> {
  const { apps, git, put } = world;
  const allowed = { project: PROJECT, repoURL: git.url, path: 'allowed', namespace: 'shop-test' };
  await put(application(name, { ...allowed, ...options }));
  const { phase, message, syncResult } = await apps.sync(name);
  const { conditions } = await apps.state(name);
  const said = [
    ...(syncResult?.resources ?? []).map((each) => each.message),
    ...conditions.map((each) => each.message),
  ];
  return [phase, message, ...said].join(': ');
}

test.before('a project that the operator made from a policy', async (t) => {
  const world = await createArgoCdWorld();
  t.context = world;
  await world.installOperator();
  const { git, admin } = world;
  const foreign = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q', namespace: 'shop-test' },
    spec: {},
  };
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'shop' },
    rules: [],
  };
  await git.commit('What is tried', {
    'allowed/settings.yaml': settings('shop-test', '1'),
    'elsewhere/settings.yaml': settings('kube-public', '1'),
    'blacklisted/quota.yaml': stringify(foreign),
    'cluster/role.yaml': stringify(role),
  });
  for (const name of ['shop-test', 'shop-prod'])
    await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await world.applyPolicy('argocd', {
    mode: 'Enforce',
    projects: {
      items: [
        {
          name: PROJECT,
          sourceRepos: [git.url],
          destinations: [{ server: IN_CLUSTER, namespace: 'shop-*' }],
          namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }],
          roles: [
            {
              name: 'deployer',
              policies: [
                'p, proj:shop:deployer, applications, sync, shop/*, allow',
                'p, proj:shop:deployer, applications, delete, shop/*, deny',
              ],
            },
          ],
        },
      ],
      lockDefault: true,
    },
  });
  await world.settled('argocd', { Enforced: 'True' });
});

test.after.always(async (t) => t.context[Symbol.asyncDispose]?.());

test.serial('what is permitted is synced', async (t) => {
  t.regex(await tried(t.context, 'allowed', {}), /^Succeeded/);
  t.truthy(await t.context.admin.find(types.configMap, { namespace: 'shop-test', name: 'web' }));
});

const REFUSED: readonly (readonly [string, Partial<ApplicationOptions>, RegExp])[] = [
  ['another namespace', { namespace: 'kube-system' }, /do not match any of the allowed destinations/],
  ['another repository', { repoURL: 'file:///elsewhere.git' }, /is not permitted in project 'shop'/],
  ['an object that names another namespace', { path: 'elsewhere' }, /namespace kube-public is not permitted/],
  ['a cluster-scoped kind', { path: 'cluster' }, /ClusterRole is not permitted in project shop/],
  ['a kind of the blacklist', { path: 'blacklisted' }, /ResourceQuota is not permitted in project shop/],
  ['the locked project default', { project: 'default' }, /project 'default'/],
];

for (const [index, [title, options, message]] of REFUSED.entries())
  test.serial(`Argo CD refuses ${title}`, async (t) => {
    t.regex(await tried(t.context, `refused-${index}`, options), message);
  });

test.serial("Argo CD's own tool accepts the policies of the project's roles", async (t) => {
  const { spec } = await t.context.admin.get(types.appProject, { namespace: 'argocd', name: PROJECT });
  const { roles } = spec as { roles: readonly { policies: readonly string[] }[] };
  const lines = roles.flatMap(({ policies }) => policies).join('\n');
  t.regex(lines, /proj:shop:deployer/);
  const args = ['admin', 'settings', 'rbac', 'validate', '--policy-file', 'policy.csv'];
  const { kubeconfig } = t.context.cluster;
  t.regex(await argocd(args, { 'policy.csv': lines }, kubeconfig), /Policy is valid/);
  await t.throwsAsync(argocd(args, { 'policy.csv': 'p, nonsense' }, kubeconfig));
});

test.serial('nothing of what was refused is there', async (t) => {
  const { admin, kubectl } = t.context;
  t.is(await admin.find(types.configMap, { namespace: 'kube-public', name: 'web' }), undefined);
  t.is(await kubectl('get', 'clusterrole', 'shop', '--ignore-not-found'), '');
  t.is(await kubectl('get', 'quota', '-A', '-o', 'name'), '');
  t.like(await t.context.apps.refresh('allowed'), { sync: { status: 'Synced' } });
});
