import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

export const saToken = capability({
  id: 'rbac/sa-token',
  title: 'May issue tokens of ServiceAccounts',
  severity: 'critical',
  why: 'A token of a ServiceAccount is all it takes to be that account, from anywhere the API server is reached: in the whole cluster that is also the controllers of Kubernetes, and with them everything. Found for create of `serviceaccounts/token`, also as `*/token` or by a wildcard; high in a namespace. Where the accounts are named it is one level lower. Left out are the standard roles in a namespace, see rbac/standard-role.',
  remedy: 'Limit it by resourceNames to the ServiceAccounts whose tokens are needed, or let the kubelet mount them.',
  cis: cis('5.1.13'),
  sources: ['https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/'],
  inStandardRoles: true,
  may: 'issue tokens of ServiceAccounts',
  asks: [ask(scoped('critical', 'high'), '', 'serviceaccounts/token', 'create')],
});
