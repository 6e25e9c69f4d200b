import { type AddressSet, isEmpty, minus, NO_ADDRESSES, parseCidr, sizeOfOverlap, union } from '../address-set.ts';

/** How much of the Internet a set of addresses is, from nothing at all to as good as everything. */
export const EXPOSURES = ['none', 'private', 'public', 'broad', 'world'] as const;
export type Exposure = (typeof EXPOSURES)[number];

/**
 * Blocks of IPv4 that no client on the Internet has as its address: those of IANA's special-purpose registry that are not
 * globally reachable, multicast, and what is reserved. 192.88.99.0/24, which was for 6to4 relays, is not among them.
 */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

const blocks = (texts: readonly string[]): AddressSet => union(texts.map((text) => parseCidr(text) ?? NO_ADDRESSES));

export const PUBLIC4 = minus(blocks(['0.0.0.0/0']), blocks(SPECIAL));
/** Global unicast addresses: all that have been given out so far. */
const PUBLIC6 = blocks(['2000::/3']);

const SIZE4 = sizeOfOverlap(PUBLIC4, PUBLIC4);
const SIZE6 = sizeOfOverlap(PUBLIC6, PUBLIC6);

/** The Internet is a quarter of it: not half, since the upper half of IPv4 has fewer than half of its public addresses. */
const WORLD_SHARE = 4n;
/** A /8 of IPv4, a /16 of IPv6. */
const BROAD4 = 1n << 24n;
const BROAD6 = 1n << 112n;

/**
 * How much of the Internet a set is: `world` for a quarter of the public addresses of either family at least, `broad` for
 * 2^24 of IPv4 or 2^112 of IPv6, `public` for any, `private` for addresses that are all special.
 * Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), RFC 4291 section 2.4.
 */
export function exposureOf(set: AddressSet): Exposure {
  if (isEmpty(set)) return 'none';
  const v4 = sizeOfOverlap(set, PUBLIC4);
  const v6 = sizeOfOverlap(set, PUBLIC6);
  if (v4 * WORLD_SHARE >= SIZE4 || v6 * WORLD_SHARE >= SIZE6) return 'world';
  if (v4 >= BROAD4 || v6 >= BROAD6) return 'broad';
  return v4 + v6 > 0n ? 'public' : 'private';
}

/** Whether one is less of the Internet than the other. */
export const isLess = (one: Exposure, other: Exposure): boolean => EXPOSURES.indexOf(one) < EXPOSURES.indexOf(other);
