import { cis } from './grant-rule.ts';
import { wildcardRule } from './wildcard.ts';

export const wildcardGroup = wildcardRule({
  id: 'rbac/wildcard-group',
  title: 'Resources of every API group by a wildcard',
  severity: 'high',
  why: 'With the API group `*` a role is about every resource of a name, in whatever group somebody defines one: also in those that are installed later. Found where a bound role names resources in all API groups; one level lower where they may only be read. Where the resources are `*` as well, it is rbac/wildcard-resource that finds it; `*/scale` and the like are not found, as those who scale cannot know what they scale.',
  remedy: 'Name the API group of each resource: the core group is "".',
  cis: cis('5.1.3'),
  isWild: ({ apiGroups, resources }) =>
    apiGroups.includes('*') && !resources.includes('*') && resources.some((resource) => !resource.startsWith('*/')),
  may: ({ verbs, resources }, list) => `${list(verbs)} ${list(resources)} of every API group`,
});
