import assert from 'node:assert/strict';
import test from 'ava';
import { type AnyObject, types } from '../support/api.ts';
import { describeRequest, openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, OPERATOR_USER, operatorKubeconfig } from '../support/operator-account.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { grantedRights, grantsOf, isOfAudit, usedRights } from '../support/rights.ts';
import type { World } from '../support/world.ts';
import {
  ATTACKS,
  createScene,
  firstOf,
  generated,
  GOOD,
  healed,
  isSet,
  NAME,
  SETTINGS,
  settings,
  shop,
  spoil,
  TEAM,
  TEAMS,
} from './rights-scene.ts';

const OVERLAYS = ['enforce', 'grants', 'secrets'] as const;

const everything = {
  mode: 'Enforce',
  network: {},
  projects: { lockDefault: true, secrets: 'Data', items: [shop] },
  rbac: {
    roles: [{ name: 'viewer', namespaces: TEAMS, subjects: [{ kind: 'Group', name: 'viewers' }], preset: 'viewer' }],
    impersonation: {},
  },
  settings,
};

/** Every kind is made, put right, put right again so that its Event is counted up, and made anew. */
async function heal(world: World): Promise<void> {
  for (const { type, namespace, edit } of ATTACKS) {
    const object = await firstOf(world, type, namespace);
    for (const _ of ['once', 'twice']) {
      await world.mallory.patch(type, object.metadata, edit);
      await healed(world, type, object);
    }
    await world.mallory.remove(type, object.metadata);
    await healed(world, type, object);
  }
}

/** What a RoleBinding refers to cannot be changed: it is another one, made while the operator does not look. */
async function rebind(world: World, { pid }: OperatorProcess): Promise<void> {
  const binding = await firstOf(world, types.roleBinding, TEAM);
  const roleRef = {
    ...(binding as AnyObject & { roleRef: object }).roleRef,
    kind: 'ClusterRole',
    name: 'cluster-admin',
  };
  const { name, namespace = '' } = binding.metadata;
  process.kill(pid, 'SIGSTOP');
  try {
    await world.mallory.remove(types.roleBinding, binding.metadata);
    await world.mallory.create(types.roleBinding, { ...binding, metadata: { name, namespace }, roleRef });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await healed(world, types.roleBinding, binding);
}

async function neutralise({ applyPolicy, settled }: World): Promise<void> {
  await applyPolicy(NAME, { ...everything, network: { shippedPolicies: 'Neutralise' } });
  await settled(NAME, { ...GOOD, Isolated: 'True' });
  await applyPolicy(NAME, everything);
  await settled(NAME, { ...GOOD, Isolated: 'False' });
}

async function withdraw(world: World): Promise<void> {
  await world.applyPolicy(NAME, { mode: 'Enforce' });
  for (const { type, namespace } of ATTACKS)
    await eventually(async () => assert.deepEqual(await generated(world, type, namespace), []));
  await world.kubectl('delete', 'gsp', NAME);
}

test('what config/enforce, config/grants and config/secrets grant is what is used, and nothing more', async (t) => {
  const world = await createScene(true);
  await using cluster = world.cluster;
  for (const overlay of OVERLAYS) await applyOverlay(cluster, overlay);
  await using operator = await startOperator(await operatorKubeconfig(cluster), []);
  for (const setting of SETTINGS) await spoil(world, setting);

  await world.applyPolicy(NAME, everything);
  await world.settled(NAME, GOOD);
  for (const setting of SETTINGS) {
    await isSet(world, setting);
    await spoil(world, setting);
    await isSet(world, setting);
  }
  const locked = await world.admin.get(types.appProject, { namespace: NAME, name: 'default' });
  t.like(locked, { spec: { sourceRepos: [], destinations: [] } });
  await heal(world);
  await rebind(world, operator);
  await neutralise(world);
  await withdraw(world);
  t.is(await operator.stop(), 0);

  const requests = (await openAuditLog(cluster.auditLog ?? '').next()).filter(
    // Who somebody is, everybody may ask: system:basic-user of Kubernetes permits it.
    ({ user, objectRef }) => user.username === OPERATOR_USER && objectRef?.resource !== 'selfsubjectreviews',
  );
  t.deepEqual(requests.filter(({ responseStatus: { code } }) => code === 403).map(describeRequest), []);
  const grants = (await grantsOf(cluster.kubeconfig, OVERLAYS)).filter((grant) => !isOfAudit(grant));
  const [used, granted] = [usedRights(requests, grants), grantedRights(grants)];
  t.deepEqual(
    granted.filter((right) => !used.includes(right)),
    [],
    'granted, and not used',
  );
  t.deepEqual(
    used.filter((right) => !granted.includes(right)),
    [],
    'used, and not granted',
  );
});
