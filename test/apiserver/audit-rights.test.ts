import anyTest, { type TestFn } from 'ava';
import { types } from '../support/api.ts';
import { openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, OPERATOR_USER, operatorKubeconfig } from '../support/operator-account.ts';
import { startOperatorHere } from '../support/operator-here.ts';
import { without } from '../support/removed-right.ts';
import { type Grant, grantedRights, grantsOf, isOfAudit, usedRights } from '../support/rights.ts';
import { condition, createWorld, type World } from '../support/world.ts';
import { install } from './reporter.ts';

interface Scene {
  readonly world: World;
  readonly account: string;
  readonly grants: readonly Grant[];
}

const test = anyTest.serial as TestFn<Scene>;

const NAME = 'audited';
const PLACES = ['shop', 'bank'];
const spec = (api: string): object => ({ audit: { namespaces: { include: PLACES } }, report: { api } });

test.before('a cluster with both kinds of reports, and an operator that may read', async (t) => {
  const world = await createWorld({ audit: true });
  for (const namespace of ['argocd', ...PLACES]) await world.kubectl('create', 'namespace', namespace);
  // Something to report in each of them, and in none.
  for (const namespace of PLACES) await world.kubectl('run', 'web', '-n', namespace, '--image=nginx:latest');
  await world.kubectl('create', 'clusterrolebinding', 'open', '--clusterrole=view', '--user=system:anonymous');
  await install('openreports', world);
  await install('wgpolicyk8s', world);
  await applyOverlay(world.cluster, 'audit');
  const grants = (await grantsOf(world.cluster.kubeconfig, ['audit'])).filter(isOfAudit);
  t.context = { world, account: await operatorKubeconfig(world.cluster), grants };
  await world.applyPolicy(NAME, spec('openreports'));
});

test.after.always(async (t) => t.context.world?.cluster.stop());

/** Kinds that others bring along, and that are not in this cluster. */
const isOptional = (right: string): boolean =>
  /toolkit\.fluxcd|cilium|projectcalico|policy\.networking|aquasecurity|external-secrets|bitnami|kubescape/.test(right);

const reports = async (world: World, plural: string): Promise<string> =>
  world.kubectl('get', plural, '-n', 'shop', '-o', 'name');

const has = async (world: World, plural: string, some: boolean): Promise<void> =>
  eventually(async () => {
    if (((await reports(world, plural)) !== '') !== some) throw new Error(`${plural}: not ${some ? 'there' : 'gone'}`);
  });

test('what config/cluster-audit grants is what is used, and nothing more', async (t) => {
  const { world, account, grants } = t.context;
  const log = openAuditLog(world.cluster.auditLog ?? '');
  await log.next();
  {
    await using _ = await startOperatorHere(account, { leaderElection: false });
    await world.settled(NAME, { Audited: 'True' });
    await has(world, 'reports.openreports.io', true);
    await world.applyPolicy(NAME, spec('wgpolicyk8s'));
    await has(world, 'policyreports.wgpolicyk8s.io', true);
    await has(world, 'reports.openreports.io', false);
    await world.applyPolicy(NAME, spec('none'));
    await has(world, 'policyreports.wgpolicyk8s.io', false);
    await world.settled(NAME, { Audited: 'True' });
  }
  const requests = (await log.next()).filter(({ user }) => user.username === OPERATOR_USER);
  const used = usedRights(requests, grants);
  const granted = grantedRights(grants).filter((right) => !isOptional(right));
  t.deepEqual(
    granted.filter((right) => !used.includes(right)),
    [],
  );
});

const REQUIRED = ['configmaps', 'cronjobs', 'daemonsets', 'ingresses', 'jobs', 'limitranges', 'pods', 'podtemplates'];
const MORE = ['replicasets', 'replicationcontrollers', 'resourcequotas', 'services'];

test('every kind that it may not list is named, and nothing is compliant then', async (t) => {
  const { world, account, grants } = t.context;
  for (const resource of [...REQUIRED, ...MORE]) {
    const grant = grants.find(({ rule }) => rule.resources.includes(resource));
    if (grant === undefined) return t.fail(`nothing grants ${resource}`);
    await without(world.admin, { grant, verb: 'list', resource }, async () => {
      await using _ = await startOperatorHere(account, { leaderElection: false });
      const status = await eventually(async () => {
        const found = await world.status(NAME);
        const { message } = condition(found, 'Audited');
        if (message !== `Cannot be audited: ${resource} (forbidden).`) throw new Error(message);
        return found;
      });
      t.is(condition(status, 'Ready').reason, 'AuditWatchFailed');
      t.not(condition(status, 'Compliant').status, 'True');
    });
  }
});

test('a report that may not be written is told, and written once it may', async (t) => {
  const { world, account, grants } = t.context;
  const grant = grants.find(({ rule }) => rule.resources.includes('reports'));
  if (grant === undefined) return t.fail('nothing grants reports');
  await using _ = await startOperatorHere(account, { leaderElection: false });
  await without(world.admin, { grant, verb: 'create', resource: 'reports' }, async () => {
    await world.applyPolicy(NAME, spec('openreports'));
    const status = await world.settled(NAME, { Audited: 'False/ReportsNotWritten', Ready: 'True' });
    t.regex(condition(status, 'Audited').message, /cannot create resource "reports"/);
  });
  await world.settled(NAME, { Audited: 'True' });
  await has(world, 'reports.openreports.io', true);
  t.truthy(await world.admin.get(types.policy, { name: NAME }));
});
