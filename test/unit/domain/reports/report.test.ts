import test from 'ava';
import fc from 'fast-check';
import type { Finding } from '../../../../src/domain/audit/judge.ts';
import { fingerprintOf } from '../../../../src/domain/audit/fingerprint.ts';
import { type Report, reportsFor } from '../../../../src/domain/reports/report.ts';
import { finding, input, many, POLICY } from './findings.ts';

const keys = (reports: readonly Report[]): string[] =>
  reports.map(({ kind, metadata: { namespace = '', name } }) => `${kind} ${namespace}/${name}`);
const ids = (reports: readonly Report[]) =>
  reports.flatMap(({ results }) => results.map(({ properties }) => properties['resultID']));

test('a finding becomes a result with everything that tools show of it', (t) => {
  const [report] = reportsFor(input({ findings: [finding()], apiVersionOf: () => 'apps/v1' }));
  t.deepEqual(report?.results, [
    {
      policy: 'pod-security/host-path-volumes',
      rule: 'host-path-volumes',
      category: 'pod-security',
      severity: 'high',
      result: 'fail',
      scored: true,
      source: 'gitops-security-operator',
      message: "volume 'run' is a path of the node: /run",
      timestamp: { seconds: 1_800_000_000, nanos: 0 },
      resources: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }],
      properties: {
        resultID: fingerprintOf(finding()),
        path: 'spec.template.spec.volumes[0].hostPath',
        remedy: 'Use another type of volume.',
      },
    },
  ]);
  t.deepEqual(report?.summary, { pass: 0, fail: 1, warn: 0, error: 0, skip: 0 });
  t.is(report?.source, 'gitops-security-operator');
});

test('each namespace has a report of its own, and what is in none has one of cluster scope', (t) => {
  const findings = [
    finding(),
    finding({ object: { kind: 'ClusterRole', namespace: undefined, name: 'all' } }),
    finding({ object: { kind: 'Pod', namespace: 'bank', name: 'db' } }),
  ];
  t.deepEqual(keys(reportsFor(input({ findings }))), [
    'ClusterReport /gsp-argocd',
    'Report bank/gsp-argocd',
    'Report shop/gsp-argocd',
  ]);
  t.deepEqual(keys(reportsFor(input({ findings, api: 'wgpolicyk8s' }))), [
    'ClusterPolicyReport /gsp-argocd',
    'PolicyReport bank/gsp-argocd',
    'PolicyReport shop/gsp-argocd',
  ]);
  const [cluster] = reportsFor(input({ findings }));
  t.false('namespace' in (cluster?.metadata ?? {}));
  t.deepEqual(cluster?.results[0]?.resources, [{ kind: 'ClusterRole', name: 'all' }]);
});

test('a namespace that is at fault itself is named without one', (t) => {
  const [report] = reportsFor(
    input({ findings: [finding({ object: { kind: 'Namespace', namespace: 'shop', name: 'shop' } })] }),
  );
  t.is(report?.metadata.namespace, 'shop');
  t.deepEqual(report?.results[0]?.resources, [{ kind: 'Namespace', name: 'shop' }]);
});

test('a report belongs to its policy, and Argo CD lets it be', (t) => {
  const [report] = reportsFor(input({ findings: [finding()] }));
  t.like(report?.metadata, {
    labels: {
      'app.kubernetes.io/managed-by': 'gitops-security-operator',
      'gitops-security.io/policy': 'argocd',
      'gitops-security.io/policy-uid': POLICY.uid,
    },
    annotations: { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' },
  });
  t.like(report?.metadata.ownerReferences?.[0], { kind: 'GitOpsSecurityPolicy', name: 'argocd', uid: POLICY.uid });
});

test('what is accepted is skipped, and says why', (t) => {
  const excepted = [{ ...finding({ rule: 'network/open-to-world' }), reason: 'A shop is open.' }];
  const [report] = reportsFor(input({ findings: [finding()], excepted, passed: new Map([['shop', 7]]) }));
  t.deepEqual(report?.summary, { pass: 7, fail: 1, warn: 0, error: 0, skip: 1 });
  t.like(report?.results[1], { result: 'skip', policy: 'network/open-to-world' });
  t.is(report?.results[1]?.properties['reason'], 'A shop is open.');
  t.false('scored' in (report?.results[1] ?? {}));
});

test('where nothing was found there is no report', (t) => {
  t.deepEqual(reportsFor(input({ passed: new Map([['shop', 7]]) })), []);
});

test('1,200 findings of a namespace are three reports, in the order of their names', (t) => {
  const reports = reportsFor(input({ findings: many(1200), passed: new Map([['shop', 7]]) }));
  t.deepEqual(keys(reports), ['Report shop/gsp-argocd', 'Report shop/gsp-argocd.2', 'Report shop/gsp-argocd.3']);
  t.deepEqual(
    reports.map(({ summary: { fail, pass } }) => [fail, pass]),
    [
      [500, 7],
      [500, 0],
      [200, 0],
    ],
  );
  t.is(new Set(ids(reports)).size, 1200);
});

test('the remedy of a rule stands once in each report', (t) => {
  const other = { rule: 'pod-security/privileged', remedy: 'Set privileged to false.' };
  const findings = [finding({ ...other, severity: 'critical' }), ...many(600), finding({ ...other, severity: 'low' })];
  const told = reportsFor(input({ findings })).map(({ results }) =>
    results.flatMap(({ properties }) => properties['remedy'] ?? []),
  );
  const [remedy] = many(1).map((each) => each.remedy);
  t.deepEqual(told, [
    [other.remedy, remedy],
    [remedy, other.remedy],
  ]);
});

test('the worst comes first', (t) => {
  const of = (severity: Finding['severity']): Finding => finding({ severity, rule: `custom/${severity}` });
  const [report] = reportsFor(input({ findings: [of('low'), of('critical'), of('medium'), of('high')] }));
  t.deepEqual(
    report?.results.map(({ severity }) => severity),
    ['critical', 'high', 'medium', 'low'],
  );
});

test('two findings of a rule in one field are two results', (t) => {
  const findings = [finding({ message: 'a' }), finding({ message: 'b' })];
  const fingerprint = fingerprintOf(finding());
  t.deepEqual(ids(reportsFor(input({ findings }))), [fingerprint, `${fingerprint}-2`]);
});

test('a finding keeps the time at which it was first seen', (t) => {
  const firstSeen = new Map([[fingerprintOf(finding()), 1_700_000_000]]);
  const [report] = reportsFor(input({ findings: [finding({ message: 'other words' }), ...many(1)], firstSeen }));
  t.deepEqual(
    report?.results.map(({ timestamp }) => timestamp.seconds),
    [1_700_000_000, 1_800_000_000],
  );
});

test('no two policies have reports of one name', (t) => {
  const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,8}[a-z0-9])?$/);
  const names = (name: string) =>
    reportsFor(input({ policy: { ...POLICY, name }, findings: many(501) })).map(({ metadata }) => metadata.name);
  fc.assert(
    fc.property(label, label, (a, b) => a === b || !names(a).some((name) => names(b).includes(name))),
    { numRuns: 20, examples: [['a', 'a-2']] },
  );
  t.true(names('p'.repeat(63)).every((name) => name.length <= 253));
});

test('a report fits into etcd, however large its findings are', (t) => {
  const huge = many(600).map((each, index) => ({
    ...each,
    message: '<'.repeat(5000),
    path: `spec.${'&'.repeat(5000)}`,
    remedy: `${index}${'ü'.repeat(5000)}`,
    rule: `custom/${'x'.repeat(5000)}`,
  }));
  const reports = reportsFor(input({ findings: huge }));
  const stored = (report: Report): number =>
    Buffer.byteLength(JSON.stringify(report).replaceAll('<', '\\u003c').replaceAll('&', '\\u0026'));
  t.true(reports.every((report) => stored(report) < 900 * 1024));
  t.is(new Set(ids(reports)).size, 600);
});

test('a text that is cut in the middle of a character is still one that can be stored', (t) => {
  const [report] = reportsFor(input({ findings: [finding({ message: `${'x'.repeat(254)}😀😀` })] }));
  t.true(report?.results[0]?.message.isWellFormed());
});

test('the same findings are the same bytes, in whatever order they come', (t) => {
  const one = fc.record({
    rule: fc.constantFrom('a/b', 'a/c', 'd'),
    severity: fc.constantFrom('critical' as const, 'low' as const),
    path: fc.constantFrom('', 'x', 'y'),
    message: fc.constantFrom('m', 'n'),
    remedy: fc.constantFrom('', 'r', 's'),
    object: fc.record({
      kind: fc.constantFrom('Pod', 'Namespace'),
      namespace: fc.constantFrom(undefined, 'shop', 'bank'),
      name: fc.constantFrom('web', 'db'),
    }),
  });
  const two = fc.array(one, { maxLength: 20 });
  const pair = two.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  const text = (findings: readonly Finding[]): string => JSON.stringify(reportsFor(input({ findings })));
  fc.assert(fc.property(pair, ([some, shuffled]) => text(some) === text(shuffled)));
  t.pass();
});
