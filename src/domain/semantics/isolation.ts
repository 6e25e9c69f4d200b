import type { ContainerPort, Labels, NetworkPolicy } from '../../api/kube.ts';
import { areEqual } from './address-set.ts';
import { exposureOf } from './network/internet.ts';
import { DIRECTIONS, readPolicy, readTarget, selects } from './network-policy.ts';
import type { Direction, Peer, Policy, Rule } from './network-policy.ts';
import { excess, isNobody, peersText, unite } from './peers.ts';
import type { PeerSet } from './peers.ts';
import { permissionOf, splitByPermission } from './permission.ts';
import type { Grant, Permission } from './permission.ts';
import { portsText, resolve } from './ports.ts';
import type { Ports } from './ports.ts';

/** How many loopholes of one policy are listed for a pod and direction: a hostile one may have tens of thousands. */
const MAX_LOOPHOLES = 100;

/** Pods of one workload, as its template describes them. */
export interface PodGroup {
  readonly component: string;
  readonly labels: Labels;
  /** Of all containers: what named ports resolve to. */
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork?: boolean;
}

/** Traffic that a live policy permits and no expected one does. */
export interface Loophole {
  readonly component: string;
  readonly direction: Direction;
  /** Name of the live policy. */
  readonly policy: string;
  /** The peer in that policy, such as `spec.ingress[0].from[1]`, or the rule when that names no peers. */
  readonly path: string;
  /** For people: `TCP 8080`, `all ports`. */
  readonly ports: string;
  /** For people: `everyone`, `all namespaces`, `0.0.0.0/0`, `pods app=x in namespaces team=y`. */
  readonly peers: string;
  /** Whether the addresses are as good as the whole Internet. */
  readonly everyone: boolean;
}

export interface Isolation {
  /** Components in the host's network, which no NetworkPolicy applies to; nothing else is said about them. */
  readonly hostNetwork: readonly string[];
  /** Where no live policy applies, so that all traffic is permitted. */
  readonly open: readonly { readonly component: string; readonly direction: Direction }[];
  readonly loopholes: readonly Loophole[];
}

/** Ports as they are for this pod: a named port is the pod's own on ingress, and the destination's on egress. */
function portsOf({ ports }: Rule, pod: PodGroup, direction: Direction): Ports {
  return direction === 'Ingress' ? resolve(ports, pod.ports) : ports;
}

function rulesFor(pod: PodGroup, direction: Direction, policy: Policy): readonly Rule[] {
  return selects(policy.target, pod.labels, direction) ? policy.rules[direction] : [];
}

function expectedPermission(pod: PodGroup, direction: Direction, expected: readonly Policy[]): Permission {
  const rules = expected.flatMap((policy) => rulesFor(pod, direction, policy));
  const grants = rules.map((rule) => ({
    ports: portsOf(rule, pod, direction),
    peers: unite(rule.peers.map(({ peers }) => peers)),
  }));
  return permissionOf(grants);
}

/** What one peer permits beyond the expected, and the parts of the rule's ports where it does. */
interface Excess {
  readonly peers: PeerSet;
  readonly parts: readonly Grant[];
}

/** Of one peer: some of its addresses are left, and its selector is or is not. */
function areSame(a: PeerSet, b: PeerSet): boolean {
  return a.pods.length === b.pods.length && areEqual(a.addresses, b.addresses);
}

function excesses(peer: Peer, parts: readonly Grant[]): readonly Excess[] {
  const found: { peers: PeerSet; parts: Grant[] }[] = [];
  for (const part of parts) {
    const peers = excess(peer.peers, part.peers);
    if (isNobody(peers)) continue;
    const same = found.find((other) => areSame(other.peers, peers));
    if (same === undefined) found.push({ peers, parts: [part] });
    else same.parts.push(part);
  }
  return found;
}

function textOfParts(parts: readonly Grant[]): string {
  const ranges = parts.flatMap(({ ports }) => ports.ranges);
  return portsText({ ranges, names: parts.flatMap(({ ports }) => ports.names) });
}

/** The text of ports is made once for each choice of parts: a rule may have thousands of peers times thousands of ports. */
function* loopholesOfRule(rule: Rule, pod: PodGroup, direction: Direction, permission: Permission) {
  const parts = splitByPermission(portsOf(rule, pod, direction), permission);
  const texts = new Map<string, string>();
  for (const peer of rule.peers) {
    for (const { peers, parts: chosen } of excesses(peer, parts)) {
      const key = chosen.map((part) => parts.indexOf(part)).join();
      const ports = texts.get(key) ?? textOfParts(chosen);
      texts.set(key, ports);
      yield { path: peer.path, ports, peers: peersText(peers), everyone: exposureOf(peers.addresses) === 'world' };
    }
  }
}

function* loopholesOfPolicy(policy: Policy, pod: PodGroup, direction: Direction, permission: Permission) {
  for (const rule of rulesFor(pod, direction, policy)) {
    for (const loophole of loopholesOfRule(rule, pod, direction, permission)) {
      yield { component: pod.component, direction, policy: policy.name, ...loophole };
    }
  }
}

function loopholesOf(pod: PodGroup, direction: Direction, live: readonly Policy[], expected: readonly Policy[]) {
  const permission = expectedPermission(pod, direction, expected);
  return live.flatMap((policy) => loopholesOfPolicy(policy, pod, direction, permission).take(MAX_LOOPHOLES).toArray());
}

/**
 * How well pods are isolated by the live policies of their namespace, measured against the expected ones.
 *
 * NetworkPolicies add up, so that a strict policy does nothing beside one that permits more: every rule that permits
 * traffic which no expected rule permits to that pod is a loophole, whoever wrote it. Where no expected policy applies,
 * nothing is expected. Exact for ports, addresses and selectors, over all labels that could exist; where it cannot tell, it
 * reports. At most 100 loopholes per pod, direction and policy, so that no policy hides another by being huge.
 * In the order of the pods, then direction, name of the policy, and place in it.
 *
 * Not seen: other kinds of policy (AdminNetworkPolicy, those of the network plugin), and whether a plugin enforces any.
 */
export function isolation(
  pods: readonly PodGroup[],
  live: readonly NetworkPolicy[],
  expected: readonly NetworkPolicy[],
): Isolation {
  const byName = live.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const policies = byName.map((policy) => readPolicy(policy, 'widest'));
  const targets = live.map((policy) => readTarget(policy, 'narrowest'));
  const planned = expected.map((policy) => readPolicy(policy, 'narrowest'));
  const places = pods
    .filter(({ hostNetwork }) => hostNetwork !== true)
    .flatMap((pod) => DIRECTIONS.map((direction) => ({ pod, direction })));
  return {
    hostNetwork: pods.filter(({ hostNetwork }) => hostNetwork === true).map(({ component }) => component),
    open: places
      .filter(({ pod, direction }) => !targets.some((target) => selects(target, pod.labels, direction)))
      .map(({ pod, direction }) => ({ component: pod.component, direction })),
    loopholes: places.flatMap(({ pod, direction }) => loopholesOf(pod, direction, policies, planned)),
  };
}
