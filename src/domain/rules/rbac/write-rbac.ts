import { ask, capability } from './capability.ts';
import { RBAC_REFERENCE } from './grant-rule.ts';
import { scoped } from './place.ts';

const RBAC = 'rbac.authorization.k8s.io';
const WRITE = 'create update patch';

export const writeRbac = capability({
  id: 'rbac/write-rbac',
  title: 'May write roles or bindings',
  severity: 'high',
  ownWork: true,
  why: 'Whoever may write roles and bindings can pass his own rights on to anybody, and keep a way back in. He cannot make more of them: the API server refuses rights that he does not hold himself, unless he holds `escalate` or `bind`, which rules of their own find. Found for create, update and patch of Roles, ClusterRoles and their bindings; medium in a namespace. Left out is the standard role `admin` in a namespace, see rbac/standard-role. The operator itself is not found.',
  remedy:
    'Leave roles and bindings to administrators or to the GitOps controller, and take the right away from others.',
  sources: [`${RBAC_REFERENCE}#privilege-escalation-prevention-and-bootstrapping`],
  inStandardRoles: true,
  may: 'write roles or bindings',
  asks: [
    ask(scoped('high'), RBAC, 'clusterrolebindings clusterroles', WRITE),
    ask(scoped('high', 'medium'), RBAC, 'rolebindings roles', WRITE),
  ],
});
