import type { PolicyRule, RbacSubject, Role, RoleBinding } from '../../../../../src/api/kube.ts';
import type { RbacObjects } from '../../../../../src/domain/semantics/rbac/graph.ts';
import type { Attributes, Rule } from '../../../../../src/domain/semantics/rbac/rule.ts';
import type { User } from '../../../../../src/domain/semantics/rbac/subject.ts';

/** What Kubernetes defines, said a second time: slowly, object by object, without an index. For comparison. */

const starless = (pattern: string): string => pattern.replace(/\*+$/, '');

export function naivePermits(rule: PolicyRule, attributes: Attributes): boolean {
  const lists = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], ...rule };
  if (!lists.verbs.some((verb) => verb === '*' || verb === attributes.verb)) return false;
  if ('path' in attributes) {
    const { path } = attributes;
    return lists.nonResourceURLs.some((url) => url === path || (url.endsWith('*') && path.startsWith(starless(url))));
  }
  const { group, resource, subresource = '', name = '' } = attributes;
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  return (
    lists.apiGroups.some((given) => given === '*' || given === group) &&
    lists.resources.some(
      (given) => given === '*' || given === combined || (subresource !== '' && given === `*/${subresource}`),
    ) &&
    (lists.resourceNames.length === 0 || lists.resourceNames.includes(name))
  );
}

function isAbout({ kind, name, namespace = '' }: RbacSubject, user: User, own: string): boolean {
  if (kind === 'User') return name === user.name;
  if (kind === 'Group') return user.groups.includes(name);
  const where = namespace === '' ? own : namespace;
  return kind === 'ServiceAccount' && where !== '' && user.name === `system:serviceaccount:${where}:${name}`;
}

export function naiveCan(objects: RbacObjects, user: User, attributes: Attributes): boolean {
  if (user.groups.includes('system:masters')) return true;
  const namespace = 'path' in attributes ? '' : (attributes.namespace ?? '');
  const isIn = (where: string) => (object: Role | RoleBinding) => object.metadata.namespace === where;
  const rulesBy = (binding: RoleBinding, own: string): readonly PolicyRule[] => {
    if (!(binding.subjects ?? []).some((subject) => isAbout(subject, user, own))) return [];
    const { kind, name } = binding.roleRef;
    const candidates = kind === 'Role' ? objects.roles.filter(isIn(own)) : objects.clusterRoles;
    return candidates.find((role) => role.metadata.name === name)?.rules ?? [];
  };
  const near = namespace === '' ? [] : objects.roleBindings.filter(isIn(namespace));
  const held = [
    ...objects.clusterRoleBindings.flatMap((binding) => rulesBy(binding, '')),
    ...near.flatMap((binding) => rulesBy(binding, namespace)),
  ];
  return held.some((rule) => naivePermits(rule, attributes));
}

/** One verb and one of each else; `name` and `url` are there where the rule has any. */
interface Atom {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly name?: string;
  readonly url?: string;
}

function breakdown({
  verbs,
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): Atom[] {
  const names = resourceNames.length === 0 ? [{}] : resourceNames.map((name) => ({ name }));
  return verbs.flatMap((verb) => [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) => names.map((name) => ({ verb, group, resource, ...name }))),
    ),
    ...nonResourceURLs.map((url) => ({ verb, url })),
  ]);
}

function covers(held: PolicyRule, { verb, group, resource, name, url }: Atom): boolean {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = held;
  const has = (list: readonly string[], value: string | undefined): boolean =>
    value === undefined || list.includes('*') || list.includes(value);
  const [, subresource] = resource?.match(/^[^/]*\/(.*)$/) ?? [];
  return (
    has(verbs, verb) &&
    has(apiGroups, group) &&
    (has(resources, resource) || (subresource !== undefined && resources.includes(`*/${subresource}`))) &&
    (url === undefined ||
      nonResourceURLs.some((owner) => owner === url || (owner.endsWith('*') && url.startsWith(starless(owner))))) &&
    (resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name)))
  );
}

const atomText = ({ verb, group = '-', resource = '-', name = '-', url = '-' }: Atom): string =>
  [verb, group, resource, name, url].join(' ');

/** The combinations of `wanted` that no rule of `held` covers, as text. */
export function naiveMissing(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly string[] {
  const missing = wanted.flatMap(breakdown).filter((atom) => !held.some((rule) => covers(rule, atom)));
  return [...new Set(missing.map(atomText))].toSorted();
}

/** The one combination of a rule that was broken down. */
export function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): string {
  const [verb = ''] = verbs;
  const [[group], [resource], [name], [url]] = [apiGroups, resources, resourceNames, nonResourceURLs];
  return atomText({
    verb,
    ...(group !== undefined && { group }),
    ...(resource !== undefined && { resource }),
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
  });
}
