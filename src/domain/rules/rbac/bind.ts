import { ask, capability } from './capability.ts';
import { cis, RBAC_REFERENCE } from './grant-rule.ts';
import { scoped } from './place.ts';

/** Whoever binds one of these is what the narrower rules call everything. */
const POWERFUL = new Set(['cluster-admin', 'admin', 'edit']);

export const bind = capability({
  id: 'rbac/bind',
  title: 'May bind roles with rights that he lacks',
  severity: 'critical',
  why: 'The API server lets nobody bind a role with rights that he does not hold himself, unless he holds the verb `bind` on it: then he can make himself `cluster-admin`, once he may also write bindings, which rbac/write-rbac tells. Found for `roles` and `clusterroles`, also by a wildcard. Where the roles are named it is one level lower, but for `cluster-admin`, `admin` and `edit`. In a namespace it is high.',
  remedy: 'Take away the verb bind, or limit it to the roles that are to be bound, by resourceNames.',
  cis: cis('5.1.8'),
  sources: [`${RBAC_REFERENCE}#restrictions-on-role-binding-creation-or-update`],
  may: 'bind roles with more rights than his own',
  asks: [
    ask(scoped('critical', 'high'), 'rbac.authorization.k8s.io', 'clusterroles roles', 'bind', {
      named: (name) => (POWERFUL.has(name) ? 'same' : 'lower'),
    }),
  ],
});
