import type { Spec } from '../api/spec.ts';
import type { Drift, Violation } from '../api/status.ts';
import type { PolicyPlan } from './policy-plan.ts';

/** What is known about one policy when its status is written. */
export interface ReportInput {
  readonly spec: Spec;
  readonly doing: 'Enforce' | 'Audit' | 'Suspend';
  readonly namespace: string;
  readonly namespaceExists: boolean;
  readonly plan: PolicyPlan;
  /** Objects in place as they should be. */
  readonly managed: number;
  /** Changes that Enforce would make now. */
  readonly changes: number;
  readonly violations: readonly Violation[];
  readonly uncorrected: readonly Drift[];
  /** Objects that somebody keeps changing. */
  readonly contested: readonly { readonly object: string; readonly manager: string; readonly times: number }[];
  /** Writes that the API server refused, in words. */
  readonly failures: readonly string[];
  /** Kinds that the operator must see and cannot. */
  readonly unreadable: readonly { readonly resource: string; readonly state: string }[];
}
