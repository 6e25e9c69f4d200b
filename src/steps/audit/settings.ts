import type { AuditSpec } from '../../api/audit.ts';
import type { Labels } from '../../api/kube.ts';
import type { Policy } from '../../api/policy.ts';
import { exceptionsFor } from '../../domain/audit/exceptions.ts';
import type { Finding } from '../../domain/audit/judge.ts';
import {
  type ArgoCdRule,
  type NamespaceRule,
  type ObjectRef,
  type ObjectRule,
  type RbacRule,
  type Rule,
  type RuleContext,
  subjectsOf,
} from '../../domain/audit/rule.ts';
import { activeRules, type Choices, choicesOf } from '../../domain/audit/selection.ts';
import type { SubjectName } from '../../domain/audit/subjects.ts';
import type { Settled } from '../../domain/audit/tally.ts';
import { midnight } from '../../domain/day.ts';
import { RULES } from '../../domain/rules/index.ts';

/** What one policy audits by, worked out once for each of its generations and each day. */
export interface Settings {
  readonly audit: AuditSpec;
  readonly context: RuleContext;
  readonly objectRules: ReadonlyMap<SubjectName, readonly ObjectRule[]>;
  readonly namespaceRules: readonly NamespaceRule[];
  readonly rbacRules: readonly RbacRule[];
  readonly argoCdRules: readonly ArgoCdRule[];
  readonly choices: Choices;
}

const ofScope = <S extends Rule['scope']>(rules: readonly Rule[], scope: S) =>
  rules.filter((rule): rule is Extract<Rule, { scope: S }> => rule.scope === scope);

/** A rule that looks at several sorts of objects is among those of each. */
function bySubject(rules: readonly ObjectRule[]): ReadonlyMap<SubjectName, readonly ObjectRule[]> {
  const pairs = rules.flatMap((rule) => subjectsOf(rule).map((subject) => ({ subject, rule })));
  const grouped = [...Map.groupBy(pairs, ({ subject }) => subject)];
  return new Map(grouped.map(([subject, of]) => [subject, of.map(({ rule }) => rule)]));
}

/** @param now wall clock in ms since the epoch */
export function settingsOf({ spec }: Policy, audit: AuditSpec, now: number): Settings {
  const context: RuleContext = { spec: { ...spec, audit }, today: midnight(now) };
  const choices = choicesOf(audit);
  const rules = activeRules(RULES, context.spec, choices);
  return {
    audit,
    context,
    objectRules: bySubject(ofScope(rules, 'object')),
    namespaceRules: ofScope(rules, 'namespace'),
    rbacRules: ofScope(rules, 'rbac'),
    argoCdRules: ofScope(rules, 'argocd'),
    choices,
  };
}

/** What the policy makes of findings: those of rules that it switches off are none, and an exception accepts some. */
export function settle(
  findings: readonly Finding[],
  { audit, choices, context }: Settings,
  labelsOf: (object: ObjectRef) => Labels | undefined,
): Settled[] {
  return findings.flatMap((finding) => {
    const { enabled, severity = finding.severity } = choices(finding.rule);
    if (!enabled) return [];
    const { holding, expired } = exceptionsFor(finding, audit.exceptions, labelsOf, context.today);
    return [
      {
        ...finding,
        severity,
        ...(holding !== undefined && { excepted: holding }),
        ...(holding === undefined && expired.length > 0 && { lapsed: expired }),
      },
    ];
  });
}
