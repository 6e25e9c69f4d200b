import { namespaceRule } from '../../audit/rule.ts';
import { cap, some } from '../../text.ts';
import { SEPARATION } from './sources.ts';
import { inNamespace, MAX_MESSAGE } from './words.ts';

export const inconclusive = namespaceRule({
  id: 'network/inconclusive',
  title: 'Other kinds of network policies are not evaluated',
  severity: 'low',
  reads: [
    'AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy, and the policies of Cilium and Calico: whether there are any',
  ],
  why: 'Policies of administrators come before or after NetworkPolicies, and those of a network plugin beside them: they may permit what NetworkPolicies forbid, and forbid what they permit. What they say is not evaluated, so that nothing that the other rules on NetworkPolicies find, or do not find, is the last word. Found where a namespace has workloads or NetworkPolicies, and there are objects of such kinds in it, or without a namespace. Not seen are kinds of other plugins.',
  remedy:
    'Look at these policies by hand, by the tools of the network plugin, and accept the finding by an exception that says so.',
  mapping: SEPARATION,
  sources: [
    'https://network-policy-api.sigs.k8s.io/api-overview/',
    'https://docs.cilium.io/en/stable/network/kubernetes/policy/',
    'https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy',
  ],
  check: ({ namespace, workloads, networkPolicies, otherNetworkPolicies }) => {
    if (otherNetworkPolicies.length === 0 || workloads.length + networkPolicies.length === 0) return [];
    const kinds = some(otherNetworkPolicies, 5);
    const message = `What is permitted here is not known for certain, since other policies are not evaluated: ${kinds}.`;
    return [{ object: inNamespace(namespace), path: '', message: cap(message, MAX_MESSAGE) }];
  },
});
