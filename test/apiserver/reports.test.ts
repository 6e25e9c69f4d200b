import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestFn } from 'ava';
import anyTest from 'ava';
import type { Finding } from '../../src/domain/audit/judge.ts';
import type { Owner } from '../../src/domain/ownership.ts';
import { REPORT_KINDS, type ReportApi, type ReportChoice } from '../../src/domain/reports/api.ts';
import type { WantedReports } from '../../src/steps/reports/index.ts';
import { types } from '../support/api.ts';
import { describeRequest, isWrite, openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { createWorld, type World } from '../support/world.ts';
import { finding, many } from '../unit/domain/reports/findings.ts';
import { install, REPORTER, type Reporter, startReporter, stored, uninstall } from './reporter.ts';

const test = anyTest as TestFn<World>;

const REPORTS = REPORT_KINDS.openreports.namespaced;

/** What an audit has to say, by namespace. */
const wanted = (all: Readonly<Record<string, readonly Finding[]>>, choice: ReportChoice = 'auto'): WantedReports => ({
  choice,
  places: Object.keys(all),
  changed: Object.keys(all),
  findings: (place) => ({ findings: all[place] ?? [], excepted: [] }),
  apiVersionOf: () => undefined,
});

/** A policy, and namespaces to report about. */
async function owner({ admin, applyPolicy }: World, name: string, ...namespaces: readonly string[]): Promise<Owner> {
  for (const namespace of namespaces)
    await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const { metadata } = await applyPolicy(name, {});
  return { name, uid: metadata.uid ?? '' };
}

const write = async ({ reports }: Reporter, policy: Owner, what: WantedReports | undefined) =>
  reports.write(policy, what, AbortSignal.timeout(30_000));

/** Writes until there are the reports that are wanted, as the operator does each time that it is told to. */
async function settled(
  world: World,
  reporter: Reporter,
  policy: Owner,
  what: WantedReports | undefined,
  fails: readonly number[],
  api: ReportApi = 'openreports',
) {
  return eventually(async () => {
    assert.deepEqual((await write(reporter, policy, what)).problems, []);
    const found = await stored(world, api, policy.name);
    assert.deepEqual(
      found.map(({ summary }) => summary.fail),
      fails,
    );
    return found;
  });
}

const here = (namespace: string, name = 'web', message = 'a'): Finding =>
  finding({ object: { kind: 'Deployment', namespace, name }, message });

test.before('a cluster where reports can be written', async (t) => {
  t.timeout(120_000);
  t.context = await createWorld({ audit: true });
  await install('openreports', t.context);
});
test.after.always(async (t) => t.context.cluster?.stop());

test.serial('reports are written, changed and deleted with what they are about', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'plain', 'shop', 'bank');
  await using reporter = startReporter(world.cluster.kubeconfig);
  const everywhere = finding({ object: { kind: 'ClusterRole', namespace: undefined, name: 'all' } });
  await settled(
    world,
    reporter,
    policy,
    wanted({ '': [everywhere], bank: [here('bank')], shop: [here('shop')] }),
    [1, 1, 1],
  );
  await settled(world, reporter, policy, wanted({ bank: [here('bank'), here('bank', 'db')] }), [2]);
  const [report] = await stored(world, 'openreports', 'plain');
  t.deepEqual(report?.summary, { pass: 0, fail: 2, warn: 0, error: 0, skip: 0 });
  t.deepEqual(
    report?.metadata.ownerReferences?.map(({ name, uid }) => ({ name, uid })),
    [policy],
  );
});

test.serial(
  '1,200 findings of a namespace are three reports, and nothing is written when nothing changed',
  async (t) => {
    const world = t.context;
    const policy = await owner(world, 'crowd', 'crowd');
    await using reporter = startReporter(world.cluster.kubeconfig);
    const all = wanted({ crowd: many(1200, 'crowd') });
    await settled(world, reporter, policy, all, [500, 500, 200]);

    const log = openAuditLog(world.cluster.auditLog ?? '');
    await sleep(500);
    await log.next();
    const told = reporter.told.length;
    for (let again = 0; again < 3; again += 1) t.deepEqual(await write(reporter, policy, all), { problems: [] });
    await using another = startReporter(world.cluster.kubeconfig, { now: 1_900_000_000 });
    await settled(world, another, policy, all, [500, 500, 200]);
    await settled(world, another, policy, { ...all, changed: [] }, [500, 500, 200]);
    await sleep(500);
    const writes = (await log.next()).filter((entry) => entry.userAgent === REPORTER && isWrite(entry));
    t.deepEqual(writes.map(describeRequest), []);
    t.is(reporter.told.length, told, 'nobody is told of what is as it should be');

    await settled(world, reporter, policy, wanted({ crowd: many(400, 'crowd') }), [400]);
  },
);

test.serial('a finding keeps its time over a restart, and over an edit', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'times', 'times');
  const times = (all: Awaited<ReturnType<typeof stored>>) =>
    all.flatMap(({ results }) => results.map(({ timestamp }) => timestamp.seconds)).toSorted((a, b) => a - b);
  await using first = startReporter(world.cluster.kubeconfig, { now: 1_700_000_000 });
  await settled(world, first, policy, wanted({ times: [here('times')] }), [1]);
  await using second = startReporter(world.cluster.kubeconfig, { now: 1_800_000_000 });
  const both = wanted({ times: [here('times', 'web', 'in other words'), here('times', 'db')] });
  t.deepEqual(times(await settled(world, second, policy, both, [2])), [1_700_000_000, 1_800_000_000]);
  await world.mallory.patch(REPORTS, { namespace: 'times', name: 'gsp-times' }, { results: [] });
  await eventually(async () => {
    const found = await settled(world, second, policy, { ...both, changed: [] }, [2]);
    assert.deepEqual(times(found), [1_700_000_000, 1_800_000_000]);
  });
});

test.serial('what somebody does to a report is told, and put right', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'healed', 'healed');
  await using reporter = startReporter(world.cluster.kubeconfig);
  const ref = { namespace: 'healed', name: 'gsp-healed' };
  const all = { ...wanted({ healed: [here('healed')] }) };
  await settled(world, reporter, policy, all, [1]);
  const content = async () => {
    const { metadata, ...rest } = await world.admin.get(REPORTS, ref);
    return { ...rest, labels: metadata.labels, owners: metadata.ownerReferences };
  };
  const right = await content();
  const label = (value: string | null) => ({ metadata: { labels: { 'gitops-security.io/policy-uid': value } } });
  const edits: readonly object[] = [
    { results: [] },
    { summary: { fail: 0 } },
    { scope: { kind: 'Pod', name: 'web' }, configuration: { limits: { maxResults: 1 } } },
    { metadata: { ownerReferences: null } },
    { metadata: { labels: null, annotations: null } },
    { ...label(null), summary: { fail: 7 } },
    label('another'),
  ];
  for (const edit of edits) {
    const told = reporter.told.length;
    await world.mallory.patch(REPORTS, ref, edit);
    await eventually(() => assert.ok(reporter.told.length > told, JSON.stringify(edit)));
    await write(reporter, policy, { ...all, changed: [] });
    t.deepEqual(await content(), right, JSON.stringify(edit));
  }
  const told = reporter.told.length;
  await world.mallory.remove(REPORTS, ref);
  await eventually(() => assert.ok(reporter.told.length > told));
  t.deepEqual(await write(reporter, policy, { ...all, changed: [] }), { problems: [] });
  t.deepEqual(await content(), right);
});

test.serial('a report of somebody else stays, whatever it is called or labelled', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'polite', 'polite');
  const theirs = (name: string, labels = {}) => ({
    apiVersion: 'openreports.io/v1alpha1',
    kind: 'Report',
    metadata: { namespace: 'polite', name, labels },
    source: 'kyverno',
    results: [],
  });
  await world.mallory.create(REPORTS, theirs('gsp-polite'));
  await world.mallory.create(REPORTS, theirs('x', { 'gitops-security.io/policy-uid': policy.uid }));
  await using reporter = startReporter(world.cluster.kubeconfig);
  await eventually(async () => {
    const { problems, requeueAfterMs = 0 } = await write(reporter, policy, wanted({ polite: [here('polite')] }));
    assert.deepEqual(problems, ['Report polite/gsp-polite is there already, and is not ours']);
    assert.ok(requeueAfterMs > 50_000);
  });
  await eventually(async () => assert.deepEqual(await write(reporter, policy, undefined), { problems: [] }));
  t.deepEqual(
    (await world.admin.list(REPORTS, 'polite')).map(({ source }) => source),
    ['kyverno', 'kyverno'],
  );
});

test.serial('a namespace that is about to go gets no reports', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'ending', 'ending', 'staying');
  await using reporter = startReporter(world.cluster.kubeconfig, { holds: (name) => name !== 'ending' });
  const all = wanted({ ending: [here('ending')], staying: [here('staying')] });
  await settled(world, reporter, policy, all, [1]);
  t.is((await stored(world, 'openreports', 'ending'))[0]?.metadata.namespace, 'staying');
});

test.serial('a namespace that is not there is told, and keeps no other from its report', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'nowhere', 'somewhere');
  await using reporter = startReporter(world.cluster.kubeconfig);
  const all = wanted({ nowhere: [here('nowhere')], somewhere: [here('somewhere')] });
  await eventually(async () => {
    const { problems } = await write(reporter, policy, all);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^Report nowhere\/gsp-nowhere was not written: namespaces "nowhere" not found$/);
  });
  t.is((await stored(world, 'openreports', 'nowhere')).length, 1);
});

test.serial('without the rights for it the reports are a problem, and with them they are written', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'poor', 'poor');
  await world.kubectl('create', 'serviceaccount', 'poor', '-n', 'poor');
  const role = (name: string, ...verbs: readonly string[]) =>
    world.kubectl(
      'create',
      'clusterrole',
      name,
      '--resource=reports.openreports.io,clusterreports.openreports.io',
      `--verb=${verbs.join(',')}`,
    );
  const bind = (name: string) =>
    world.kubectl('create', 'clusterrolebinding', name, `--clusterrole=${name}`, '--serviceaccount=poor:poor');
  await world.kubectl(
    'create',
    'clusterrole',
    'poor-crds',
    '--resource=customresourcedefinitions',
    '--verb=list,watch',
  );
  await role('poor-read', 'list', 'watch');
  await role('poor-write', 'create', 'patch', 'delete');
  await bind('poor-crds');
  await using reporter = startReporter(await world.cluster.serviceAccountKubeconfig('poor', 'poor'));
  const all = wanted({ poor: [here('poor')] });
  await eventually(async () => {
    assert.deepEqual((await write(reporter, policy, all)).problems, [
      'reports.openreports.io may not be listed and watched',
      'clusterreports.openreports.io may not be listed and watched',
    ]);
  });
  await bind('poor-read');
  await eventually(async () => {
    const { problems } = await write(reporter, policy, all);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^Reports cannot be written: reports.openreports.io "gsp-poor" is forbidden/);
  });
  const log = openAuditLog(world.cluster.auditLog ?? '');
  await log.next();
  await write(reporter, policy, all);
  const writes = (await log.next()).filter((entry) => entry.userAgent === REPORTER && isWrite(entry));
  t.deepEqual(writes.map(describeRequest), [], 'what was refused a moment ago is not tried again');
  await bind('poor-write');
  await using again = startReporter(await world.cluster.serviceAccountKubeconfig('poor', 'poor'));
  await settled(world, again, policy, all, [1]);
});

test.serial('reports go with the audit, and with the policy', async (t) => {
  const world = t.context;
  const policy = await owner(world, 'over', 'over');
  await using reporter = startReporter(world.cluster.kubeconfig);
  const all = wanted({
    over: [here('over')],
    '': [finding({ object: { kind: 'Node', namespace: undefined, name: 'n' } })],
  });
  await settled(world, reporter, policy, all, [1, 1]);
  await settled(world, reporter, policy, { ...all, choice: 'none' }, []);
  await settled(world, reporter, policy, all, [1, 1]);
  // After a restart, too: nobody remembers that there were any.
  await using another = startReporter(world.cluster.kubeconfig);
  await settled(world, another, policy, undefined, []);
  await eventually(async () => {
    await write(another, policy, undefined);
    assert.equal(another.reports.reflectors().length, 0);
  });
  await settled(world, reporter, policy, all, [1, 1]);
  await world.admin.remove(types.policy, policy);
  reporter.reports.forget('over');
  await eventually(async () => assert.deepEqual(await stored(world, 'openreports', 'over'), []));
  t.pass();
});

test.serial('the API that is there is the one that is written', async (t) => {
  t.timeout(120_000);
  const world = t.context;
  await uninstall('openreports', world);
  const policy = await owner(world, 'switched', 'switched');
  await using reporter = startReporter(world.cluster.kubeconfig, { now: 1_700_000_000 });
  const all = (choice: ReportChoice = 'auto') => wanted({ switched: [here('switched')] }, choice);
  const missing = ['spec.report.api is openreports, which is not installed'];
  await eventually(async () => assert.deepEqual((await write(reporter, policy, all('openreports'))).problems, missing));
  t.deepEqual(await write(reporter, policy, all()), { problems: [] });
  t.is(reporter.reports.reflectors().length, 0);

  const told = reporter.told.length;
  await install('wgpolicyk8s', world);
  await eventually(() => assert.ok(reporter.told.length > told));
  await settled(world, reporter, policy, all(), [1], 'wgpolicyk8s');
  await install('openreports', world);
  await using later = startReporter(world.cluster.kubeconfig, { now: 1_800_000_000 });
  const [moved] = await settled(world, later, policy, all(), [1]);
  t.is(moved?.results[0]?.timestamp.seconds, 1_700_000_000);
  await settled(world, later, policy, all(), [], 'wgpolicyk8s');
  await settled(world, later, policy, all('wgpolicyk8s'), [1], 'wgpolicyk8s');
  await settled(world, later, policy, all('wgpolicyk8s'), []);
  await settled(world, later, policy, all(), [1]);
  await uninstall('openreports', world);
  await settled(world, later, policy, all(), [1], 'wgpolicyk8s');
});
