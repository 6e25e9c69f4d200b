import type { Rule } from './rule.ts';

/** Whoever may do these to every object may do all there is: what RBAC has beside them gives no more than they do. */
const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

const isOfAll = ({ apiGroups, resources, resourceNames }: Rule): boolean =>
  resourceNames.length === 0 && apiGroups.includes('*') && resources.includes('*');

const isOfAllPaths = ({ nonResourceURLs, verbs }: Rule): boolean =>
  verbs.includes('*') && (nonResourceURLs.includes('*') || nonResourceURLs.includes('/*'));

/**
 * Whether rules permit everything where they hold, be it in several rules or with the verbs written out: `all`; and
 * `cluster-admin` where they permit what that ClusterRole does, the paths that are no objects included.
 */
export function everythingIn(rules: readonly Rule[]): 'cluster-admin' | 'all' | undefined {
  const verbs = new Set(rules.filter(isOfAll).flatMap((rule) => rule.verbs));
  if (!verbs.has('*')) return VERBS.every((verb) => verbs.has(verb)) ? 'all' : undefined;
  return rules.some(isOfAllPaths) ? 'cluster-admin' : 'all';
}
