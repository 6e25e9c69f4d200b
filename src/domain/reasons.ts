import type { WithheldReason } from './withheld.ts';

/** What keeps the operator from doing its work at all. */
const OBSTACLES = ['Starting', 'WatchFailed', 'ArgoCDNotFound', 'ApplyFailed', 'InvalidSpec'] as const;

/** Nothing can be said of a policy that stalls, nor while a kind that it needs is not seen. */
const UNKNOWN = ['InvalidSpec', 'CoveredByOlderPolicy', 'Starting', 'WatchFailed'] as const;

/**
 * Every reason that a condition can have, by its type. The first ones are those of a condition that is as it should be;
 * of several others that apply, a condition has the first one in this order. docs/conditions.md tells what each means.
 */
export const CONDITION_REASONS = {
  Ready: ['Reconciled', 'CoveredByOlderPolicy', ...OBSTACLES, 'AuditWatchFailed'],
  Enforced: [
    'Enforced',
    'CoveredByOlderPolicy',
    'NothingToEnforce',
    ...OBSTACLES,
    'Suspended',
    'AuditMode',
    'Pending',
    'NotOwned',
    'CRDMissing',
    'UnsupportedField',
    'Overridden',
    'EscalationDenied',
    'TooManyObjects',
    'SigningKeyMissing',
    'InUse',
    'Waiting',
    'APIServerUnknown',
    'HostNetworkClient',
    'GuardBlocked',
    'ComponentUnprotected',
    'HostUnresolved',
  ],
  Isolated: [
    'Isolated',
    ...UNKNOWN,
    'NothingToEnforce',
    'ArgoCDNotFound',
    'IsolationUndone',
    'NotIsolated',
    'HostNetwork',
  ],
  InSync: ['InSync', ...UNKNOWN, 'Drifted', 'Contested'],
  Compliant: ['Compliant', ...UNKNOWN, 'ViolationsFound', 'AuditWatchFailed', 'RuleFailed', 'InProgress'],
  Audited: ['Audited', 'AuditWatchFailed', 'RuleFailed', 'ReportsNotWritten', 'ScannersNotReadable', 'InProgress'],
  Reconciling: ['Retrying'],
  Stalled: ['InvalidSpec', 'CoveredByOlderPolicy'],
} as const;

export type ConditionType = keyof typeof CONDITION_REASONS;
export type ReasonOf<T extends ConditionType> = (typeof CONDITION_REASONS)[T][number];

/** What else an Event can be about: the others have the reason of the condition that turned. */
export const EVENT_REASONS = [
  'DriftCorrected',
  'SettingChanged',
  'ShippedPolicyNeutralised',
  'ShippedPolicyRestored',
  'FindingAppeared',
  'FindingGone',
  'FindingsChanged',
  'StatusNotWritten',
] as const;

export type EventReason = (typeof EVENT_REASONS)[number] | ReasonOf<ConditionType>;

/** Those with which an object or an item of the policy makes `Enforced` false: all but the one that is only told. */
export type EnforcedGap = Exclude<WithheldReason, 'NoMatch'> & ReasonOf<'Enforced'>;
