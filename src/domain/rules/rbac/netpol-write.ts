import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

const WRITE = 'create update patch delete deletecollection';
const inBoth = scoped('medium', 'medium');
const inCluster = scoped('medium');
const OF_CLUSTER = 'adminnetworkpolicies baselineadminnetworkpolicies clusternetworkpolicies';

export const netpolWrite = capability({
  id: 'rbac/netpol-write',
  title: 'May change who reaches what in the network',
  severity: 'medium',
  ownWork: true,
  why: 'NetworkPolicies add up, so that one more opens what all others keep closed; and whoever writes the endpoints of a Service gets its traffic. Found for writing NetworkPolicies of Kubernetes, of its cluster-wide successors, of Cilium, Calico, Antrea and OVN-Kubernetes, and for writing Endpoints and EndpointSlices, also by a wildcard; one level lower where the objects are named. Left out are the standard roles in a namespace, see rbac/standard-role. The operator itself is not found.',
  remedy: 'Leave them to administrators or to the GitOps controller.',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  inStandardRoles: true,
  may: 'change who reaches what in the network',
  asks: [
    ask(inBoth, 'networking.k8s.io', 'networkpolicies', WRITE),
    ask(inCluster, 'policy.networking.k8s.io', OF_CLUSTER, WRITE),
    ask(inBoth, 'cilium.io', 'ciliumnetworkpolicies', WRITE),
    ask(inCluster, 'cilium.io', 'ciliumclusterwidenetworkpolicies', WRITE),
    ...['crd.projectcalico.org', 'projectcalico.org'].flatMap((group) => [
      ask(inBoth, group, 'networkpolicies', WRITE),
      ask(inCluster, group, 'globalnetworkpolicies', WRITE),
    ]),
    ask(inBoth, 'crd.antrea.io', 'networkpolicies', WRITE),
    ask(inCluster, 'crd.antrea.io', 'clusternetworkpolicies', WRITE),
    ask(inBoth, 'k8s.ovn.org', 'egressfirewalls', WRITE),
    ask(inBoth, '', 'endpoints', WRITE),
    ask(inBoth, 'discovery.k8s.io', 'endpointslices', WRITE),
  ],
});
