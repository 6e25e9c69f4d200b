import type { Policy } from '../../api/policy.ts';
import type { Violation } from '../../api/status.ts';
import type { AuditReport } from '../../domain/audit/report.ts';
import { summarise } from '../../domain/audit/summary.ts';
import { findingOf } from '../../domain/violations.ts';
import type { Context } from '../context.ts';
import { keyText } from '../keys.ts';
import type { Unseen } from '../sight.ts';

const unseenText = ({ resource, state }: Unseen): string => `${resource} (${state})`;

/**
 * What the audit of a policy has to tell, together with what the plan found; undefined where there is none.
 *
 * What the plan found is counted, accepted and reported as everything else is.
 */
export function auditReportOf(
  policy: Policy,
  found: readonly Violation[],
  { audits, queue, scanners }: Pick<Context, 'audits' | 'queue' | 'scanners'>,
): AuditReport | undefined {
  const auditor = audits.current(policy.name);
  const { settings, ledger } = auditor ?? {};
  if (auditor === undefined || settings === undefined || ledger === undefined) return undefined;
  auditor.put('plan', found.map(findingOf));
  if (ledger.isChanged) queue.add(keyText('audit', policy.name));
  const { limit } = policy.spec.report;
  const { audit, context } = settings;
  return {
    spec: audit,
    summary: summarise(ledger.tallies(limit), audit.exceptions, limit, context.today),
    levels: auditor.levels.counts(),
    scanners: scanners.summaries(),
    complete: auditor.complete,
    unseen: audits
      .unseen(policy)
      .filter(({ state }) => state !== 'starting')
      .map(unseenText),
    unreadScanners: scanners.unreadable().map(unseenText),
    rules: [...auditor.failures, ...audits.ruleProblems(policy.name)],
    reports: auditor.reportProblems,
  };
}
