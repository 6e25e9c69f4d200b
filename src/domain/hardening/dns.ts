import type { NetworkPolicyPeer } from '../../api/kube.ts';
import type { NetworkSpec } from '../../api/spec.ts';
import { allow, type Allowance } from './allowances.ts';
import { peersOf } from './peers.ts';

/** The labels of kube-dns, which CoreDNS keeps, and the address that node-local DNS listens on by convention. */
const DEFAULT_PEERS: readonly NetworkPolicyPeer[] = [
  {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    podSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns', 'node-local-dns'] }] },
  },
  { ipBlock: { cidr: '169.254.20.10/32' } },
];

/** Over TCP too, as answers that do not fit into a datagram are asked for again. */
export function dnsAllowances({ dns }: NetworkSpec): readonly Allowance[] {
  const peers = dns.peers?.flatMap(peersOf) ?? DEFAULT_PEERS;
  return [...allow(peers, dns.ports, 'UDP'), ...allow(peers, dns.ports, 'TCP')];
}
