import type { PolicyRule } from '../../../api/kube.ts';
import { isPathWithin, readRules, type Rule } from './rule.ts';

/** More are of no use to a reader. */
const MAX_MISSING = 500;

/** Comparisons of values, far beyond those of real roles: lists of a hundred values have a hundred million combinations. */
const MAX_STEPS = 2_000_000;

type List = keyof Rule;

/** A rule that is held, for lookups. */
type Held = Readonly<Record<List, ReadonlySet<string>>>;

interface Search {
  readonly missing: Map<string, Rule>;
  steps: number;
}

/** The order in which the API server breaks a rule down. */
const OF_RESOURCES = ['apiGroups', 'resources', 'verbs', 'resourceNames'] as const;
const OF_PATHS = ['nonResourceURLs', 'verbs'] as const;

const NOTHING: Rule = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], verbs: [] };

function coversResource(held: ReadonlySet<string>, resource: string): boolean {
  if (held.has('*') || held.has(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && held.has(`*/${resource.slice(slash + 1)}`);
}

/** Whether a list of a held rule covers one value of the same list of another; nothing does when the steps have run out. */
function coversValue(list: List, held: ReadonlySet<string>, value: string, search: Search): boolean {
  search.steps += list === 'nonResourceURLs' ? held.size : 1;
  if (search.steps > MAX_STEPS) return false;
  if (list === 'resources') return coversResource(held, value);
  if (list === 'nonResourceURLs') return [...held].some((pattern) => isPathWithin(pattern, value));
  if (list === 'resourceNames') return held.size === 0 || held.has(value);
  return held.has('*') || held.has(value);
}

function coversRule(held: Held, wanted: Rule, lists: readonly List[], search: Search): boolean {
  // Also for paths: upstream, a rule with names covers nothing that has none.
  if (held.resourceNames.size > 0 && wanted.resourceNames.length === 0) return false;
  return lists.every((list) => wanted[list].every((value) => coversValue(list, held[list], value, search)));
}

/**
 * Adds what of `wanted`, the product of its lists, no single held rule covers. A part that one rule covers as a whole is
 * not taken apart any further.
 */
function addMissing(held: readonly Held[], wanted: Rule, lists: readonly List[], search: Search): void {
  if (held.some((rule) => coversRule(rule, wanted, lists, search))) return;
  const list = lists.find((candidate) => wanted[candidate].length > 1);
  if (list === undefined) search.missing.set(JSON.stringify(wanted), wanted);
  else
    for (const value of wanted[list]) {
      if (search.missing.size >= MAX_MISSING) return;
      const near = held.filter((rule) => coversValue(list, rule[list], value, search));
      addMissing(near, { ...wanted, [list]: [value] }, lists, search);
    }
}

/** The part of a rule about resources, or paths, with each value once; undefined when it permits nothing. */
function partOf(rule: Rule, lists: readonly List[]): Rule | undefined {
  if (lists.some((list) => list !== 'resourceNames' && rule[list].length === 0)) return undefined;
  return { ...NOTHING, ...Object.fromEntries(lists.map((list) => [list, [...new Set(rule[list])]])) };
}

function heldOf(rule: Rule): Held {
  return Object.fromEntries(Object.entries(rule).map(([list, values]) => [list, new Set(values)])) as unknown as Held;
}

/**
 * What the API server finds missing when somebody who holds `held` writes a role with the rules `wanted`: rules of one verb
 * and one group, resource and, if limited, name (or one path) each. None: it may be written. At most about 500; and when it
 * would take too long, what has not been compared is missing. Source: component-helpers, auth/rbac/validation, Covers.
 */
export function missingRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly Rule[] {
  const search: Search = { missing: new Map(), steps: 0 };
  const holding = readRules(held, 'narrowest').map(heldOf);
  for (const rule of readRules(wanted, 'widest'))
    for (const lists of [OF_RESOURCES, OF_PATHS]) {
      const part = partOf(rule, lists);
      if (part !== undefined && search.missing.size < MAX_MISSING) addMissing(holding, part, lists, search);
    }
  return [...search.missing.values()];
}
