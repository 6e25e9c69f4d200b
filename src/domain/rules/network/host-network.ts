import { objectRule } from '../../audit/rule.ts';
import { CONCEPT, SEPARATION } from './sources.ts';

export const hostNetwork = objectRule<'workload'>({
  id: 'network/host-network',
  title: 'No NetworkPolicy applies to pods in the network of their host',
  severity: 'low',
  subject: 'workload',
  reads: ['hostNetwork of the pod'],
  why: 'Network plugins see the traffic of such a pod as that of its node: NetworkPolicies that select it do nothing, it reaches what the node reaches, the metadata of the cloud included, and whatever reaches the node reaches its ports. Found where hostNetwork is true; what NetworkPolicies say of such pods is not looked at anywhere else. Whether the Pod Security Standards permit it is told by pod-security/host-namespaces.',
  remedy: 'Take hostNetwork out, and expose the pod by a Service. Where it cannot do without, guard the node instead.',
  mapping: SEPARATION,
  sources: [`${CONCEPT}#networkpolicy-and-hostnetwork-pods`],
  check: ({ pod, podPath }) =>
    pod.hostNetwork === true
      ? [
          {
            path: `${podPath}.hostNetwork`,
            message: 'Its pods are in the network of their host, where no NetworkPolicy applies.',
          },
        ]
      : [],
});
