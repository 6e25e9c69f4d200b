import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

const AUTHENTICATION = 'authentication.k8s.io';
const POWERFUL = new Set(['system:masters', 'system:kube-controller-manager', 'system:admin', 'kubernetes-admin']);

/** Who is named is limited to that, as far as it is somebody who may do little. */
const named = (name: string) => (POWERFUL.has(name) || name.startsWith('kubeadm:') ? 'same' : 'lower');

export const impersonate = capability({
  id: 'rbac/impersonate',
  title: 'May act as somebody else',
  severity: 'critical',
  why: 'Whoever may impersonate has the rights of all whom he may impersonate: with `groups` those of `system:masters`, in a namespace those of each ServiceAccount of it, and the log of the API server is the only one to know. Found for users, groups, ServiceAccounts, uids and extra fields, and for the verbs of constrained impersonation, also by a wildcard. Users and groups are in no namespace: a RoleBinding does not give them. One level lower where all are named and none is known to be powerful; for uids and extra fields, which take a user to go with; and for constrained impersonation, which takes a second right for each request. Left out are the standard roles in a namespace, see rbac/standard-role.',
  remedy: 'Take away the verb impersonate, or limit it by resourceNames to accounts that may do little.',
  cis: cis('5.1.8'),
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/'],
  inStandardRoles: true,
  may: 'act as somebody else',
  asks: [
    ask(scoped('critical'), '', 'groups users', 'impersonate', { named }),
    ask(scoped('critical', 'critical'), '', 'serviceaccounts', 'impersonate', { named }),
    ask(scoped('high', 'high'), AUTHENTICATION, 'serviceaccounts', 'impersonate:serviceaccount', { named }),
    ask(scoped('high'), AUTHENTICATION, 'groups users', 'impersonate:user-info', { named }),
    ask(scoped('high'), AUTHENTICATION, 'nodes', 'impersonate:arbitrary-node', { named }),
    ask(
      scoped('high'),
      AUTHENTICATION,
      (resource) => resource === 'uids' || resource.startsWith('userextras/'),
      'impersonate',
    ),
  ],
});
