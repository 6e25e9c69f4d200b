import type { KubeObject } from '../../../../../src/api/kube.ts';
import { spec as specSchema } from '../../../../../src/api/spec.ts';
import { type Finding, judgeWhole } from '../../../../../src/domain/audit/judge.ts';
import type { RuleContext } from '../../../../../src/domain/audit/rule.ts';
import { ARGO_CD } from '../../../../../src/domain/rules/argocd/index.ts';
import { factsFrom } from './facts.ts';

const context = (spec: object): RuleContext => ({
  spec: specSchema.parse({ audit: {}, ...spec }) as RuleContext['spec'],
  today: Date.parse('2026-11-25T00:00:00Z'),
});

/** What all rules about Argo CD find in a cluster that consists of these objects, which are read once. */
export function judgeAll(objects: readonly KubeObject[], spec: object = {}): Finding[] {
  const facts = factsFrom(objects, 'argocd');
  const given = context(spec);
  return ARGO_CD.flatMap((rule) =>
    rule.scope !== 'argocd' || rule.asked?.(given.spec) === false ? [] : judgeWhole(rule, facts, given),
  );
}
