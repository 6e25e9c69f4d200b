import type { Status } from '../api/status.ts';
import type { ConditionFinding } from './condition.ts';

/** A status, but for the times of its conditions. */
export type StatusDraft = Omit<Status, 'conditions'> & { readonly conditions: readonly ConditionFinding[] };
