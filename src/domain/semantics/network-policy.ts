import type { Labels, NetworkPolicy } from '../../api/kube.ts';
import { EVERYONE, readPeer } from './peers.ts';
import type { PeerSet } from './peers.ts';
import { readPorts } from './ports.ts';
import type { Ports } from './ports.ts';
import { ANYTHING, meets, readSelector } from './selector.ts';
import type { Requirements } from './selector.ts';
import { entriesOf, fieldsOf } from './unknown.ts';
import type { Fields, Reading } from './unknown.ts';

export type Direction = 'Ingress' | 'Egress';

export const DIRECTIONS: readonly Direction[] = ['Ingress', 'Egress'];

/** Which pods a policy isolates, and in which directions. */
export interface Target {
  /** Undefined: none. */
  readonly pods: Requirements | undefined;
  readonly directions: readonly Direction[];
}

export interface Peer {
  /** Where it stands in the policy, such as `spec.ingress[0].from[1]`; the path of its rule when that names no peers. */
  readonly path: string;
  readonly peers: PeerSet;
}

export interface Rule {
  readonly ports: Ports;
  readonly peers: readonly Peer[];
}

export interface Policy {
  readonly name: string;
  readonly target: Target;
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
}

/** What stands for a spec that cannot be read: everything is permitted to everybody, or nothing is selected. */
const UNREADABLE: Readonly<Record<Reading, Fields>> = {
  widest: { policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
  narrowest: { podSelector: false },
};

function specOf(policy: NetworkPolicy, reading: Reading): Fields {
  return fieldsOf(policy.spec) ?? UNREADABLE[reading];
}

/**
 * Without any types: Ingress always, and Egress if there is an egress section with rules or an empty one.
 * Source: k8s.io/api networking/v1 NetworkPolicySpec.policyTypes.
 */
function directionsOf(policyTypes: unknown, egress: unknown, reading: Reading): readonly Direction[] {
  const types = entriesOf(policyTypes);
  if (types?.length === 0) return (egress ?? undefined) === undefined ? ['Ingress'] : DIRECTIONS;
  const known = DIRECTIONS.filter((direction) => types?.includes(direction) === true);
  const isReadable = types?.every((type) => DIRECTIONS.some((direction) => direction === type)) === true;
  return isReadable || reading === 'narrowest' ? known : DIRECTIONS;
}

/**
 * Whom a policy isolates. A pod selector that is empty or absent selects every pod of the namespace; one that cannot be
 * read selects all at the widest, and none at the narrowest.
 */
export function readTarget(policy: NetworkPolicy, reading: Reading): Target {
  const { podSelector, policyTypes, egress } = specOf(policy, reading);
  const pods = readSelector(podSelector) ?? (reading === 'widest' ? ANYTHING : undefined);
  return { pods, directions: directionsOf(policyTypes, egress, reading) };
}

/** Where a rule is read from: what its parts are called, what its own namespace is, and how to take what is not valid. */
interface Context {
  readonly peerField: 'from' | 'to';
  readonly namespace: string | undefined;
  readonly reading: Reading;
}

function everyoneAt(path: string): Peer {
  return { path, peers: EVERYONE };
}

/** The entries of `from` or `to`. Empty or absent: everyone, at the path of the rule. */
function readPeers(rule: Fields, rulePath: string, { peerField, namespace, reading }: Context): readonly Peer[] {
  const entries = entriesOf(rule[peerField]);
  const listPath = `${rulePath}.${peerField}`;
  if (entries === undefined) return reading === 'widest' ? [everyoneAt(listPath)] : [];
  if (entries.length === 0) return [everyoneAt(rulePath)];
  return entries.flatMap((entry, index) => {
    const path = `${listPath}[${index}]`;
    const peers = readPeer(entry, namespace);
    if (peers === undefined) return reading === 'widest' ? [everyoneAt(path)] : [];
    return [{ path, peers }];
  });
}

/** A section or a rule that cannot be read permits everything at the widest, and nothing at the narrowest. */
function readRules(section: unknown, path: string, context: Context): readonly Rule[] {
  const widest = context.reading === 'widest';
  return (entriesOf(section) ?? [section]).flatMap((entry, index) => {
    const rule = fieldsOf(entry) ?? (widest ? {} : undefined);
    if (rule === undefined) return [];
    const ports = readPorts(rule['ports'], context.reading);
    return [{ ports, peers: readPeers(rule, `${path}[${index}]`, context) }];
  });
}

/**
 * A policy as the API server stores it, read once so that it can be asked often. Never throws, whatever its spec holds.
 * Rules of a direction that the policy does not have are read too, and must not be asked for: see `selects`.
 */
export function readPolicy(policy: NetworkPolicy, reading: Reading): Policy {
  const { ingress, egress } = specOf(policy, reading);
  const { name, namespace } = policy.metadata;
  return {
    name,
    target: readTarget(policy, reading),
    rules: {
      Ingress: readRules(ingress, 'spec.ingress', { peerField: 'from', namespace, reading }),
      Egress: readRules(egress, 'spec.egress', { peerField: 'to', namespace, reading }),
    },
  };
}

/** Whether a policy isolates a pod in a direction; only then do its rules of that direction count for the pod. */
export function selects({ pods, directions }: Target, labels: Labels, direction: Direction): boolean {
  return pods !== undefined && directions.includes(direction) && meets(labels, pods);
}
