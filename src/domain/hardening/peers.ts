import type { NetworkPolicyPeer } from '../../api/kube.ts';
import type { Peer } from '../../api/spec.ts';
import { normalSelector } from '../selector-form.ts';
import { namedBlock } from './addresses.ts';

/** A peer of the policy as Kubernetes reads it; none for one that says nothing, as that would be everyone. */
export function peersOf({ cidr, namespaceSelector, podSelector }: Peer): readonly NetworkPolicyPeer[] {
  if (cidr !== undefined) {
    const ipBlock = namedBlock(cidr);
    return ipBlock === undefined ? [] : [{ ipBlock }];
  }
  if (namespaceSelector === undefined && podSelector === undefined) return [];
  return [
    {
      ...(namespaceSelector && { namespaceSelector: normalSelector(namespaceSelector) }),
      ...(podSelector && { podSelector: normalSelector(podSelector) }),
    },
  ];
}
