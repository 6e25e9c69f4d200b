import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CHART, helm } from '../helm/helm.ts';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { operatorKubeconfig } from '../support/operator-account.ts';
import { startOperator } from '../support/operator.ts';
import { condition, createWorld, type World } from '../support/world.ts';

const NAMESPACE = 'gitops-security';
const CRD = 'gitopssecuritypolicies.gitops-security.io';
const COLUMN = 'name: Enforced';
const OLD_COLUMN = 'name: Renamed-since';

const INSTALL = ['install', 'operator', '--namespace', NAMESPACE, '--create-namespace'];
const UPGRADE = ['upgrade', 'operator', '--namespace', NAMESPACE];

const helmIn = async ({ cluster }: World, ...args: readonly string[]): Promise<string> =>
  helm(args, { kubeconfig: cluster.kubeconfig });

/** The chart as an earlier release might have had it: with another CRD. */
function olderChart({ cluster }: World): string {
  const folder = join(cluster.dir, 'older-chart');
  cpSync(CHART, folder, { recursive: true });
  const path = join(folder, 'templates/crd.yaml');
  const text = readFileSync(path, 'utf8');
  assert(text.includes(COLUMN));
  writeFileSync(path, text.replace(COLUMN, OLD_COLUMN));
  return folder;
}

const columns = async ({ admin }: World): Promise<string> =>
  JSON.stringify((await admin.get(types.crd, { name: CRD }))['spec']);

async function kindsOfRelease({ kubectl }: World): Promise<readonly string[]> {
  const kinds =
    'deployment,serviceaccount,networkpolicy,poddisruptionbudget,role,rolebinding,clusterrole,clusterrolebinding';
  const names = await kubectl('get', kinds, '-A', '-l', 'app.kubernetes.io/instance=operator', '-o', 'name');
  return [
    ...new Set(
      names
        .split('\n')
        .filter(Boolean)
        .map((name) => name.split(/[./]/)[0] ?? ''),
    ),
  ].toSorted();
}

test.before('Helm is built', async (t) => {
  t.timeout(900_000);
  await helm(['version']);
});

test('a release from install to uninstall: the operator has its rights, and policies outlive it', async (t) => {
  t.timeout(300_000);
  const world = await createWorld();
  await using cluster = world.cluster;
  await world.installArgoCd('argocd');

  // Somebody applied crds/ before: Helm takes over nothing by itself.
  await t.throwsAsync(helmIn(world, ...INSTALL, CHART), { message: /cannot be imported into the current release/ });
  await world.kubectl('delete', '-f', 'crds/');

  await helmIn(world, ...INSTALL, olderChart(world));
  await world.kubectl('wait', '--for=condition=Established', `crd/${CRD}`, '--timeout=30s');
  await eventually(async () => world.admin.list(types.policy));
  t.deepEqual(await kindsOfRelease(world), [
    'clusterrole',
    'clusterrolebinding',
    'deployment',
    'networkpolicy',
    'poddisruptionbudget',
    'role',
    'rolebinding',
    'serviceaccount',
  ]);
  await using operator = await startOperator(await operatorKubeconfig(cluster), []);
  await world.applyPolicy('argocd', { mode: 'Enforce', network: {}, audit: {} });
  const status = await world.settled('argocd', { Ready: 'False/ApplyFailed', Audited: 'True' });
  t.regex(condition(status, 'Ready').message, /cannot patch resource "networkpolicies"/);

  t.true((await columns(world)).includes('Renamed-since'));
  await helmIn(world, ...UPGRADE, CHART, '--set=mode=enforce');
  t.false((await columns(world)).includes('Renamed-since'));
  await world.settled('argocd', { Ready: 'True', Enforced: 'True' });
  t.is(await operator.stop(), 0);

  // Back, with the CRD, and on again.
  await helmIn(world, 'rollback', 'operator', '--namespace', NAMESPACE);
  t.true((await columns(world)).includes('Renamed-since'));
  t.is((await world.admin.list(types.policy)).length, 1);

  await helmIn(world, 'uninstall', 'operator', '--namespace', NAMESPACE);
  t.deepEqual(await kindsOfRelease(world), []);
  t.is((await world.admin.list(types.policy)).length, 1);
  t.true((await world.generated('argocd')).length > 5);

  // A release of the same name takes what the last one left.
  await helmIn(world, ...INSTALL, CHART);
  t.is((await world.admin.list(types.policy)).length, 1);
});

test('with --take-ownership and --force-conflicts Helm takes over what kubectl applied of config/', async (t) => {
  t.timeout(300_000);
  const world = await createWorld();
  await using _cluster = world.cluster;
  await world.kubectl('create', 'namespace', 'argocd');
  await world.kubectl('apply', '--server-side', '-k', 'config/enforce');
  await helmIn(world, ...INSTALL, CHART, '--set=mode=enforce', '--take-ownership', '--force-conflicts');
  const role = await world.admin.get(types.role, { namespace: 'argocd', name: 'gitops-security-operator-write' });
  t.is(role.metadata.labels?.['app.kubernetes.io/managed-by'], 'Helm');
});
