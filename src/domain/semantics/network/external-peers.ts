import { type AddressSet, union } from '../address-set.ts';
import type { Rule } from '../network-policy.ts';
import { EVERYONE } from '../peers.ts';
import type { Ports } from '../ports.ts';
import { type Exposure, exposureOf, isLess } from './internet.ts';

/** What one rule lets in from the Internet. */
export interface PublicOpening {
  /** Of the rule, such as `spec.ingress[0]`. */
  readonly rule: string;
  /** Of the peer that lets in as much by itself; else of the rule. */
  readonly path: string;
  readonly ports: Ports;
  /** Those of the peers that let public addresses in, together. */
  readonly addresses: AddressSet;
  readonly exposure: Exposure;
  /** Whether the peer at `path` cannot be read, and is taken for everyone. */
  readonly unreadable: boolean;
}

const isPublic = (exposure: Exposure): boolean => !isLess(exposure, 'public');

/** A rule read at the widest has everyone for peers that it does not name, at its own path, and for one that cannot be read. */
const isUnreadable = ({ path, peers }: Rule['peers'][number], rule: string): boolean =>
  peers === EVERYONE && path !== rule;

const unionOf = (peers: Rule['peers']): AddressSet => union(peers.map(({ peers: { addresses } }) => addresses));

/**
 * What a rule of ingress, read at the widest, lets in from outside the cluster; undefined where that is nothing public.
 * Peers that are selectors mean pods, wherever these may be, and let in no address.
 */
export function publicOpening({ ports, peers }: Rule, rule: string): PublicOpening | undefined {
  const seen = peers.map((peer) => ({ peer, exposure: exposureOf(peer.peers.addresses) }));
  const open = seen.filter(({ exposure }) => isPublic(exposure));
  if (open.length === 0) return undefined;
  const addresses = unionOf(open.map(({ peer }) => peer));
  const exposure = exposureOf(addresses);
  const alone = open.find((one) => one.exposure === exposure)?.peer;
  const unreadable = alone !== undefined && isUnreadable(alone, rule);
  return { rule, path: alone?.path ?? rule, ports, addresses, exposure, unreadable };
}
