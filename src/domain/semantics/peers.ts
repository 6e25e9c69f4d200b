import { ALL_ADDRESSES, areEqual, cidrs, isEmpty, minus, NO_ADDRESSES, parseCidr, union } from './address-set.ts';
import type { AddressSet } from './address-set.ts';
import { ANYTHING, implies, readSelector, selectorText } from './selector.ts';
import type { Requirements, Values } from './selector.ts';
import { entriesOf, fieldsOf, readAll } from './unknown.ts';

/** Pods by the labels of their namespace and their own; both must hold. */
export interface PodPeer {
  readonly namespaces: Requirements;
  readonly pods: Requirements;
  /** Both in one, their keys apart: what is implied is a question about the pair. */
  readonly pair: Requirements;
}

/**
 * Whom a rule permits: addresses, and pods. The two are kept apart: whether an address block also means the pods that have
 * such addresses is up to the network plugin.
 */
export interface PeerSet {
  readonly addresses: AddressSet;
  readonly pods: readonly PodPeer[];
}

const MAX_TEXT_CIDRS = 4;
const MAX_TEXT_SELECTOR = 100;

function prefixed(prefix: string, requirements: Requirements): [key: string, values: Values][] {
  return [...requirements].map(([key, values]) => [`${prefix}:${key}`, values]);
}

function podPeer(namespaces: Requirements, pods: Requirements): PodPeer {
  return { namespaces, pods, pair: new Map([...prefixed('namespace', namespaces), ...prefixed('pod', pods)]) };
}

export const EVERYONE: PeerSet = { addresses: ALL_ADDRESSES, pods: [podPeer(ANYTHING, ANYTHING)] };

/** A block without its exceptions. These may cover all of it, though each must be smaller than the block. */
function readBlock(value: unknown): PeerSet | undefined {
  const { cidr, except } = fieldsOf(value) ?? {};
  const parse = (text: unknown) => (typeof text === 'string' ? parseCidr(text) : undefined);
  const block = parse(cidr);
  const holes = readAll(entriesOf(except) ?? [undefined], parse);
  return block && holes && { addresses: minus(block, union(holes)), pods: [] };
}

/** A selector that is absent selects all; without one for namespaces, the policy's own namespace is meant. */
function readPods(namespaceSelector: unknown, podSelector: unknown, ownNamespace: unknown): PeerSet | undefined {
  const own = { matchLabels: { 'kubernetes.io/metadata.name': ownNamespace } };
  const namespaces = readSelector(namespaceSelector ?? own);
  const pods = readSelector(podSelector);
  return namespaces && pods && { addresses: NO_ADDRESSES, pods: [podPeer(namespaces, pods)] };
}

/**
 * One entry of `from` or `to`; undefined when it is not valid, as one without any field, or with a block and a selector.
 * Source: k8s.io/api networking/v1 NetworkPolicyPeer; pkg/apis/networking/validation ValidateNetworkPolicyPeer.
 */
export function readPeer(value: unknown, ownNamespace: string | undefined): PeerSet | undefined {
  const { ipBlock, namespaceSelector, podSelector } = fieldsOf(value) ?? {};
  const hasBlock = (ipBlock ?? undefined) !== undefined;
  const hasSelector = (namespaceSelector ?? podSelector ?? undefined) !== undefined;
  if (hasBlock === hasSelector) return undefined;
  return hasBlock ? readBlock(ipBlock) : readPods(namespaceSelector, podSelector, ownNamespace);
}

export function unite(sets: readonly PeerSet[]): PeerSet {
  return { addresses: union(sets.map(({ addresses }) => addresses)), pods: sets.flatMap(({ pods }) => pods) };
}

/**
 * Whom `peers` permits beyond `permitted`: addresses exactly; a selector as a whole, if any pod it could select lies beyond,
 * since the remainder of a selector is in general no selector.
 */
export function excess(peers: PeerSet, permitted: PeerSet): PeerSet {
  const addresses = minus(peers.addresses, permitted.addresses);
  if (peers.pods.length === 0) return { addresses, pods: [] };
  const pairs = permitted.pods.map(({ pair }) => pair);
  return { addresses, pods: peers.pods.filter(({ pair }) => !implies(pair, pairs)) };
}

export function isNobody({ addresses, pods }: PeerSet): boolean {
  return isEmpty(addresses) && pods.length === 0;
}

function shorten(text: string): string {
  return text.length > MAX_TEXT_SELECTOR ? `${text.slice(0, MAX_TEXT_SELECTOR)}…` : text;
}

function podsText({ namespaces, pods }: PodPeer): string {
  const where = namespaces.size === 0 ? 'all namespaces' : `namespaces ${shorten(selectorText(namespaces))}`;
  return pods.size === 0 ? where : `pods ${shorten(selectorText(pods))} in ${where}`;
}

/** The fewest blocks that a set consists of, the first few of them. */
export function addressesText(addresses: AddressSet): string[] {
  const blocks = cidrs(addresses)
    .take(MAX_TEXT_CIDRS + 1)
    .toArray();
  return blocks.length > MAX_TEXT_CIDRS ? [...blocks.slice(0, MAX_TEXT_CIDRS), 'more addresses'] : blocks;
}

function isEveryone({ addresses, pods }: PeerSet): boolean {
  return areEqual(addresses, ALL_ADDRESSES) && pods.some(({ pair }) => pair.size === 0);
}

/** Peers for people: `everyone`, `all namespaces`, `pods app=x in namespaces team=y`, `10.0.0.0/8`; shortened when long. */
export function peersText(peers: PeerSet): string {
  return isEveryone(peers) ? 'everyone' : [...peers.pods.map(podsText), ...addressesText(peers.addresses)].join(', ');
}
