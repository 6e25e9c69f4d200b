import type { Spec } from '../api/spec.ts';
import type { Drift, Violation } from '../api/status.ts';
import type { AuditReport } from './audit/report.ts';
import type { PolicyPlan } from './policy-plan.ts';
import type { Section } from './section.ts';

export type Doing = 'Enforce' | 'Audit' | 'Suspend';

/** What is known about one policy when its status is written. */
export interface ReportInput {
  readonly spec: Spec;
  /** What is done about each section. */
  readonly doing: Readonly<Record<Section, Doing>>;
  readonly namespace: string;
  readonly namespaceExists: boolean;
  readonly plan: PolicyPlan;
  /** Objects in place as they should be. */
  readonly managed: number;
  /** Changes that Enforce would make now, in sections that are not enforced. */
  readonly changes: number;
  /** Changes yet to be made, in sections that are. */
  readonly pending: number;
  /** What the plan found. Where there is an audit, it counts them, too. */
  readonly violations: readonly Violation[];
  readonly audit?: AuditReport;
  readonly uncorrected: readonly Drift[];
  /** Objects that somebody keeps changing. */
  readonly contested: readonly { readonly object: string; readonly manager: string; readonly times: number }[];
  /** Writes that the API server refused, in words. */
  readonly failures: readonly string[];
  /** Kinds that the operator must see and cannot. */
  readonly unreadable: readonly { readonly resource: string; readonly state: string }[];
}
