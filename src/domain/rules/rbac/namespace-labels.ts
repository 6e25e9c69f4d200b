import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

export const namespaceLabels = capability({
  id: 'rbac/namespace-labels',
  title: 'May change labels of namespaces',
  severity: 'high',
  why: 'Labels of a namespace say which Pod Security Standard holds in it, and which NetworkPolicies, webhooks and admission policies mean it: whoever writes them takes it out of all of these. Found for update and patch of `namespaces`, also by a wildcard. A RoleBinding gives it for its own namespace, which is medium; so are namespaces that are named.',
  remedy: 'Leave namespaces to administrators or to the GitOps controller.',
  sources: ['https://kubernetes.io/docs/concepts/security/pod-security-admission/'],
  may: 'change labels of namespaces',
  asks: [ask(scoped('high', 'medium'), '', 'namespaces', 'update patch')],
});
