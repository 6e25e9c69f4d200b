import { permitsSomeName, type ResourceAttributes, type Rule } from './rule.ts';

/** Requests of one API group that are looked for in rules: each of the verbs on each of the resources. */
export interface Asked {
  /** Empty for the core group. */
  readonly group: string;
  /**
   * `pods`, or `pods/exec`; or a test for those that rules name themselves, where nobody knows all of them: they must then
   * name the group as well, as a resource of every group need not be in this one.
   */
  readonly resources: readonly string[] | ((resource: string) => boolean);
  readonly verbs: readonly string[];
}

/** A verb and a resource that rules permit. */
export interface Permitted {
  readonly group: string;
  /** As asked for; `*` where a rule names it that way and any resource was asked for. */
  readonly resource: string;
  readonly verb: string;
  /** Undefined: whatever the name. */
  readonly names: readonly string[] | undefined;
}

type Attributes = Omit<ResourceAttributes, 'namespace' | 'name'>;

/** Of resources that only the rules name: a rule may be as long as an object can be. */
const MAX_OPEN = 20;

/**
 * Whether names are no limit: what is created is whatever its creator likes, and a delete of many objects has no name. To
 * create a subresource is another thing, such as a token of one ServiceAccount: there the name is known.
 * Source: Kubernetes, "Using RBAC Authorization", referring to resources; apiserver, endpoints/request/requestinfo.go.
 */
const isNameless = (resource: string, verb: string): boolean =>
  verb === 'deletecollection' || (verb === 'create' && !resource.includes('/'));

const subresourceOf = (resource: string): string => resource.slice(resource.indexOf('/') + 1);

/** Every way in which a rule may name a resource. */
const formsOf = (resource: string): readonly string[] =>
  resource.includes('/') ? [resource, `*/${subresourceOf(resource)}`] : [resource];

const NONE: readonly Permitted[] = [];

const groups = new WeakMap<readonly Rule[], ReadonlySet<string>>();

/** The API groups that rules are about: many are asked for, and few are in any one role. */
function groupsOf(rules: readonly Rule[]): ReadonlySet<string> {
  const found = groups.get(rules) ?? new Set(rules.flatMap((rule) => rule.apiGroups));
  groups.set(rules, found);
  return found;
}

const namesGroup = ({ apiGroups }: Rule, group: string): boolean => apiGroups.includes(group);

/** Leaves out nearly all rules at little cost. */
function filterFor({ group, resources, verbs }: Asked): (rule: Rule) => boolean {
  const forms = new Set(['*', ...(typeof resources === 'function' ? [] : resources.flatMap(formsOf))]);
  const isOpen = (rule: Rule): boolean =>
    typeof resources === 'function' && namesGroup(rule, group) && rule.resources.some(resources);
  const names = new Set(['*', ...verbs]);
  return (rule) =>
    rule.apiGroups.some((given) => given === group || given === '*') &&
    (rule.resources.some((resource) => forms.has(resource)) || isOpen(rule)) &&
    rule.verbs.some((verb) => names.has(verb));
}

function attributesOf(group: string, resource: string, verb: string): Attributes {
  const [name = '', ...rest] = resource.split('/');
  return { verb, group, resource: name, subresource: rest.join('/') };
}

/** Undefined as soon as one rule is about all names. */
function namesIn(rules: readonly Rule[]): readonly string[] | undefined {
  if (rules.some(({ resourceNames }) => resourceNames.length === 0)) return undefined;
  return [...new Set(rules.flatMap(({ resourceNames }) => resourceNames))];
}

/**
 * Which resources are asked for: where that is a test, the first few of those that pass it. Those of all names come first,
 * so that many of certain names do not hide them.
 */
function resourcesIn(rules: readonly Rule[], { group, resources }: Asked): readonly string[] {
  if (typeof resources !== 'function') return resources;
  const isWide = ({ resourceNames }: Rule): boolean => resourceNames.length === 0;
  const passing = [...rules.filter(isWide), ...rules].flatMap((rule) =>
    rule.resources.filter((resource) => resource === '*' || (namesGroup(rule, group) && resources(resource))),
  );
  return [...new Set(passing)].slice(0, MAX_OPEN);
}

function permittedIn(rules: readonly Rule[], asked: Asked): readonly Permitted[] {
  const { group, verbs } = asked;
  // Mostly all of them permit the same, and there may be very many names.
  const allNames = namesIn(rules);
  return resourcesIn(rules, asked).flatMap((resource) =>
    verbs.flatMap((verb) => {
      const giving = rules.filter((rule) => permitsSomeName(rule, attributesOf(group, resource, verb)));
      if (giving.length === 0) return [];
      const names = giving.length === rules.length ? allNames : namesIn(giving);
      return [{ group, resource, verb, names: isNameless(resource, verb) ? undefined : names }];
    }),
  );
}

/**
 * Finds in rules what is asked for, in the order in which it is asked for. Where the rules hold, and whether the resource
 * is in a namespace at all, is up to the caller. Made once for what is asked of many.
 */
export function finderOf(asked: Asked): (rules: readonly Rule[]) => readonly Permitted[] {
  const isNear = filterFor(asked);
  return (rules) => {
    const inRules = groupsOf(rules);
    if (!inRules.has(asked.group) && !inRules.has('*')) return NONE;
    return rules.some(isNear) ? permittedIn(rules.filter(isNear), asked) : NONE;
  };
}
