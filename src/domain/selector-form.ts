import type { LabelRequirement, Labels, LabelSelector } from '../api/kube.ts';
import { byText } from './order.ts';

interface Requirement {
  readonly key: string;
  readonly operator: LabelRequirement['operator'];
  readonly values?: readonly string[] | undefined;
}

/** A selector as Kubernetes or the policy has it: what is left out may also be undefined. */
export interface AnySelector {
  readonly matchLabels?: Labels | undefined;
  readonly matchExpressions?: readonly Requirement[] | undefined;
}

const sortedLabels = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).toSorted(byText(([key]) => key)));

const sortedRequirement = ({ key, operator, values = [] }: Requirement): LabelRequirement => ({
  key,
  operator,
  ...(values.length > 0 && { values: [...new Set(values)].toSorted(byText((value) => value)) }),
});

/** One spelling for every order of a selector, without what the API server drops: empty maps and lists. */
export function normalSelector({ matchLabels = {}, matchExpressions = [] }: AnySelector): LabelSelector {
  const requirements = matchExpressions.map(sortedRequirement).toSorted(byText((item) => JSON.stringify(item)));
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels: sortedLabels(matchLabels) }),
    ...(requirements.length > 0 && { matchExpressions: requirements }),
  };
}

/** True for an empty selector, and for none: neither tells one pod from another. */
export const selectsEverything = (selector: AnySelector = {}): boolean =>
  Object.keys(normalSelector(selector)).length === 0;
