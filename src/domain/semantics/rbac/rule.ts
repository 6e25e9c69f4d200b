import { entriesOf, fieldsOf, type Reading } from '../unknown.ts';

/** A PolicyRule with every list there. In `resourceNames` none means all; in the other lists none means nothing. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * A request as the authorizer sees it. No name: a create by POST, a list, a watch, or a delete of many.
 * No namespace: an object that is in none, or all namespaces at once; but a request for one Namespace is one inside it.
 * Source: apiserver, endpoints/request/requestinfo.go.
 */
export interface ResourceAttributes {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A request for a path that is no object: `/metrics`. */
export interface NonResourceAttributes {
  readonly verb: string;
  readonly path: string;
}

export type Attributes = ResourceAttributes | NonResourceAttributes;

const FIELDS = ['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs', 'verbs'] as const;

/** Whatever there is to permit. */
export const EVERYTHING: Rule = {
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: ['*'],
  verbs: ['*'],
};

function textsOf(value: unknown): readonly string[] | undefined {
  const entries = entriesOf(value);
  return entries?.every((entry) => typeof entry === 'string') === true ? entries : undefined;
}

/** Unreadable at its narrowest is the whole rule: names that are left out of `resourceNames` may leave all names. */
function readRule(value: unknown, reading: Reading): Rule | undefined {
  const fields = fieldsOf(value);
  const rule: Partial<Record<keyof Rule, readonly string[]>> = {};
  for (const field of FIELDS) {
    const list = (fields && textsOf(fields[field])) ?? (reading === 'widest' ? EVERYTHING[field] : undefined);
    if (list === undefined) return undefined;
    rule[field] = list;
  }
  return rule as Rule;
}

/** The `rules` of a Role or ClusterRole, of any type. What cannot be read permits everything, or at its narrowest nothing. */
export function readRules(rules: unknown, reading: Reading): readonly Rule[] {
  const entries = entriesOf(rules);
  if (entries === undefined) return reading === 'widest' ? [EVERYTHING] : [];
  return entries.flatMap((entry) => readRule(entry, reading) ?? []);
}

const hasOrAll = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value);

// `pods` is not `pods/exec`, `*` is both, and `*/exec` is the latter. `pods/*` is a name that nothing has.
function permitsResource({ resources }: Rule, resource: string, subresource: string): boolean {
  if (subresource === '') return hasOrAll(resources, resource);
  return hasOrAll(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

/** Whether a pattern of `nonResourceURLs` is a path, or what it begins with; all stars at its end count as one. */
export function isPathWithin(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  let end = pattern.length;
  while (pattern[end - 1] === '*') end -= 1;
  return end < pattern.length && path.startsWith(pattern.slice(0, end));
}

/** Whether a rule permits a request for at least one name, be it another one than the request's. */
export function permitsSomeName(rule: Rule, attributes: Attributes): boolean {
  if (!hasOrAll(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) return rule.nonResourceURLs.some((pattern) => isPathWithin(pattern, attributes.path));
  const { group, resource, subresource = '' } = attributes;
  return hasOrAll(rule.apiGroups, group) && permitsResource(rule, resource, subresource);
}

/**
 * Whether a rule permits a request wherever the rule holds; its namespace is up to the binding.
 * Source: kubernetes, pkg/apis/rbac/v1/evaluation_helpers.go and plugin/pkg/auth/authorizer/rbac, RuleAllows.
 */
export function permits(rule: Rule, attributes: Attributes): boolean {
  if (!permitsSomeName(rule, attributes)) return false;
  if ('path' in attributes || rule.resourceNames.length === 0) return true;
  return rule.resourceNames.includes(attributes.name ?? '');
}
