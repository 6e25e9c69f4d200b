import type { EgressRule, IngressRule, NetworkPolicyPeer, NetworkPolicyPort, Protocol } from '../../api/kube.ts';
import { byText } from '../order.ts';

/** One peer on one port: what a NetworkPolicy allows is a set of these. */
export interface Allowance {
  readonly peer: NetworkPolicyPeer;
  readonly protocol: Protocol;
  readonly port: number | string;
}

export function allow(
  peers: readonly NetworkPolicyPeer[],
  ports: readonly (number | string)[],
  protocol: Protocol = 'TCP',
): readonly Allowance[] {
  return peers.flatMap((peer) => ports.map((port) => ({ peer, protocol, port })));
}

interface Rule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

const portText = ({ protocol, port }: Allowance): string =>
  `${protocol}/${typeof port === 'number' ? String(port).padStart(5, '0') : port}`;

const portsOf = (allowances: readonly Allowance[]): ReadonlyMap<string, NetworkPolicyPort> =>
  new Map(
    [...allowances]
      .toSorted(byText(portText))
      .map((item) => [portText(item), { protocol: item.protocol, port: item.port }]),
  );

/**
 * The rules of a set of allowances: one for each set of ports, with every peer that has exactly that set. The same set
 * gives the same rules in whatever order, and often, it is given; each rule has at least one peer and one port, since
 * an empty list would mean all of them.
 */
function rulesOf(allowances: readonly Allowance[]): readonly Rule[] {
  const peers = [...Map.groupBy(allowances, ({ peer }) => JSON.stringify(peer)).values()].map((same) => ({
    peer: same[0]?.peer ?? {},
    ports: portsOf(same),
  }));
  const rules = Map.groupBy(peers, ({ ports }) => [...ports.keys()].join());
  return [...rules.entries()].toSorted(byText(([ports]) => ports)).map(([, alike]) => ({
    peers: alike.map(({ peer }) => peer).toSorted(byText((peer) => JSON.stringify(peer))),
    ports: [...(alike[0]?.ports.values() ?? [])],
  }));
}

export const ingressRules = (allowances: readonly Allowance[]): readonly IngressRule[] =>
  rulesOf(allowances).map(({ peers, ports }) => ({ from: peers, ports }));

export const egressRules = (allowances: readonly Allowance[]): readonly EgressRule[] =>
  rulesOf(allowances).map(({ peers, ports }) => ({ to: peers, ports }));
