import type { Role } from '../../../api/kube.ts';
import { byText } from '../../order.ts';
import { meets, readSelector, type Requirements } from '../selector.ts';
import { entriesOf, fieldsOf, readAll, type Reading } from '../unknown.ts';
import { type Meta, metaOf, objectOf } from './objects.ts';
import { readRules, type Rule } from './rule.ts';

/** Circles are looked for among so many that aggregate; real clusters have a handful. */
const MAX_AGGREGATING = 100;

/** A ClusterRole as the controller that aggregates sees it. */
interface Node extends Meta {
  readonly rules: unknown;
  /** Undefined: it aggregates nothing, and its rules are its own. */
  readonly selectors: readonly Requirements[] | undefined;
}

/** Undefined, too, with a selector that is not valid: the controller then gives up, and the rules stay. */
function selectorsOf(aggregationRule: unknown): readonly Requirements[] | undefined {
  if (aggregationRule === undefined || aggregationRule === null) return undefined;
  const selectors = entriesOf((fieldsOf(aggregationRule) ?? { clusterRoleSelectors: false })['clusterRoleSelectors']);
  return selectors && readAll(selectors, readSelector);
}

function nodeOf(role: Role): Node {
  const object = objectOf(role);
  return { ...metaOf(object), rules: object['rules'], selectors: selectorsOf(object['aggregationRule']) };
}

/** From where a ClusterRole takes rules. */
type Sources = (node: Node) => readonly Node[];

/** By its selectors, itself left out as upstream; each is looked for once. */
function sourcesIn(nodes: readonly Node[]): Sources {
  const known = new Map<Node, readonly Node[]>();
  return (node) => {
    const { selectors = [], name } = node;
    const isSource = (other: Node): boolean =>
      other.name !== name && selectors.some((requirements) => meets(other.labels, requirements));
    const found = known.get(node) ?? nodes.filter(isSource);
    known.set(node, found);
    return found;
  };
}

/** All that is reached from a node; the node itself only where a circle leads back to it. */
function reachable(start: Node, sources: Sources): ReadonlySet<Node> {
  const seen = new Set<Node>();
  const ahead = [start];
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop())
    for (const next of sources(node)) {
      if (seen.has(next)) continue;
      seen.add(next);
      ahead.push(next);
    }
  return seen;
}

/**
 * Those whose live rules last: of the ones that aggregate nothing; of a circle, where they go round and may never leave; and
 * at the widest of the ones that find nothing to take, as the controller applies, and an apply without rules takes none
 * away that somebody else has written.
 */
function lasting(nodes: readonly Node[], sources: Sources, reading: Reading): readonly Node[] {
  const aggregating = new Set(nodes.filter(({ selectors }) => selectors !== undefined));
  const inner: Sources = (node) => sources(node).filter((other) => aggregating.has(other));
  const mayCircle = (node: Node): boolean => aggregating.size > MAX_AGGREGATING || reachable(node, inner).has(node);
  const findsNothing = (node: Node): boolean => sources(node).every(({ rules }) => entriesOf(rules)?.length === 0);
  const lasts = (node: Node): boolean =>
    node.selectors === undefined || (reading === 'widest' && findsNothing(node)) || mayCircle(node);
  return nodes.filter(lasts);
}

/**
 * The rules that a ClusterRole will have once the controller of Kubernetes has done its work: those of all that its
 * `aggregationRule` selects, be it by way of others that aggregate; its own where it has none. Until then, the live rules
 * are what counts. Source: kubernetes, pkg/controller/clusterroleaggregation.
 *
 * @param reading of what cannot be read, and of rules that may stay or go: `widest` takes them in
 */
export function aggregatedRules(role: Role, clusterRoles: readonly Role[], reading: Reading): readonly Rule[] {
  const start = nodeOf(role);
  if (start.selectors === undefined) return readRules(start.rules, reading);
  const sources = sourcesIn(clusterRoles.map(nodeOf));
  const reached = [...reachable(start, sources)];
  // A circle leads back to it under its name: the same ClusterRole, read a second time.
  const all = reached.some(({ name }) => name === start.name) ? reached : [...reached, start];
  const sorted = all.toSorted(byText(({ name = '' }) => name));
  const rules = lasting(sorted, sources, reading).flatMap((node) => readRules(node.rules, reading));
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
