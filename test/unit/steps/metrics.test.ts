import test from 'ava';
import { Registry } from 'prom-client';
import { audit } from '../../../src/api/audit.ts';
import { tallyOf } from '../../../src/domain/audit/tally.ts';
import { type Collected, collectMetrics } from '../../../src/steps/collected-metrics.ts';
import { createDomainMetrics, type Figures } from '../../../src/steps/domain-metrics.ts';
import { at } from '../domain/audit/findings.ts';

/** The series as Prometheus is given them, without their comments. */
const seriesOf = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const matching = async (registry: Registry, word: string): Promise<string[]> =>
  (await seriesOf(registry)).filter((line) => line.includes(word));

const figures: Figures = {
  drifted: 1,
  contested: 2,
  held: 3,
  violations: { critical: 4, high: 0, medium: 0, low: 0 },
  sections: new Map([
    ['network', true],
    ['rbac', false],
  ]),
};

function told() {
  const registry = new Registry();
  return { registry, metrics: createDomainMetrics(registry) };
}

test('what a policy comes to is told, and every counter of corrections before its first event', async (t) => {
  const { registry, metrics } = told();
  t.deepEqual(await seriesOf(registry), []);
  metrics.report('argocd', figures);
  const series = await seriesOf(registry);
  for (const [name, value] of Object.entries({ drift: 1, contested: 2, held_changes: 3 }))
    t.true(series.includes(`gitops_security_${name}{policy="argocd"} ${value}`), name);
  t.true(series.includes('gitops_security_violations{policy="argocd",severity="critical"} 4'));
  const kinds = ['NetworkPolicy', 'AppProject', 'ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap'];
  for (const kind of kinds)
    t.true(series.includes(`gitops_security_corrections_total{policy="argocd",kind="${kind}"} 0`), kind);
  metrics.corrected('argocd', 'Role');
  t.deepEqual(await matching(registry, 'kind="Role"'), [
    'gitops_security_corrections_total{policy="argocd",kind="Role"} 1',
  ]);
});

test('a section that the policy has no longer has no series', async (t) => {
  const { registry, metrics } = told();
  metrics.report('argocd', figures);
  metrics.report('blog', figures);
  metrics.report('argocd', { ...figures, sections: new Map([['rbac', true]]) });
  t.deepEqual((await matching(registry, 'section_enforced')).toSorted(), [
    'gitops_security_section_enforced{policy="argocd",section="rbac"} 1',
    'gitops_security_section_enforced{policy="blog",section="network"} 1',
    'gitops_security_section_enforced{policy="blog",section="rbac"} 0',
  ]);
});

test('a condition that is not there any more has no series: Stalled is only there while it is true', async (t) => {
  const { registry, metrics } = told();
  metrics.conditions('blog', [{ type: 'Stalled', status: 'True' }]);
  metrics.conditions('argocd', [
    { type: 'Ready', status: 'False' },
    { type: 'Stalled', status: 'True' },
    { type: 'Isolated', status: 'Unknown' },
  ]);
  t.deepEqual(await matching(registry, '"argocd"'), [
    'gitops_security_condition{policy="argocd",type="Ready"} 0',
    'gitops_security_condition{policy="argocd",type="Stalled"} 1',
    'gitops_security_condition{policy="argocd",type="Isolated"} -1',
  ]);
  metrics.conditions('argocd', [{ type: 'Ready', status: 'True' }]);
  t.deepEqual(await matching(registry, 'condition'), [
    'gitops_security_condition{policy="blog",type="Stalled"} 1',
    'gitops_security_condition{policy="argocd",type="Ready"} 1',
  ]);
});

test('a policy that goes takes all its series along, and no other', async (t) => {
  const { registry, metrics } = told();
  for (const policy of ['argocd', 'blog']) {
    metrics.report(policy, figures);
    metrics.conditions(policy, [{ type: 'Ready', status: 'True' }]);
  }
  const before = (await seriesOf(registry)).length;
  metrics.forget('argocd');
  t.deepEqual(await matching(registry, 'argocd'), []);
  t.is((await seriesOf(registry)).length, before / 2);
});

const reflector = (plural: string, state: string, interruptions = 0) => ({
  source: { type: { plural } },
  state,
  interruptions,
  lastContact: performance.now() - 5000,
});

function collected(parts: { tallies?: unknown; exceptions?: unknown; summaries?: unknown; reflectors?: unknown } = {}) {
  const registry = new Registry();
  const view = { reflectors: (parts.reflectors ?? {}) as Collected['view']['reflectors'] };
  const audits = {
    tallies: () => (parts.tallies ?? []) as ReturnType<Collected['audits']['tallies']>,
    exceptions: () => (parts.exceptions ?? []) as ReturnType<Collected['audits']['exceptions']>,
    reflectors: () => [],
  };
  const scanners = { summaries: () => (parts.summaries ?? []) as ReturnType<Collected['scanners']['summaries']> };
  collectMetrics(registry, { view, audits, scanners });
  return registry;
}

test('an operator that does not lead, and so audits nothing, tells of nothing', async (t) => {
  t.deepEqual(await seriesOf(collected()), []);
});

test('findings, exceptions and other scanners are read off when somebody asks', async (t) => {
  const { exceptions } = audit.parse({
    exceptions: [
      { rules: ['*/*'], reason: 'known', names: ['*'] },
      { rules: ['*/*'], reason: 'known', names: ['*'], expires: '2026-11-25' },
    ],
  });
  const tallies = [['argocd', [tallyOf('shop', [at('shop', 'a', { rule: 'rbac/all', severity: 'critical' })], 5)]]];
  const summaries = [{ name: 'trivy', namespace: 'shop', critical: 0, high: 7, medium: 0, low: 0, unknown: 0 }];
  t.deepEqual(await seriesOf(collected({ tallies, exceptions: [['argocd', exceptions]], summaries })), [
    'gitops_security_findings{policy="argocd",rule="rbac/all",severity="critical",namespace="shop"} 1',
    'gitops_security_exception_expiry_timestamp_seconds{policy="argocd",exception="1"} 1795651200',
    'gitops_security_scanner_findings{scanner="trivy",severity="high",namespace="shop"} 7',
  ]);
});

test('of several watches of one kind the worst is told', async (t) => {
  const registry = collected({
    reflectors: {
      crds: reflector('customresourcedefinitions', 'synced', 2),
      other: reflector('customresourcedefinitions', 'failing', 3),
      applications: reflector('applications', 'missing'),
      roles: reflector('roles', 'synced'),
    },
  });
  t.deepEqual(await matching(registry, 'synced'), [
    'gitops_security_watch_synced{resource="customresourcedefinitions"} 0',
    'gitops_security_watch_synced{resource="applications"} -1',
    'gitops_security_watch_synced{resource="roles"} 1',
  ]);
  t.deepEqual(
    (await matching(registry, 'interruptions'))[0],
    'gitops_security_watch_interruptions_total{resource="customresourcedefinitions"} 5',
  );
  for (const line of await matching(registry, 'last_contact')) t.true(Number(line.split(' ')[1]) >= 5, line);
});
