import { Counter, Gauge, type Registry } from 'prom-client';
import type { View } from './observe.ts';
import { OWNED_KINDS } from './owned.ts';

export interface DomainMetrics {
  corrected(policy: string, kind: string): void;
  report(policy: string, drifted: number, violations: Readonly<Record<string, number>>): void;
  condition(policy: string, type: string, status: string): void;
  /** Drops the series of a policy that has gone. */
  forget(policy: string): void;
}

/** What Argo CD's protection looks like, for alerts: beside the metrics that every controller has. */
export function createDomainMetrics(registry: Registry, view: View): DomainMetrics {
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
