import { notIsolatedRule } from './not-isolated-rule.ts';

export const egressNotIsolated = notIsolatedRule({
  id: 'network/egress-not-isolated',
  title: 'Pods send traffic anywhere',
  severity: 'low',
  direction: 'Egress',
  permits: 'send traffic anywhere, 169.254.169.254 for the metadata of the node included',
  why: 'A pod that is taken over sends out what it finds, fetches what it needs, and asks the cloud for the credentials of its node, unless a NetworkPolicy says where it may send to. Found where a namespace has workloads whose pods no policy of type Egress selects; a policy whose selector cannot be read selects none. One finding for each namespace, with the first few of the workloads by name. Not found: a namespace without workloads, pods in the network of their host, and whether the network plugin enforces policies at all.',
  remedy:
    'Add a NetworkPolicy with an empty podSelector and the policy type Egress that permits DNS alone, and others for what is needed.',
});
