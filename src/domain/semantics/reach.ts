import type { ContainerPort, Labels, NetworkPolicy, Protocol } from '../../api/kube.ts';
import { contains } from './address-set.ts';
import { readPolicy, readTarget, selects } from './network-policy.ts';
import type { Direction, Rule } from './network-policy.ts';
import type { PodPeer } from './peers.ts';
import { hasAllPorts, hasPort, resolve } from './ports.ts';
import { ANYTHING, implies, meets } from './selector.ts';

export type Answer = 'yes' | 'no' | 'maybe';

/** An address outside the cluster; the port is the one after any address translation of a Service. */
interface AddressFlow {
  readonly address: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A pod at the other end, by the labels of its namespace and, if known, its own. */
interface PodFlow {
  readonly namespace: Labels;
  readonly pod?: Labels;
  /** Absent: not known. */
  readonly port?: number;
  readonly protocol: Protocol;
}

export type Flow = AddressFlow | PodFlow;

/** The pod that the policies are about. */
export interface Subject {
  readonly labels: Labels;
  readonly ports: readonly ContainerPort[];
}

/** An unknown port is permitted for certain only where all are; a name that the other end resolves is never certain. */
function portAnswer({ ports }: Rule, subject: Subject, direction: Direction, { port, protocol }: Flow): Answer {
  const { ranges, names } = direction === 'Ingress' ? resolve(ports, subject.ports) : ports;
  if (port === undefined ? hasAllPorts(ranges, protocol) : hasPort(ranges, protocol, port)) return 'yes';
  const mayBeNamed = names.some((name) => name.protocol === protocol);
  const mayBeNumber = port === undefined && ranges.some((range) => range.protocol === protocol);
  return mayBeNamed || mayBeNumber ? 'maybe' : 'no';
}

/** Whether peers permit a pod: all that it could be when its labels are unknown, or only some. */
function podAnswer(peers: readonly PodPeer[], { namespace, pod }: PodFlow): Answer {
  const near = peers.filter(({ namespaces }) => meets(namespace, namespaces)).map(({ pods }) => pods);
  if (pod !== undefined) return near.some((pods) => meets(pod, pods)) ? 'yes' : 'no';
  if (near.length === 0) return 'no';
  return implies(ANYTHING, near) ? 'yes' : 'maybe';
}

function permitsPod(rules: readonly (Rule & { readonly port: Answer })[], flow: PodFlow): Answer {
  const podsOf = (answers: readonly Answer[]) =>
    rules.filter(({ port }) => answers.includes(port)).flatMap(({ peers }) => peers.flatMap((peer) => peer.peers.pods));
  if (podAnswer(podsOf(['yes']), flow) === 'yes') return 'yes';
  return podAnswer(podsOf(['yes', 'maybe']), flow) === 'no' ? 'no' : 'maybe';
}

/**
 * Whether policies of one namespace permit a flow from (Egress) or to (Ingress) a pod in it. For a guard that holds back
 * what could cut a needed flow: `yes` only when certain, and whatever in a policy cannot be read permits nothing.
 * No policy that applies in that direction: `yes`. An address block permits addresses only, since whether it also means
 * pods is up to the network plugin.
 */
export function permits(
  policies: readonly NetworkPolicy[],
  subject: Subject,
  direction: Direction,
  flow: Flow,
): Answer {
  if (!policies.some((policy) => selects(readTarget(policy, 'widest'), subject.labels, direction))) return 'yes';
  const rules = policies
    .map((policy) => readPolicy(policy, 'narrowest'))
    .filter(({ target }) => selects(target, subject.labels, direction))
    .flatMap((policy) => policy.rules[direction])
    .map((rule) => ({ ...rule, port: portAnswer(rule, subject, direction, flow) }));
  if (!('address' in flow)) return permitsPod(rules, flow);
  const granting = rules.filter(({ port }) => port === 'yes').flatMap(({ peers }) => peers);
  return granting.some(({ peers }) => contains(peers.addresses, flow.address)) ? 'yes' : 'no';
}
