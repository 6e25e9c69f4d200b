import type { AuditException, AuditSpec, Severity } from '../../api/audit.ts';
import type { AuditStatus } from '../../api/status-audit.ts';
import { cap } from '../text.ts';
import type { ExceptionState, Summary } from './summary.ts';
import { SEVERITIES, totalOf } from './tally.ts';

/** What another scanner found in one namespace. */
export type ScannerSummary = AuditStatus['scanners'][number];

/** What is known of an audit when its results are told. */
export interface AuditReport {
  readonly spec: AuditSpec;
  readonly summary: Summary;
  readonly levels: AuditStatus['podSecurity'];
  readonly scanners: readonly ScannerSummary[];
  /** Everything was looked at, as far as it can be seen. */
  readonly complete: boolean;
  /** Kinds that cannot be seen, in words. */
  readonly unseen: readonly string[];
  /** Results of other scanners that are there and cannot be read, in words: nothing of ours depends on them. */
  readonly unreadScanners: readonly string[];
  /** Rules that do not do what they are for, in words: nobody knows what they would have found. */
  readonly rules: readonly string[];
  /** Reports that could not be written, in words. */
  readonly reports: readonly string[];
}

const MAX = { rules: 100, namespaces: 50, exceptions: 100, scanners: 100 } as const;

const ATTENTION: readonly ExceptionState['state'][] = ['Expired', 'Unused', 'InUse'];

const byAttention = (a: ExceptionState, b: ExceptionState): number =>
  ATTENTION.indexOf(a.state) - ATTENTION.indexOf(b.state) || a.index - b.index;

const reasonOf = (exceptions: readonly AuditException[], index: number): string =>
  cap(exceptions[index]?.reason ?? '', 128);

/** What the status says of an audit; nothing in it changes unless what it is about changed. */
export function auditStatusOf({ spec, summary, levels, scanners }: AuditReport): AuditStatus {
  const { rules, namespaces, exceptions, counts, accepted } = summary;
  const truncated = {
    rules: Math.max(0, rules.length - MAX.rules),
    namespaces: Math.max(0, namespaces.length - MAX.namespaces),
    exceptions: Math.max(0, exceptions.length - MAX.exceptions),
    scanners: Math.max(0, scanners.length - MAX.scanners),
  };
  return {
    findings: totalOf(counts),
    accepted,
    rules: rules.slice(0, MAX.rules).map(({ id, counts: each }) => ({ id: cap(id, 253), ...each })),
    namespaces: namespaces
      .slice(0, MAX.namespaces)
      .map(({ namespace, counts: each }) => ({ name: namespace, ...each })),
    ...(levels !== undefined && { podSecurity: levels }),
    exceptions: exceptions
      .toSorted(byAttention)
      .slice(0, MAX.exceptions)
      .map(({ index, state, findings }) => ({ index, reason: reasonOf(spec.exceptions, index), state, findings })),
    scanners: scanners.slice(0, MAX.scanners),
    ...(Object.values(truncated).some((count) => count > 0) && { truncated }),
  };
}

/** How many findings are at least as bad as the policy asks not to have. */
export function failing({ spec: { failOn }, summary: { counts } }: AuditReport): number {
  if (failOn === 'never') return 0;
  const bad: readonly Severity[] = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return bad.reduce((all, severity) => all + counts[severity], 0);
}
