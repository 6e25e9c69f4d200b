import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import anyTest, { type TestFn } from 'ava';
import { z } from 'zod';
import { operatorMetrics } from '../../docs-metrics.ts';
import { auditLine } from '../../src/api/audit-log.ts';
import { alerts } from '../support/alerts.ts';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { readQuery } from '../support/promql.ts';
import { createWorld, type World } from '../support/world.ts';

const test = anyTest as TestFn<{ world: World; leader: OperatorProcess; standby: OperatorProcess }>;

const ANONYMOUS = 'users.anonymous.enabled';

const SPEC = {
  mode: 'Enforce',
  network: { egress: { git: [{ cidr: '198.51.100.0/24', ports: [443] }] }, shippedPolicies: 'Neutralise' },
  settings: { keys: [{ id: `argocd-cm/${ANONYMOUS}`, value: 'false' }] },
  audit: {
    exceptions: [{ rules: ['images/*'], names: ['nobody'], reason: 'to see it end', expires: '2030-01-31' }],
  },
};

const scrape = async ({ port }: OperatorProcess): Promise<readonly string[]> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
};
const namesOf = (series: readonly string[]): Set<string> => new Set(series.map((line) => line.split(/[{ ]/)[0] ?? ''));
const valueOf = (series: readonly string[], start: string): number =>
  Number(series.find((line) => line.startsWith(`${start} `))?.slice(start.length + 1));

test.before('a world with two operators, of which one leads', async (t) => {
  const world = await createWorld();
  await world.installArgoCd('argocd');
  await world.admin.patch(
    types.configMap,
    { namespace: 'argocd', name: 'argocd-cm' },
    { data: { [ANONYMOUS]: 'true' } },
  );
  await applyOverlay(world.cluster, 'enforce');
  const kubeconfig = await operatorKubeconfig(world.cluster);
  const leader = await startOperator(kubeconfig, []);
  await eventually(async () => assert.equal(valueOf(await scrape(leader), LEADS), 1));
  t.context = { world, leader, standby: await startOperator(kubeconfig, []) };
  await world.applyPolicy('argocd', SPEC);
  await world.settled('argocd', { Ready: 'True', Enforced: 'True', Audited: 'True' });
});

test.after.always(async (t) => {
  await t.context.standby?.stop();
  await t.context.leader?.stop();
  await t.context.world?.cluster.stop();
});

const LEADS = 'leader_election_master_status{name="gitopssecuritypolicy"}';
const CORRECTIONS = 'gitops_security_corrections_total{policy="argocd",kind="NetworkPolicy"}';

test.serial('the replica that waits tells that it does, that it watches, and nothing of policies', async (t) => {
  const { standby } = t.context;
  await eventually(async () => {
    const series = await scrape(standby);
    assert.equal(valueOf(series, LEADS), 0);
    assert.equal(valueOf(series, 'gitops_security_watch_synced{resource="networkpolicies"}'), 1);
  });
  const own = [...namesOf(await scrape(standby))].filter((name) => name.startsWith('gitops_security_'));
  t.deepEqual(own.toSorted(), [
    'gitops_security_watch_interruptions_total',
    'gitops_security_watch_last_contact_seconds',
    'gitops_security_watch_synced',
  ]);
});

test.serial('a correction is counted from 0, and told in the log with who made it necessary', async (t) => {
  const { world, leader } = t.context;
  t.is(valueOf(await scrape(leader), CORRECTIONS), 0);
  const object = { namespace: 'argocd', name: 'gsp-argocd-redis' };
  await world.mallory.patch(types.networkPolicy, object, { spec: { ingress: [{}] } });
  await eventually(async () => assert.equal(valueOf(await scrape(leader), CORRECTIONS), 1));
  const line = leader.log.find(({ message }) => message === 'drift corrected');
  t.is(line?.['object'], 'NetworkPolicy/argocd/gsp-argocd-redis');
  t.is(line?.['manager'], 'mallory');
});

test.serial('a critical finding is told in the metrics and in the log, and so is its end', async (t) => {
  const { world, leader } = t.context;
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'everybody' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
  };
  await world.applyManifest(JSON.stringify(binding));
  await eventually(async () =>
    assert.ok(
      (await scrape(leader)).some(
        (line) => line.startsWith('gitops_security_findings{') && line.includes('severity="critical"'),
      ),
    ),
  );
  const told = (message: string): boolean =>
    leader.log.some((line) => line.message === message && line['name'] === 'everybody');
  await eventually(() => assert.ok(told('finding appeared')));
  await world.kubectl('delete', 'clusterrolebinding', 'everybody');
  await eventually(() => assert.ok(told('finding gone')));
  t.pass();
});

test.serial('what alerts and the dashboard ask for is there', async (t) => {
  const there = namesOf(await scrape(t.context.leader));
  const dashboard = z
    .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })) })
    .parse(JSON.parse(readFileSync('config/monitoring/dashboard.json', 'utf8')));
  const queries = [
    ...alerts.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m'))),
  ];
  const asked = new Set(queries.flatMap((query) => readQuery(query).metrics));
  t.true(asked.size > 20);
  // No other scanner is installed here.
  t.deepEqual(
    [...asked].filter((name) => !there.has(name)),
    ['gitops_security_scanner_findings'],
  );
});

test.serial('no metric is there that the reference does not know, nor any label', async (t) => {
  const known = operatorMetrics();
  for (const line of await scrape(t.context.leader)) {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    const metric = known.find((each) => each.name === name || name.replace(/_(bucket|sum|count)$/, '') === each.name);
    t.not(metric, undefined, line);
    const has = [...labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label = '']) => label);
    const may = new Set([...(metric?.labelNames ?? []), 'le', 'quantile']);
    t.deepEqual(
      has.filter((label) => !may.has(label)),
      [],
      line,
    );
  }
});

test.serial('every line of the audit log is as its schema says, and every sort of them is there', async (t) => {
  const { leader, standby, world } = t.context;
  await world.admin.patch(types.policy, { name: 'argocd' }, { spec: { network: null } });
  await eventually(() => assert.ok(leader.log.some(({ message }) => message === 'deleted')));
  await eventually(() => assert.ok(leader.log.some(({ message }) => message === 'shipped policy restored')));
  const lines = leader.log.filter(({ audit }) => audit === true);
  for (const line of lines) t.notThrows(() => auditLine.parse(line), JSON.stringify(line));
  const messages = new Set(lines.map(({ message }) => message));
  t.deepEqual([...messages].toSorted(), [
    'applied',
    'deleted',
    'drift corrected',
    'finding appeared',
    'finding gone',
    'setting changed',
    'shipped policy neutralised',
    'shipped policy restored',
  ]);
  t.deepEqual(
    standby.log.filter(({ audit }) => audit === true),
    [],
  );
});

test.serial('what the operator and its alerts are installed with can be built', async (t) => {
  const text = await t.context.world.kubectl('kustomize', 'config/monitoring');
  t.regex(text, /^kind: PodMonitor$/m);
  t.regex(text, /^kind: PrometheusRule$/m);
  t.regex(text, /^ {4}grafana_dashboard: "1"$/m);
  t.regex(text, /^ {2}name: gitops-security-operator-dashboard$/m);
});
