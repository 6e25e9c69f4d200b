import { failing } from './audit/report.ts';
import { type ConditionFinding, finding, type Problem, problem, state } from './condition.ts';
import type { ReportInput } from './report-input.ts';
import { counted } from './text.ts';

const IN_PROGRESS: Problem<'InProgress'> = { reason: 'InProgress', message: 'not everything has been looked at yet' };

/** What keeps the audit from seeing everything. */
export const auditBlindness = ({ audit }: ReportInput): Problem<'AuditWatchFailed'> | undefined =>
  problem(
    'AuditWatchFailed',
    (audit?.unseen ?? []).map((text) => `cannot be audited: ${text}`),
  );

/** Whether the audit does what it is for: what it finds does not count here. Absent without an audit. */
export function audited(input: ReportInput): ConditionFinding<'Audited'>[] {
  const { audit } = input;
  if (audit === undefined) return [];
  const problems = [
    auditBlindness(input),
    problem('RuleFailed', audit.rules),
    problem('ReportsNotWritten', audit.reports),
    problem(
      'ScannersNotReadable',
      audit.unreadScanners.map((text) => `results of another scanner cannot be read: ${text}`),
    ),
  ].filter((entry) => entry !== undefined);
  if (problems.length === 0 && !audit.complete) return [finding('Audited', 'Unknown', IN_PROGRESS)];
  return [state('Audited', problems, { reason: 'Audited', message: 'everything that is audited was looked at' })];
}

const found = (count: number): string => `there ${count === 1 ? 'is' : 'are'} ${counted(count, 'violation')}`;

function bySeverity({ violations }: ReportInput): ConditionFinding<'Compliant'> {
  const bad = violations.filter(({ severity }) => severity === 'critical' || severity === 'high').length;
  const message = `${found(bad)} of severity critical or high, see status.violations`;
  return state('Compliant', bad === 0 ? [] : [{ reason: 'ViolationsFound', message }], {
    reason: 'Compliant',
    message: 'there is no violation of severity critical or high',
  });
}

/** Whether nothing was found that the policy asks not to have. What was not seen counts as not known, not as nothing. */
export function compliant(input: ReportInput): ConditionFinding<'Compliant'> {
  const { audit } = input;
  if (audit === undefined) return bySeverity(input);
  const { failOn } = audit.spec;
  const bad = failing(audit);
  const what = failOn === 'never' || failOn === 'critical' ? 'critical' : `${failOn} or worse`;
  if (bad > 0) {
    const message = `${found(bad)} of severity ${what}, see status.violations`;
    return finding('Compliant', 'False', { reason: 'ViolationsFound', message });
  }
  const unknown =
    auditBlindness(input) ?? problem('RuleFailed', audit.rules) ?? (audit.complete ? undefined : IN_PROGRESS);
  if (unknown !== undefined) return finding('Compliant', 'Unknown', unknown);
  const message =
    failOn === 'never'
      ? 'no violation counts, as failOn of the audit is never'
      : `there is no violation of severity ${what}`;
  return finding('Compliant', 'True', { reason: 'Compliant', message });
}
