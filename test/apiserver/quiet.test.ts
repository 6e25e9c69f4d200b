import test from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from '../support/api.ts';
import { describeRequest, isLease, isWrite, openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, OPERATOR_USER, operatorKubeconfig } from '../support/operator-account.ts';
import { startOperator } from '../support/operator.ts';
import { installReports } from '../support/reports.ts';
import { createWorld, type World } from '../support/world.ts';
import { IN_CLUSTER } from '../unit/domain/projects.ts';

/** Short enough for every day; QUIET_SECONDS=720 holds the resync, which comes every ten minutes. */
const windowSeconds = Number(process.env['QUIET_SECONDS'] ?? 20);

/** What is kept, once all of it is written. */
const KINDS = ['AppProject', 'ConfigMap', 'NetworkPolicy', 'Role', 'RoleBinding', 'ServiceAccount'];

/** Every section, each with something to keep and something to say. */
const spec = {
  mode: 'Enforce',
  network: { egress: { git: [{ cidr: '198.51.100.0/24', ports: [443] }] } },
  projects: {
    lockDefault: true,
    secrets: 'Data',
    items: [
      {
        name: 'shop',
        sourceRepos: ['https://198.51.100.10/*'],
        destinations: [{ server: IN_CLUSTER, namespace: 'shop-*' }],
        syncWindows: [{ kind: 'allow', schedule: '* * * * *', duration: '1m', applications: ['*'] }],
        roles: [{ name: 'ci' }],
      },
    ],
  },
  sync: { manual: [{ namespaces: ['*-prod'] }] },
  rbac: {
    roles: [
      {
        name: 'viewers',
        namespaces: ['argocd', 'shop-*'],
        subjects: [{ kind: 'Group', name: 'viewers' }],
        preset: 'viewer',
      },
    ],
    impersonation: {},
  },
  audit: { secrets: { read: 'Metadata', maxAgeDays: 90 } },
  settings: { preset: 'strict', keys: [{ id: 'argocd-cm/users.anonymous.enabled', value: 'false' }] },
};

/** What the sections are about: namespaces, an Application that is synced by itself, a repository of a project. */
async function populate({ admin }: World): Promise<void> {
  for (const name of ['shop-dev', 'shop-prod'])
    await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await admin.create(types.application, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { namespace: 'argocd', name: 'web' },
    spec: {
      project: 'shop',
      source: { repoURL: 'https://198.51.100.10/shop', path: '.' },
      destination: { server: IN_CLUSTER, namespace: 'shop-prod' },
      syncPolicy: { automated: {} },
    },
    status: { resources: [{ group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop-prod', name: 'web' }] },
  });
  await admin.create(types.secret, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'argocd', name: 'repo', labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
    stringData: { project: 'shop', url: 'https://git.example.org/more' },
  });
}

test('at rest nothing is written and nothing is listed, but the lease is kept', async (t) => {
  t.timeout((windowSeconds + 180) * 1000);
  const world = await createWorld({ audit: true });
  await using cluster = world.cluster;
  await world.installArgoCd('argocd');
  await installReports('openreports', cluster.kubeconfig);
  for (const overlay of ['enforce', 'grants', 'secrets', 'cluster-secrets'] as const)
    await applyOverlay(cluster, overlay);
  await populate(world);
  await world.applyPolicy('argocd', spec);
  await using operator = await startOperator(await operatorKubeconfig(cluster), []);
  const status = await world.settled('argocd', { Ready: 'True', Enforced: 'True', Audited: 'True' });
  t.deepEqual([...new Set(status.managed.map(({ kind }) => kind))].toSorted(), KINDS);

  const log = openAuditLog(cluster.auditLog ?? '');
  const made = async () => (await log.next()).filter(({ user }) => user.username === OPERATOR_USER);
  await eventually(async () => {
    // An Event that is repeated is counted up ten seconds later.
    await sleep(11_000);
    const busy = (await made()).filter((entry) => isWrite(entry) && !isLease(entry));
    if (busy.length > 0) throw new Error(`not at rest: ${busy.map(describeRequest).join(', ')}`);
  });

  await sleep(windowSeconds * 1000);
  const requests = await made();
  const lease = requests.filter(isLease);
  const watches = requests.filter(({ verb }) => verb === 'watch');
  const others = requests.filter((entry) => !lease.includes(entry) && !watches.includes(entry));
  t.log(
    `in ${windowSeconds} s: ${lease.length} requests for the lease, ${watches.length} watches, ${others.length} others`,
  );
  t.deepEqual(others.map(describeRequest), []);
  t.true(lease.length > 0, 'what the operator does is in the log');
  t.is(await operator.stop(), 0);
});
