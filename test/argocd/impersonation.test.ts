import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import anyTest, { type TestFn } from 'ava';
import { stringify } from 'yaml';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { application, IN_CLUSTER } from './applications.ts';
import { settings } from './homelab.ts';
import { type ArgoCdWorld, createArgoCdWorld } from './world.ts';

const test = anyTest as TestFn<ArgoCdWorld>;

const ARGO_CD = 'system:serviceaccount:argocd:argocd-application-controller';

interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly impersonatedUser?: { readonly username: string };
  readonly objectRef?: { readonly namespace?: string; readonly name?: string; readonly resource?: string };
  readonly responseStatus?: { readonly code: number };
}

/** As whom an object was written, and with what success, as the API server recorded it. */
async function written({ cluster }: ArgoCdWorld, resource: string, namespace: string): Promise<readonly string[]> {
  const lines = (await readFile(cluster.auditLog ?? '', 'utf8')).trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ objectRef: ref, verb }) => ref?.resource === resource && ref.namespace === namespace && verb !== 'get')
    .filter(({ user }) => user.username === ARGO_CD)
    .map(({ verb, impersonatedUser, responseStatus }) =>
      [verb, impersonatedUser?.username ?? 'nobody', responseStatus?.code].join(' '),
    );
}

test.before('a policy that has Argo CD deploy as the ServiceAccounts of projects', async (t) => {
  const world = await createArgoCdWorld({ audit: true });
  t.context = world;
  const { git, admin } = world;
  await world.installOperator('grants');
  for (const name of ['shop', 'office'])
    await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'all', namespace: 'shop' },
  };
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
  await git.commit('An application, and one that wants more', {
    'shop/settings.yaml': settings('shop', '1'),
    'greedy/role.yaml': stringify({ ...role, rules }),
  });
  const project = { name: 'shop', sourceRepos: [git.url], destinations: [{ server: IN_CLUSTER, namespace: 'shop' }] };
  await world.applyPolicy('argocd', {
    mode: 'Enforce',
    projects: { items: [project] },
    rbac: { impersonation: { projects: ['*'], guard: 'Block' } },
    settings: {},
  });
  await eventually(async () => {
    const { data = {} } = (await admin.get(types.configMap, { namespace: 'argocd', name: 'argocd-cm' })) as {
      data?: Record<string, string>;
    };
    assert.equal(data['application.sync.impersonation.enabled'], 'true');
  });
});

test.after.always(async (t) => t.context[Symbol.asyncDispose]?.());

test.serial('a sync writes as the ServiceAccount of the project', async (t) => {
  const { apps, git, put, admin } = t.context;
  await put(application('shop', { project: 'shop', repoURL: git.url, path: 'shop', namespace: 'shop' }));
  t.like(await apps.sync('shop'), { phase: 'Succeeded' });
  t.truthy(await admin.find(types.configMap, { namespace: 'shop', name: 'web' }));
  const writes = await written(t.context, 'configmaps', 'shop');
  t.true(writes.length > 0);
  for (const write of writes) t.regex(write, /^(create|patch|update) system:serviceaccount:shop:\S+ 20[01]$/);
});

test.serial('a sync fails where that ServiceAccount has no right', async (t) => {
  const { apps, git, put, admin } = t.context;
  await put(application('greedy', { project: 'shop', repoURL: git.url, path: 'greedy', namespace: 'shop' }));
  const { phase, syncResult } = await apps.sync('greedy');
  t.is(phase, 'Failed');
  t.regex(JSON.stringify(syncResult), /gsp-shop.*(cannot|forbidden)/);
  t.is(await admin.find(types.role, { namespace: 'shop', name: 'all' }), undefined);
});

test.serial('a sync fails in a namespace for which the project has no account', async (t) => {
  const { apps, git, put } = t.context;
  const open = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'open', namespace: 'argocd' },
  };
  await put({ ...open, spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] } });
  await git.commit('An office', { 'office/settings.yaml': settings('office', '1') });
  await put(application('office', { project: 'open', repoURL: git.url, path: 'office', namespace: 'office' }));
  const { phase, message } = await apps.sync('office');
  t.regex(`${phase} ${message}`, /^(Error|Failed) .*no matching service account found/);
});
