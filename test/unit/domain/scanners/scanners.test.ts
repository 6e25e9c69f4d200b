import test from 'ava';
import fc from 'fast-check';
import type { KubeObject } from '../../../../src/api/kube.ts';
import { auditStatus } from '../../../../src/api/status-audit.ts';
import { readExternalSecret, readSealedSecret } from '../../../../src/domain/scanners/conditions.ts';
import { constraintPlural, readConstraint } from '../../../../src/domain/scanners/gatekeeper.ts';
import { readConfigurationSummary, readVulnerabilitySummary } from '../../../../src/domain/scanners/kubescape.ts';
import { readPolicyReport } from '../../../../src/domain/scanners/policy-report.ts';
import type { Scanned } from '../../../../src/domain/scanners/scan.ts';
import { summarise } from '../../../../src/domain/scanners/summary.ts';
import { readTrivy } from '../../../../src/domain/scanners/trivy.ts';
import { constraint, counts, object, policyReport, vulnerabilities } from './objects.ts';

const trivy = readTrivy('vulnerabilities');
const sums = (...all: readonly Scanned[]) => summarise(all);
const NONE = { findings: 0, accepted: 0 };
const fail = (rest: object = {}) => ({ result: 'fail', source: 'kyverno', severity: 'high', ...rest });

test('Trivy: sums are read, and nothing of what was found is kept', (t) => {
  const kept = trivy(vulnerabilities(['StatefulSet', 'db', 'main'], 1));
  t.deepEqual(sums(kept), [{ name: 'trivy vulnerabilities', namespace: 'shop', ...counts(1, 2, 3, 4, 5) }]);
  t.false(JSON.stringify(kept).includes('CVE'));
});

test('Trivy: containers add up; of what old ReplicaSets were found to have, nothing is left', (t) => {
  const found = sums(
    trivy(vulnerabilities(['ReplicaSet', 'web-7d4b9c6f5d', 'main'], 100, '2026-01-01T00:00:00Z')),
    trivy(vulnerabilities(['ReplicaSet', 'web-5f6c7d8b9', 'main'], 7, '2026-01-02T00:00:00Z')),
    trivy(vulnerabilities(['ReplicaSet', 'web-689cbb5dcz', 'main'], 200, '2025-12-31T00:00:00Z')),
    trivy(vulnerabilities(['ReplicaSet', 'web-5f6c7d8b9', 'proxy'], 10)),
    trivy(vulnerabilities(['ReplicaSet', 'web-api-5f6c7d8b9', 'main'], 20)),
    trivy(vulnerabilities(['StatefulSet', 'web', 'main'], 30)),
    trivy(vulnerabilities(['StatefulSet', 'web-5f6c7d8b9', 'main'], 40)),
  );
  t.is(found[0]?.critical, 7 + 10 + 20 + 30 + 40);
});

test('Trivy: the latest report counts, though it found nothing any more', (t) => {
  const clean = vulnerabilities(['ReplicaSet', 'web-5f6c7d8b9', 'main'], 0, '2026-01-02T00:00:00Z');
  Object.assign((clean as unknown as { report: object }).report, { summary: {} });
  t.deepEqual(sums(trivy(clean), trivy(vulnerabilities(['ReplicaSet', 'web-7d4b9c6f5d', 'main'], 5))), []);
});

test('Trivy: what looks for different things is kept apart, and a long name is found in an annotation', (t) => {
  const long = (kind: string, hash: string, initial = 'w') =>
    object(
      kind,
      {
        name: `replicaset-${hash}`,
        labels: { 'trivy-operator.resource.kind': 'ReplicaSet' },
        annotations: { 'trivy-operator.resource.name': `${initial.repeat(70)}-${hash}` },
      },
      { report: { summary: { highCount: 1 } } },
    );
  const found = sums(
    trivy(long('VulnerabilityReport', '5f6c7d8b9')),
    trivy(long('VulnerabilityReport', '7d4b9c6f5d')),
    trivy(long('VulnerabilityReport', '7d4b9c6f5d', 'v')),
    readTrivy('configuration')(long('ConfigAuditReport', '5f6c7d8b9')),
  );
  t.deepEqual(
    found.map(({ name, high }) => [name, high]),
    [
      ['trivy vulnerabilities', 2],
      ['trivy configuration', 1],
    ],
  );
});

test('Trivy: what is no number of findings is none', (t) => {
  const odd = [-1, 1.5, '7', null, Number.NaN, {}, true];
  const all = odd.map((highCount, index) =>
    trivy(object('VulnerabilityReport', { name: `${index}` }, { report: { summary: { highCount } } })),
  );
  t.deepEqual(summarise(all), []);
});

test('policy reports: what failed, by who found it; our own is not found again', (t) => {
  const results = [
    fail(),
    fail({ severity: 'critical' }),
    fail({ severity: 'info' }),
    fail({ severity: 'constructor' }),
    fail({ severity: undefined }),
    fail({ result: 'warn' }),
    fail({ result: 'skip' }),
    fail({ source: 'gitops-security-operator' }),
    fail({ source: 'Kubewarden', severity: 'medium' }),
    fail({ source: undefined, severity: 'low' }),
  ];
  t.deepEqual(sums(readPolicyReport(policyReport({}, results))), [
    { name: 'kyverno', namespace: 'shop', ...counts(1, 1, 0, 1, 2) },
    { name: 'Kubewarden', namespace: 'shop', ...counts(0, 0, 1) },
    { name: 'policy reports', namespace: 'shop', ...counts(0, 0, 0, 1) },
  ]);
  const ours = { 'gitops-security.io/policy-uid': 'u' };
  t.deepEqual(sums(readPolicyReport(policyReport({ labels: ours }, [fail()]))), []);
  t.deepEqual(
    sums(readPolicyReport(policyReport({}, [], { source: 'gitops-security-operator', summary: { fail: 3 } }))),
    [],
  );
});

test('policy reports: the source of the report is that of its results, and a report may be only a summary', (t) => {
  const [named] = sums(readPolicyReport(policyReport({}, [fail({ source: undefined })], { source: 'falco' })));
  t.is(named?.name, 'falco');
  const [summed] = sums(
    readPolicyReport(policyReport({}, undefined, { source: 'falco', summary: { fail: 3, pass: 9 } })),
  );
  t.deepEqual(summed, { name: 'falco', namespace: 'shop', ...counts(0, 0, 0, 0, 3) });
});

test('policy reports: nobody fills the status with names', (t) => {
  const results = Array.from({ length: 1000 }, (_, index) => fail({ source: `s${index}${'x'.repeat(100)}` }));
  const found = sums(readPolicyReport(policyReport({}, results)));
  t.is(found.length, 9);
  t.is(
    found.reduce((all, { high }) => all + high, 0),
    1000,
  );
  t.true(found.every(({ name }) => name.length <= 63));
});

test('Gatekeeper: violations by namespace, and as lower bounds where it lists only some', (t) => {
  const all = readConstraint(constraint(3, 'shop', 'shop', undefined));
  t.deepEqual(sums(all), [
    { name: 'gatekeeper', namespace: 'shop', ...counts(0, 0, 0, 0, 2) },
    { name: 'gatekeeper', ...counts(0, 0, 0, 0, 1) },
  ]);
  const some = readConstraint(constraint(500, 'shop', 'bank'));
  t.deepEqual(sums(all, some), [
    { name: 'gatekeeper', namespace: 'shop', ...counts(0, 0, 0, 0, 3), lowerBound: true },
    { name: 'gatekeeper', ...counts(0, 0, 0, 0, 1), lowerBound: true },
    { name: 'gatekeeper', namespace: 'bank', ...counts(0, 0, 0, 0, 1), lowerBound: true },
  ]);
  t.deepEqual(sums(readConstraint(constraint(5))), [{ name: 'gatekeeper', ...counts(), lowerBound: true }]);
  t.deepEqual(sums(readConstraint(constraint(0))), []);
});

test('Gatekeeper: what cannot be the name of a namespace is in none', (t) => {
  const names = ['x'.repeat(64), 'A', 'a b', '-a', ''];
  t.deepEqual(sums(readConstraint(constraint(5, ...names))), [{ name: 'gatekeeper', ...counts(0, 0, 0, 0, 5) }]);
});

test('Gatekeeper: its kinds are known by their definitions', (t) => {
  t.is(constraintPlural('k8srequiredlabels.constraints.gatekeeper.sh'), 'k8srequiredlabels');
  t.is(constraintPlural('constrainttemplates.templates.gatekeeper.sh'), undefined);
  t.is(constraintPlural('constraints.gatekeeper.sh'), undefined);
});

test('Kubescape: the sums of a namespace, and of a container', (t) => {
  const severities = { critical: 1, high: 2, medium: 3, low: 4, unknown: 5 };
  const configuration = object('ConfigurationScanSummary', { name: 'shop' }, { spec: { severities } });
  t.deepEqual(sums(readConfigurationSummary(configuration)), [
    { name: 'kubescape configuration', namespace: 'shop', ...counts(1, 2, 3, 4, 5) },
  ]);
  const all = Object.fromEntries(Object.entries(severities).map(([key, count]) => [key, { all: count, relevant: 0 }]));
  const image = (metadata: object) => object('VulnerabilityManifestSummary', metadata, { spec: { severities: all } });
  const elsewhere = { namespace: 'kubescape', labels: { 'kubescape.io/workload-namespace': 'bank' } };
  t.deepEqual(sums(readVulnerabilitySummary(image({})), readVulnerabilitySummary(image(elsewhere))), [
    { name: 'kubescape vulnerabilities', namespace: 'bank', ...counts(1, 2, 3, 4, 5) },
    { name: 'kubescape vulnerabilities', namespace: 'shop', ...counts(1, 2, 3, 4, 5) },
  ]);
});

test('External Secrets and Sealed Secrets: what is not ready', (t) => {
  const of = (type: string, status: string) => object('X', {}, { status: { conditions: [{ type, status }] } });
  const found = sums(
    readExternalSecret(of('Ready', 'False')),
    readExternalSecret(of('Ready', 'Unknown')),
    readExternalSecret(of('Ready', 'True')),
    readExternalSecret(of('Deleted', 'False')),
    readExternalSecret(object('X', {}, {})),
    readSealedSecret(of('Synced', 'False')),
    readSealedSecret(of('Ready', 'False')),
  );
  t.deepEqual(found, [
    { name: 'external-secrets', namespace: 'shop', ...counts(0, 0, 0, 0, 2) },
    { name: 'sealed-secrets', namespace: 'shop', ...counts(0, 0, 0, 0, 1) },
  ]);
});

test('the worst comes first, in whatever order objects come', (t) => {
  const of = (source: string, severity: string, namespace: string) =>
    readPolicyReport(policyReport({ namespace }, [fail({ source, severity })]));
  const all = [of('a', 'low', 'x'), of('b', 'critical', 'z'), of('a', 'low', 'b'), of('b', 'high', 'y')];
  const names = (objects: readonly Scanned[]) =>
    summarise(objects).map(({ name, namespace }) => `${name} ${namespace}`);
  t.deepEqual(names(all), ['b z', 'b y', 'a b', 'a x']);
  t.deepEqual(names(all.toReversed()), names(all));
});

test('nothing that an object may hold makes a reader fail, or a status that cannot be written', (t) => {
  const readers = [
    trivy,
    readPolicyReport,
    readConstraint,
    readConfigurationSummary,
    readVulnerabilitySummary,
    readExternalSecret,
    readSealedSecret,
  ];
  const names =
    'report summary criticalCount results result source severity status violations namespace totalViolations spec ' +
    'severities critical all conditions type updateTimestamp fail';
  const keys = fc.constantFrom(...names.split(' '));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, -1, 1.5, 2 ** 52, 'fail', 'Ready', 'A', 'x'.repeat(99), '\ud800', Number.NaN),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(keys, value), (rest) => {
      const raw = { ...rest, apiVersion: 'v1', kind: 'X', metadata: { name: 'a' } } as unknown as KubeObject;
      const rows = summarise(readers.flatMap((read) => [read(raw), read(raw)]));
      return (
        rows.every(({ name }) => name.isWellFormed()) && auditStatus.safeParse({ ...NONE, scanners: rows }).success
      );
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
