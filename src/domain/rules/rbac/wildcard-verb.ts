import { cis } from './grant-rule.ts';
import { wildcardRule } from './wildcard.ts';

export const wildcardVerb = wildcardRule({
  id: 'rbac/wildcard-verb',
  title: 'Every verb by a wildcard',
  severity: 'high',
  why: 'The verb `*` is also `escalate`, `bind`, `impersonate`, `approve` and whatever verb a later release invents: hardly ever what is meant. Found where a bound role has it for resources of Kubernetes itself, or of all API groups. Not found where it names a group that custom resources have, such as that of the operator that uses it.',
  remedy: 'List the verbs that are needed: get, list, watch, create, update, patch, delete.',
  cis: cis('5.1.3'),
  isWild: ({ verbs }) => verbs.includes('*'),
  may: ({ resources }, list) => `use every verb on ${list(resources)}`,
});
