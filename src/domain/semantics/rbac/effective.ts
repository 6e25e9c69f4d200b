import { aggregatedRules } from './aggregation.ts';
import type { Grant } from './binding.ts';
import type { RbacObjects } from './graph.ts';
import { metaOf, objectOf } from './objects.ts';
import type { Rule } from './rule.ts';

/** Where more aggregate, their live rules count alone: it would take too long. Real clusters have a handful. */
const MAX_AGGREGATING = 50;

const union = (...lists: readonly (readonly Rule[])[]): readonly Rule[] => [
  ...new Map(lists.flat().map((rule) => [JSON.stringify(rule), rule])).values(),
];

/**
 * The rules that a binding gives: those of its role, and with a ClusterRole that aggregates also those that the controller
 * of Kubernetes is about to fill in. The same list for all bindings to a role, so that it can be the key of what is found
 * in it.
 */
export function effectiveRules({ clusterRoles }: RbacObjects): (grant: Grant) => readonly Rule[] {
  const aggregating = new Map(
    clusterRoles.flatMap((role) => {
      const object = objectOf(role);
      return (object['aggregationRule'] ?? null) === null ? [] : [[metaOf(object).name, role] as const];
    }),
  );
  const isMany = aggregating.size > MAX_AGGREGATING;
  const known = new Map<string, readonly Rule[]>();
  return ({ role: { kind, name }, rules }) => {
    const role = kind === 'ClusterRole' ? aggregating.get(name) : undefined;
    if (role === undefined || isMany) return rules;
    const found = known.get(name) ?? union(rules, aggregatedRules(role, clusterRoles, 'widest'));
    known.set(name, found);
    return found;
  };
}
