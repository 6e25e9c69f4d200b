import assert from 'node:assert/strict';
import type { ResourceType } from '../../src/engine/object.ts';
import { IN_CLUSTER } from '../unit/domain/projects.ts';
import { type AnyObject, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { createWorld, type World } from '../support/world.ts';

/** Of the policy, and of Argo CD's namespace. */
export const NAME = 'argocd';
/** Where roles are granted. */
export const TEAMS = ['team-a', 'team-b'] as const;
export const [TEAM] = TEAMS;
export const GOOD = { Ready: 'True', Enforced: 'True', InSync: 'True' };

export const shop = {
  name: 'shop',
  sourceRepos: ['https://git.example.com/*'],
  destinations: TEAMS.map((namespace) => ({ server: IN_CLUSTER, namespace })),
};

/** One key of each ConfigMap that the operator may write, and what Mallory makes of it. */
export const SETTINGS = [
  { configMap: 'argocd-cm', key: 'users.anonymous.enabled', value: 'false', bad: 'true' },
  { configMap: 'argocd-cmd-params-cm', key: 'server.disable.auth', value: 'false', bad: 'true' },
  { configMap: 'argocd-rbac-cm', key: 'policy.default', value: '', bad: 'role:admin' },
] as const;

export const settings = { keys: SETTINGS.map(({ configMap, key, value }) => ({ id: `${configMap}/${key}`, value })) };

const mallory = { kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io' };

/** Every kind that the operator generates, where it does so, and what Mallory makes of it. */
export const ATTACKS: readonly { readonly type: ResourceType; readonly namespace: string; readonly edit: object }[] = [
  { type: types.networkPolicy, namespace: NAME, edit: { spec: { ingress: [{}] } } },
  { type: types.appProject, namespace: NAME, edit: { spec: { sourceRepos: ['*'] } } },
  { type: types.role, namespace: TEAM, edit: { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] } },
  { type: types.roleBinding, namespace: TEAM, edit: { subjects: [mallory] } },
  { type: types.serviceAccount, namespace: TEAM, edit: { automountServiceAccountToken: true } },
];

/** Argo CD with its project `default`, and a Secret of a repository. */
export async function createScene(audit: boolean): Promise<World> {
  const world = await createWorld({ audit });
  const { admin, kubectl, installArgoCd } = world;
  await installArgoCd(NAME);
  for (const team of TEAMS) await kubectl('create', 'namespace', team);
  await admin.create(types.appProject, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { namespace: NAME, name: 'default' },
    spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] },
  });
  await admin.create(types.secret, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: NAME, name: 'repo', labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
    stringData: { url: 'https://git.example.com/shop' },
  });
  return world;
}

/** What the policy has generated of a kind; not the locked `default`, which Argo CD made and which stays. */
export async function generated({ admin }: World, type: ResourceType, namespace: string) {
  const all = await admin.list(type, namespace);
  return all.filter(
    ({ metadata: { name, labels } }) => labels?.['gitops-security.io/policy'] === NAME && name !== 'default',
  );
}

export async function firstOf(world: World, type: ResourceType, namespace: string): Promise<AnyObject> {
  const [first] = await generated(world, type, namespace);
  return first ?? assert.fail(`no ${type.kind} was generated`);
}

export const contentOf = ({ metadata: _, ...content }: AnyObject): object => content;

/** Waits until an object of that name is there again, as it was. */
export async function healed({ admin }: World, type: ResourceType, before: AnyObject): Promise<void> {
  await eventually(async () => assert.deepEqual(contentOf(await admin.get(type, before.metadata)), contentOf(before)));
}

/** Has Mallory change a setting. */
export const spoil = async ({ mallory: { patch } }: World, { configMap, key, bad }: (typeof SETTINGS)[number]) =>
  patch(types.configMap, { namespace: NAME, name: configMap }, { data: { [key]: bad } });

/** Waits until a setting is as the policy asks for. */
export const isSet = async ({ admin }: World, { configMap, key, value }: (typeof SETTINGS)[number]): Promise<void> =>
  eventually(async () => {
    const { data } = (await admin.get(types.configMap, { namespace: NAME, name: configMap })) as { data?: object };
    assert.equal((data as Record<string, string> | undefined)?.[key], value);
  });
