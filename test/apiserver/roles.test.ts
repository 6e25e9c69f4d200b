import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import type { Role, RoleBinding } from '../../src/api/kube.ts';
import { type AnyObject, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { asServiceAccount, type Scene, setScene } from '../support/scene.ts';
import { condition, type World } from '../support/world.ts';

const test = anyTest as TestFn<Scene>;

setScene(test, asServiceAccount);

const GOOD = { Ready: 'True', Enforced: 'True', InSync: 'True' };
const subjects = [{ kind: 'Group', name: 'viewers' }];
const viewer = { name: 'viewer', namespaces: ['team-a'], subjects, preset: 'viewer' };

const createNamespace = async ({ admin }: World, name: string, labels: object = {}): Promise<AnyObject> =>
  admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

async function enforce(world: World, rbac: object, more: object = {}) {
  await world.applyPolicy('argocd', { mode: 'Enforce', rbac, ...more });
  return world.settled('argocd', GOOD);
}

const rolesIn = async ({ admin }: World, namespace: string): Promise<readonly Role[]> =>
  admin.list(types.role, namespace);
const bindingsIn = async ({ admin }: World, namespace: string): Promise<readonly RoleBinding[]> =>
  (await admin.list(types.roleBinding, namespace)) as unknown as readonly RoleBinding[];

test.serial('a role in each of its namespaces, those to come included', async (t) => {
  const { world } = t.context;
  for (const [name, labels] of [
    ['team-a', {}],
    ['labelled', { team: 'b' }],
  ] as const)
    await createNamespace(world, name, labels);
  const namespaceSelector = { matchLabels: { team: 'b' } };
  await enforce(world, { roles: [{ ...viewer, namespaces: ['team-*'], namespaceSelector }] });
  for (const namespace of ['team-a', 'labelled']) {
    const [role] = await rolesIn(world, namespace);
    const [binding] = await bindingsIn(world, namespace);
    t.is(binding?.roleRef.name, role?.metadata.name);
    t.like(binding?.subjects?.[0], { kind: 'Group', name: 'viewers' });
    t.true(role?.rules?.some(({ resources }) => resources?.includes('applications')));
  }
  await createNamespace(world, 'team-late');
  await eventually(async () => assert.equal((await bindingsIn(world, 'team-late')).length, 1));
  await world.kubectl('label', 'namespace', 'labelled', 'team-');
  await eventually(async () => assert.deepEqual(await rolesIn(world, 'labelled'), []));
  await world.settled('argocd', GOOD);
});

test.serial('an intruder adds himself, widens the role, or binds another one: put right, and told', async (t) => {
  const { world } = t.context;
  await enforce(world, { roles: [viewer] });
  const [role] = await rolesIn(world, 'team-a');
  const [binding] = await bindingsIn(world, 'team-a');
  assert.ok(role !== undefined && binding !== undefined);
  const { mallory } = world;
  const mine = { kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io' };
  await mallory.patch(types.roleBinding, binding.metadata, { subjects: [...(binding.subjects ?? []), mine] });
  await eventually(async () => assert.deepEqual((await bindingsIn(world, 'team-a'))[0]?.subjects, binding.subjects));
  await mallory.patch(types.role, role.metadata, { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] });
  await eventually(async () => assert.deepEqual((await rolesIn(world, 'team-a'))[0]?.rules, role.rules));
  const roleRef = { ...binding.roleRef, kind: 'ClusterRole', name: 'cluster-admin' };
  await mallory.remove(types.roleBinding, binding.metadata);
  const { name, namespace = '' } = binding.metadata;
  await mallory
    .create(types.roleBinding, { ...binding, metadata: { name, namespace }, subjects: [mine], roleRef })
    .catch(() => undefined);
  await eventually(async () => {
    const [now] = await bindingsIn(world, 'team-a');
    assert.deepEqual(now?.roleRef, binding.roleRef);
    assert.deepEqual(now?.subjects, binding.subjects);
  });
  const { drift } = await eventually(async () => {
    const status = await world.settled('argocd', GOOD);
    assert.ok((status.summary?.corrected ?? 0) >= 3);
    return status;
  });
  t.is(drift.find(({ path }) => path === 'subjects')?.manager, 'mallory');
  t.is(drift.find(({ path }) => path.startsWith('rules'))?.manager, 'mallory');
});

test.serial('a role beyond what the operator may grant is refused, with the manifest that allows it', async (t) => {
  const { world } = t.context;
  const rules = [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }];
  await world.applyPolicy('argocd', {
    mode: 'Enforce',
    rbac: { roles: [viewer, { name: 'reader', namespaces: ['team-a'], subjects, rules }] },
  });
  const status = await world.settled('argocd', { Ready: 'True', Enforced: 'False/EscalationDenied' });
  t.regex(condition(status, 'Enforced').message, /reader.*create pods\/exec/);
  t.is((await rolesIn(world, 'team-a')).length, 1);
  const [denied] = status.denied;
  const manifest = denied?.manifest ?? '';
  t.regex(manifest, /gitops-security\.io\/grantable: "true"/);
  await world.applyManifest(manifest);
  await world.settled('argocd', GOOD);
  t.is((await rolesIn(world, 'team-a')).length, 2);
});

test.serial('who can make Argo CD deploy something, and what Argo CD may do', async (t) => {
  const { world } = t.context;
  await world.mallory.create(types.role, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'deploy', namespace: 'argocd' },
    rules: [{ apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['create'] }],
  });
  await world.mallory.create(types.roleBinding, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'deploy', namespace: 'argocd' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'deploy' },
    subjects: [{ kind: 'User', name: 'eve', apiGroup: 'rbac.authorization.k8s.io' }],
  });
  const found = await eventually(async () => {
    const { rbac } = await world.status('argocd');
    const entry = rbac?.writers.find(({ subject }) => subject === 'User eve');
    assert.ok(entry !== undefined);
    return entry;
  });
  t.like(found, { may: 'create applications.argoproj.io', via: 'RoleBinding argocd/deploy, Role argocd/deploy' });
});

test.serial('what goes from the policy goes from the cluster', async (t) => {
  const { world } = t.context;
  await world.applyPolicy('argocd', { mode: 'Enforce' });
  await eventually(async () => assert.deepEqual(await bindingsIn(world, 'team-a'), []));
  t.deepEqual(await rolesIn(world, 'team-a'), []);
});
