import type { AuditSpec, Severity } from '../../api/audit.ts';
import type { Labels } from '../../api/kube.ts';
import { matches } from '../semantics/selector.ts';
import { globMatches } from './glob.ts';
import type { Rule } from './rule.ts';

/** Whether a namespace is audited: included, not excluded, and with the labels that are asked for. */
export function isAudited(
  name: string,
  labels: Labels,
  { include, exclude, selector }: AuditSpec['namespaces'],
): boolean {
  const named = (globs: readonly string[]): boolean => globs.some((glob) => globMatches(glob, name));
  return named(include) && !named(exclude) && (selector === undefined || matches(selector, labels));
}

/** What a policy says about one rule: of several entries the last one that is about it counts. */
interface Choice {
  readonly enabled: boolean;
  readonly severity?: Severity | undefined;
}

export type Choices = (rule: string) => Choice;

/** What a policy says about rules, by their ids; of those it does not name, that they are judged by. */
export function choicesOf({ rules }: Pick<AuditSpec, 'rules'>): Choices {
  const known = new Map<string, Choice>();
  const find = (rule: string): Choice => {
    const entry = rules.findLast(({ id, category }) =>
      id === undefined ? rule.startsWith(`${category ?? ''}/`) : globMatches(id, rule),
    );
    return entry ?? { enabled: true };
  };
  return (rule) => {
    const choice = known.get(rule) ?? find(rule);
    known.set(rule, choice);
    return choice;
  };
}

/** The rules that a policy is judged by: not those that it switches off, or does not ask for. */
export function activeRules(
  rules: readonly Rule[],
  spec: Parameters<NonNullable<Rule['asked']>>[0],
  choices: Choices,
): Rule[] {
  return rules.filter(({ id, asked }) => choices(id).enabled && asked?.(spec) !== false);
}
