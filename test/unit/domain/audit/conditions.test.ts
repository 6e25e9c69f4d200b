import test from 'ava';
import { audit } from '../../../../src/api/audit.ts';
import type { AuditReport } from '../../../../src/domain/audit/report.ts';
import { summarise } from '../../../../src/domain/audit/summary.ts';
import { tallyOf } from '../../../../src/domain/audit/tally.ts';
import { audited, compliant } from '../../../../src/domain/conditions-audit.ts';
import type { ReportInput } from '../../../../src/domain/report-input.ts';
import { at } from './findings.ts';

const high = at('shop', 'web', { severity: 'high' });

function said(more: Partial<AuditReport> & { failOn?: string; findings?: readonly (typeof high)[] }): string[] {
  const { failOn = 'high', findings = [], ...rest } = more;
  const report: AuditReport = {
    spec: audit.parse({ failOn }),
    summary: summarise([tallyOf('shop', findings, 5)], [], 5, 0),
    levels: undefined,
    scanners: [],
    complete: true,
    unseen: [],
    unreadScanners: [],
    rules: [],
    reports: [],
    ...rest,
  };
  const input = { audit: report } as unknown as ReportInput;
  return [...audited(input), compliant(input)].map(({ status, reason }) => `${status}/${reason}`);
}

/** What `Audited` and `Compliant` say. */
const cases: Readonly<Record<string, readonly [more: Parameters<typeof said>[0], Audited: string, Compliant: string]>> =
  {
    'nothing is found': [{}, 'True/Audited', 'True/Compliant'],
    'something is found that is bad enough': [{ findings: [high] }, 'True/Audited', 'False/ViolationsFound'],
    'something is found that is not': [{ findings: [high], failOn: 'critical' }, 'True/Audited', 'True/Compliant'],
    'whatever is found is all right': [{ findings: [high], failOn: 'never' }, 'True/Audited', 'True/Compliant'],
    'not everything was looked at yet': [{ complete: false }, 'Unknown/InProgress', 'Unknown/InProgress'],
    'what was found so far is bad enough': [
      { complete: false, findings: [high] },
      'Unknown/InProgress',
      'False/ViolationsFound',
    ],
    'a kind cannot be seen': [{ unseen: ['pods (forbidden)'] }, 'False/AuditWatchFailed', 'Unknown/AuditWatchFailed'],
    'a custom rule does not work': [
      { rules: ['custom/x: it cannot be read'] },
      'False/RuleFailed',
      'Unknown/RuleFailed',
    ],
    'another scanner cannot be read': [
      { unreadScanners: ['x (forbidden)'] },
      'False/ScannersNotReadable',
      'True/Compliant',
    ],
    'a report is not written': [{ reports: ['forbidden'] }, 'False/ReportsNotWritten', 'True/Compliant'],
  };

for (const [name, [more, isAudited, isCompliant]] of Object.entries(cases))
  test(name, (t) => {
    t.deepEqual(said(more), [isAudited, isCompliant]);
  });

test('without an audit nothing is said of one', (t) => {
  t.deepEqual(audited({ violations: [] } as unknown as ReportInput), []);
});
