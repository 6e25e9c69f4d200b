import type { NetworkPolicyPeer } from '../../api/kube.ts';
import type { EgressPeer, EgressPurpose, NetworkSpec } from '../../api/spec.ts';
import type { Facts } from '../facts.ts';
import { byText } from '../order.ts';
import { singleAddress } from './addresses.ts';
import { allow, type Allowance } from './allowances.ts';
import { peersOf } from './peers.ts';

type Hosts = Facts['hosts'];

/** Empty for a host that did not resolve, or only to addresses that no answer may open. */
function hostPeers(host: string, hosts: Hosts): readonly NetworkPolicyPeer[] {
  return (hosts.get(host) ?? []).flatMap((address) => {
    const ipBlock = singleAddress(address);
    return ipBlock === undefined ? [] : [{ ipBlock }];
  });
}

const destinations = (peer: EgressPeer, hosts: Hosts): readonly NetworkPolicyPeer[] =>
  peer.host === undefined ? peersOf(peer) : hostPeers(peer.host, hosts);

/** What a component may reach outside its namespace, for the purposes that it has. */
export function purposeAllowances(
  purposes: readonly EgressPurpose[],
  { egress }: NetworkSpec,
  hosts: Hosts,
): readonly Allowance[] {
  return purposes.flatMap((purpose) => egress[purpose].flatMap((peer) => allow(destinations(peer, hosts), peer.ports)));
}

/** The hosts that a policy names, in its order. */
export const namedHosts = ({ egress }: Pick<NetworkSpec, 'egress'>): readonly string[] => [
  ...new Set(Object.values(egress).flatMap((peers) => peers.flatMap(({ host }) => host ?? []))),
];

/** The hosts for which nothing is opened, because no usable address of them is known. Sorted. */
export function unresolvedHosts(network: NetworkSpec, hosts: Hosts): readonly string[] {
  return namedHosts(network)
    .filter((host) => hostPeers(host, hosts).length === 0)
    .toSorted(byText((host) => host));
}
