import { notIsolatedRule } from './not-isolated-rule.ts';

export const notIsolated = notIsolatedRule({
  id: 'network/not-isolated',
  title: 'Pods take traffic from anywhere',
  severity: 'medium',
  direction: 'Ingress',
  permits: 'take traffic from anywhere',
  why: 'A pod that no NetworkPolicy selects takes traffic from every pod of the cluster and from whatever else reaches it: one that is taken over reaches all others. Found where a namespace has workloads whose pods no policy of type Ingress selects; a policy whose selector cannot be read selects none. One finding for each namespace, with the first few of the workloads by name. Not found: a namespace without workloads, pods in the network of their host, which no policy applies to, and whether the network plugin enforces policies at all.',
  remedy:
    'Add a NetworkPolicy with an empty podSelector and the policy type Ingress that permits nothing, and others for what is needed.',
});
