import type { Severity } from '../../api/audit.ts';
import type { Found, FoundIn, NamespaceRule, NamespaceView, ObjectRef, ObjectRule, Rule, RuleContext } from './rule.ts';
import { placed, refTo, subjectsOf } from './rule.ts';
import type { SubjectName, Subjects } from './subjects.ts';

/** Something that a rule found in the cluster. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

const finding = (rule: Rule, object: ObjectRef, { path, message, severity, remedy }: Found): Finding => ({
  rule: rule.id,
  severity: severity ?? rule.severity,
  object: placed(object),
  path,
  message,
  remedy: remedy ?? rule.remedy,
});

const isObjectRule = (rule: Rule): rule is ObjectRule => rule.scope === 'object';

/** What the rules find in one object. */
export function judgeObject<S extends SubjectName>(
  rules: readonly Rule[],
  subject: S,
  object: Subjects[S],
  context: RuleContext,
): Finding[] {
  const ref = refTo(object);
  return rules
    .filter(isObjectRule)
    .filter((rule) => subjectsOf(rule).includes(subject))
    .flatMap((rule) => rule.check(object, context).map((found) => finding(rule, ref, found)));
}

/** What is found by rules that look at more than one object. */
export const judgeWhole = <V>(
  rule: Rule & { check(view: V, context: RuleContext): readonly FoundIn[] },
  view: V,
  context: RuleContext,
): Finding[] => rule.check(view, context).map(({ object, ...found }) => finding(rule, object, found));

/** What the rules find in one namespace as a whole. */
export const judgeNamespace = (rules: readonly Rule[], view: NamespaceView, context: RuleContext): Finding[] =>
  rules
    .filter((rule): rule is NamespaceRule => rule.scope === 'namespace')
    .flatMap((rule) => judgeWhole(rule, view, context));
