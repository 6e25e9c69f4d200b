import { findingSeries } from '../domain/audit/series.ts';
import type { Audits } from './audit/index.ts';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { View } from './observe.ts';
import { OWNED_KINDS } from './owned.ts';

/** So many series of findings a policy has at most; what is beyond is summed up. */
const MAX_SERIES = 2000;

export interface DomainMetrics {
  corrected(policy: string, kind: string): void;
  report(policy: string, drifted: number, violations: Readonly<Record<string, number>>): void;
  condition(policy: string, type: string, status: string): void;
  /** Drops the series of a policy that has gone. */
  forget(policy: string): void;
}

/** What Argo CD's protection looks like, for alerts: beside the metrics that every controller has. */
export function createDomainMetrics(registry: Registry, view: View, audits: Audits): DomainMetrics {
  const registers = [registry];
  const corrections = new Counter({
    name: 'gitops_security_corrections_total',
    help: 'Objects put back after somebody changed them.',
    registers,
    labelNames: ['policy', 'kind'] as const,
  });
  const drift = new Gauge({
    name: 'gitops_security_drift',
    help: 'Objects that differ from what the policy asks for.',
    registers,
    labelNames: ['policy'] as const,
  });
  const violations = new Gauge({
    name: 'gitops_security_violations',
    help: 'Violations found, by severity.',
    registers,
    labelNames: ['policy', 'severity'] as const,
  });
  const conditions = new Gauge({
    name: 'gitops_security_condition',
    help: '1 for True, 0 for False, -1 for Unknown.',
    registers,
    labelNames: ['policy', 'type'] as const,
  });
  watchAges(registry, view);
  findingCounts(registry, audits);
  return {
    corrected: (policy, kind) => corrections.inc({ policy, kind }),
    report: (policy, drifted, counts) => {
      drift.set({ policy }, drifted);
      for (const kind of [...OWNED_KINDS, 'ConfigMap']) corrections.inc({ policy, kind }, 0);
      for (const [severity, count] of Object.entries(counts)) violations.set({ policy, severity }, count);
    },
    condition: (policy, type, status) =>
      conditions.set({ policy, type }, status === 'True' ? 1 : status === 'False' ? 0 : -1),
    forget: (policy) => {
      for (const metric of [drift, violations, conditions, corrections]) removeWhere(metric, policy);
    },
  };
}

function removeWhere(metric: Gauge | Counter, policy: string): void {
  void metric.get().then(({ values }) => {
    for (const { labels } of values) if (labels['policy'] === policy) metric.remove(labels);
  });
}

/** Worked out when it is asked for: nobody else needs it. */
function findingCounts(registry: Registry, audits: Audits): void {
  const findings = new Gauge({
    name: 'gitops_security_findings',
    help: 'Findings of the audit that no exception accepts.',
    registers: [],
    labelNames: ['policy', 'rule', 'severity', 'namespace'] as const,
    collect() {
      this.reset();
      for (const [policy, tallies] of audits.tallies())
        for (const { count, ...labels } of findingSeries(tallies, MAX_SERIES)) this.set({ policy, ...labels }, count);
    },
  });
  registry.registerMetric(findings);
}

function watchAges(registry: Registry, { reflectors }: View): void {
  const ages = new Gauge({
    name: 'gitops_security_watch_last_contact_seconds',
    help: 'Time since the API server last said anything on a watch: bookmarks come about every minute.',
    registers: [],
    labelNames: ['resource'] as const,
    collect() {
      for (const { source, lastContact } of Object.values(reflectors))
        this.set({ resource: source.type.plural }, (performance.now() - lastContact) / 1000);
    },
  });
  registry.registerMetric(ages);
}
