import { cis } from './grant-rule.ts';
import { wildcardRule } from './wildcard.ts';

export const wildcardResource = wildcardRule({
  id: 'rbac/wildcard-resource',
  title: 'Every resource by a wildcard',
  severity: 'high',
  why: 'The resource `*` includes Secrets, subresources such as `pods/exec`, and whatever kind is added later. Found where a bound role has it for an API group of Kubernetes itself, or for all of them; one level lower where it may only be read. Not found where it names a group that custom resources have, such as that of the operator that uses it. `*/scale` and the like are not found: such a form is one subresource, and those that are dangerous have rules of their own.',
  remedy: 'List the resources that are needed.',
  cis: cis('5.1.3'),
  isWild: ({ resources }) => resources.includes('*'),
  may: ({ verbs, apiGroups }, list) =>
    `${list(verbs)} every resource of ${apiGroups.includes('*') ? 'every API group' : `API group ${list(apiGroups)}`}`,
});
