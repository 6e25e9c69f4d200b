import { ask, capability } from './capability.ts';
import { cis, RBAC_REFERENCE } from './grant-rule.ts';
import { scoped } from './place.ts';

const RBAC = 'rbac.authorization.k8s.io';

export const escalate = capability({
  id: 'rbac/escalate',
  title: 'May write roles with rights of any kind',
  severity: 'critical',
  why: 'The API server lets nobody write a role with rights that he does not hold himself, unless he holds the verb `escalate` on it: then he can write himself every right there is. Found for `roles` and `clusterroles`, also by a wildcard. Names of roles do not make it better: what is written into the role that is named can be anything. In a namespace it is high: Roles alone, and what they can reach there.',
  remedy:
    'Take away the verb escalate. An operator that writes roles should hold itself what it grants, for example by an aggregated ClusterRole.',
  cis: cis('5.1.8'),
  sources: [`${RBAC_REFERENCE}#restrictions-on-role-creation-or-update`],
  may: 'give any right to a role',
  asks: [
    ask(scoped('critical', 'high'), RBAC, 'roles', 'escalate', { named: 'same' }),
    ask(scoped('critical'), RBAC, 'clusterroles', 'escalate', { named: 'same' }),
  ],
});
