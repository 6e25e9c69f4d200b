import { Counter, Gauge, type Registry } from 'prom-client';
import type { Section } from '../domain/section.ts';
import { OWNED_KINDS } from './owned.ts';

/** What is told of one policy when it is reported on. */
export interface Figures {
  readonly drifted: number;
  readonly contested: number;
  readonly held: number;
  readonly violations: Readonly<Record<'critical' | 'high' | 'medium' | 'low', number>>;
  /** The sections that the policy has, and whether each is written. */
  readonly sections: ReadonlyMap<Section, boolean>;
}

export interface DomainMetrics {
  corrected(policy: string, kind: string): void;
  report(policy: string, figures: Figures): void;
  /** All of them: a type that is not named is not there any more. */
  conditions(policy: string, conditions: readonly { readonly type: string; readonly status: string }[]): void;
  /** Drops the series of a policy that has gone. */
  forget(policy: string): void;
}

/** What Argo CD's protection looks like, for alerts: beside the metrics that every controller has. */
export function createDomainMetrics(registry: Registry): DomainMetrics {
  const gauge = (name: string, help: string): Gauge<'policy'> =>
    new Gauge({ name, help, registers: [registry], labelNames: ['policy'] });
  const drift = gauge('gitops_security_drift', 'Objects that differ from what the policy asks for.');
  const contested = gauge(
    'gitops_security_contested',
    'Objects that somebody keeps changing after they are put right.',
  );
  const held = gauge('gitops_security_held_changes', 'Planned changes that the guard holds back.');
  const several = labelledMetrics(registry);
  const corrections = createCorrections(registry);
  return {
    corrected: (policy, kind) => corrections.count(policy, kind, 1),
    report: (policy, figures) => {
      for (const kind of [...OWNED_KINDS, 'ConfigMap']) corrections.count(policy, kind, 0);
      drift.set({ policy }, figures.drifted);
      contested.set({ policy }, figures.contested);
      held.set({ policy }, figures.held);
      several.violations(policy, new Map(Object.entries(figures.violations)));
      several.sections(policy, new Map([...figures.sections].map(([name, written]) => [name, written ? 1 : 0])));
    },
    conditions: (policy, all) =>
      several.conditions(policy, new Map(all.map(({ type, status }) => [type, numberOf(status)]))),
    forget: (policy) => {
      for (const metric of [drift, contested, held]) metric.remove({ policy });
      for (const tell of Object.values(several)) tell(policy, new Map());
      corrections.forget(policy);
    },
  };
}

const numberOf = (status: string): number => (status === 'True' ? 1 : status === 'False' ? 0 : -1);

/** Tells all values of one policy: a series that is not among them any more goes. */
type Tell = (policy: string, values: ReadonlyMap<string, number>) => void;

function labelledMetrics(registry: Registry): Readonly<Record<'violations' | 'sections' | 'conditions', Tell>> {
  const metric = (name: string, label: string, help: string): Tell => {
    const gauge = new Gauge({ name, help, registers: [registry], labelNames: ['policy', label] });
    const known = new Map<string, ReadonlyMap<string, number>>();
    return (policy, values) => {
      for (const value of known.get(policy)?.keys() ?? [])
        if (!values.has(value)) gauge.remove({ policy, [label]: value });
      for (const [value, number] of values) gauge.set({ policy, [label]: value }, number);
      if (values.size === 0) known.delete(policy);
      else known.set(policy, values);
    };
  };
  return {
    violations: metric('gitops_security_violations', 'severity', 'Violations found, by severity.'),
    sections: metric(
      'gitops_security_section_enforced',
      'section',
      '1 for a section that is written, 0 for one that is only reported: in Audit mode, or suspended.',
    ),
    conditions: metric('gitops_security_condition', 'type', '1 for True, 0 for False, -1 for Unknown.'),
  };
}

function createCorrections(registry: Registry) {
  const counter = new Counter({
    name: 'gitops_security_corrections_total',
    help: 'Objects put back after somebody changed them.',
    registers: [registry],
    labelNames: ['policy', 'kind'] as const,
  });
  const kinds = new Map<string, Set<string>>();
  return {
    count: (policy: string, kind: string, by: number): void => {
      kinds.set(policy, (kinds.get(policy) ?? new Set()).add(kind));
      counter.inc({ policy, kind }, by);
    },
    forget: (policy: string): void => {
      for (const kind of kinds.get(policy) ?? []) counter.remove({ policy, kind });
      kinds.delete(policy);
    },
  };
}
