import { z } from 'zod';
import { text } from './fields.ts';

/** What the status says of the audit: exact counts, and lists that are cut. */

const number = (description: string) => z.int().min(0).default(0).describe(description);

const counts = {
  critical: number('Findings of severity critical.'),
  high: number('Findings of severity high.'),
  medium: number('Findings of severity medium.'),
  low: number('Findings of severity low.'),
};

const list = <T extends z.ZodType>(item: T, max: number, description: string) =>
  z.array(item).max(max).default([]).describe(description);

const ruleCounts = z.object({ id: text(253).describe('The id of the rule.'), ...counts });

const namespaceCounts = z.object({ name: text(63).describe('The namespace.'), ...counts });

const exceptionState = z.object({
  index: number('Its place in spec.audit.exceptions, from 0.'),
  reason: text(128).describe('Its reason, shortened.'),
  state: z
    .enum(['InUse', 'Unused', 'Expired'])
    .describe(
      'InUse accepts findings. Unused accepts nothing, and may be a mistake. Expired accepts nothing any more.',
    ),
  findings: number('Findings that it accepts, or accepted until it expired.'),
});

const scanner = z.object({
  name: text(63).describe('The scanner, and what it looks for.'),
  namespace: text(63)
    .describe('The namespace; absent for what is in none, or where the scanner does not say.')
    .optional(),
  ...counts,
  unknown: number('Findings without a severity.'),
  lowerBound: z.boolean().describe('Whether there may be more: the scanner itself lists only some.').optional(),
});

const levels = z.object({
  restricted: number('Workloads that would pass restricted.'),
  baseline: number('Workloads that would pass baseline, but not restricted.'),
  privileged: number('Workloads that would pass neither.'),
});

const omitted = z.object({
  rules: number('Rules that are not listed.'),
  namespaces: number('Namespaces that are not listed.'),
  exceptions: number('Exceptions that are not listed.'),
  scanners: number('Results of other scanners that are not listed.'),
});

export const auditStatus = z.object({
  findings: number('Findings that no exception accepts.'),
  accepted: number('Findings that an exception accepts.'),
  rules: list(ruleCounts, 100, 'Findings by rule, the worst first.'),
  namespaces: list(
    namespaceCounts,
    50,
    'Findings by namespace, the worst first; what is in none is counted by rule only.',
  ),
  podSecurity: levels.describe('Which Pod Security Standard the workloads would pass.').optional(),
  exceptions: list(exceptionState, 100, 'What has become of the exceptions; those that need a look come first.'),
  scanners: list(scanner, 100, 'What other scanners say, as far as they are installed, the worst first.'),
  truncated: omitted.describe('How many entries are left out of these lists.').optional(),
});

export type AuditStatus = z.output<typeof auditStatus>;
