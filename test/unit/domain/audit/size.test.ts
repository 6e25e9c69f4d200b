import test from 'ava';
import { audit } from '../../../../src/api/audit.ts';
import { status as statusSchema } from '../../../../src/api/status.ts';
import { spec } from '../../../../src/api/spec.ts';
import { planPolicy } from '../../../../src/domain/policy-plan.ts';
import { report } from '../../../../src/domain/report.ts';
import type { ReportInput } from '../../../../src/domain/report-input.ts';
import { summarise } from '../../../../src/domain/audit/summary.ts';
import { Ledger } from '../../../../src/steps/audit/ledger.ts';
import { facts, OWNER } from '../hardening/inputs.ts';
import { at } from './findings.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const FINDINGS = 100_000;
const NAMESPACES = 2_000;

const wanted = spec.parse({
  report: { limit: 100 },
  audit: {
    exceptions: Array.from({ length: 256 }, (_, index) => ({
      rules: ['*/*'],
      names: [`n-${index}`],
      reason: '€'.repeat(1024),
    })),
  },
});
const plan = planPolicy({
  owner: OWNER,
  spec: wanted,
  leaving: false,
  owned: [],
  live: () => undefined,
  applied: new Map(),
  previous: new Map(),
  emptied: [],
  neutralised: new Map(),
  settings: new Map(),
  facts: facts([]),
});

/** Each as long as the schema of the status permits, in characters of several bytes. */
const findings = Array.from({ length: FINDINGS }, (_, index) =>
  at(`ns-${index % NAMESPACES}`, `n-${index}`.padEnd(253, 'x'), {
    rule: `custom/${index % 500}`,
    severity: 'high',
    path: '€'.repeat(1024),
    message: '€'.repeat(256),
    remedy: '€'.repeat(1024),
  }),
);

function statusOf(order: readonly (typeof findings)[number][]): ReturnType<typeof report> {
  const ledger = new Ledger();
  for (const [index, finding] of order.entries()) ledger.put(`unit ${finding.object.name} ${index}`, [finding]);
  const section = wanted.audit ?? audit.parse({});
  const input: ReportInput = {
    spec: wanted,
    doing: { network: 'Audit', projects: 'Audit', rbac: 'Audit', settings: 'Audit' },
    namespace: 'argocd',
    namespaceExists: true,
    plan,
    managed: 0,
    changes: 0,
    pending: 0,
    violations: [],
    uncorrected: [],
    contested: [],
    failures: [],
    unreadable: [],
    audit: {
      spec: section,
      summary: summarise(ledger.tallies(100), section.exceptions, 100, NOW),
      levels: undefined,
      scanners: [],
      complete: true,
      unseen: [],
      unreadScanners: [],
      rules: [],
      reports: [],
    },
  };
  const managed = Array.from({ length: 5_000 }, (_, index) => ({
    kind: 'NetworkPolicy',
    namespace: 'argocd',
    name: `p-${index}`.padEnd(253, 'x'),
    component: 'server',
    hash: 'h'.repeat(64),
  }));
  return report(input, { drift: [], corrected: 0, managed, neutralised: [], hosts: [] });
}

test('100,000 findings: counts are exact, the status is at most 512 KiB, and the same in whatever order they came', (t) => {
  const status = statusOf(findings);
  const text = JSON.stringify(status);
  t.true(Buffer.byteLength(text) <= 512 * 1024, `${Buffer.byteLength(text)} bytes`);
  t.is(status.summary?.high, FINDINGS);
  t.is(status.audit?.findings, FINDINGS);
  t.is((status.truncated?.violations ?? 0) + status.violations.length, FINDINGS);
  t.is((status.truncated?.managed ?? 0) + status.managed.length, 5_000);
  t.is((status.audit?.truncated?.namespaces ?? 0) + (status.audit?.namespaces.length ?? 0), NAMESPACES);
  t.true(statusSchema.omit({ conditions: true }).safeParse(JSON.parse(text)).success);
  t.is(JSON.stringify(statusOf(findings.toReversed())), text);
});
