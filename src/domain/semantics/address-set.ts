import ipaddr from 'ipaddr.js';

/** Both ends included. */
interface Interval {
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * A set of IP addresses of both families: sorted intervals that neither overlap nor touch.
 * Both families lie on one number line, IPv4 from 0 and IPv6 from 2^128: apart, so that they never merge, and aligned, so
 * that a CIDR block of either stays an aligned block.
 */
export type AddressSet = readonly Interval[];

const V6 = 1n << 128n;
const FAMILIES: AddressSet = [
  { first: 0n, last: (1n << 32n) - 1n },
  { first: V6, last: 2n * V6 - 1n },
];

export const NO_ADDRESSES: AddressSet = [];
export const ALL_ADDRESSES: AddressSet = FAMILIES;

interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** Octets are decimal whatever their leading zeros, as in Kubernetes (ParseIPSloppy of k8s.io/utils/net). */
function parseV4(text: string): bigint | undefined {
  if (!/^\d+(\.\d+){3}$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  return octets.every((octet) => octet <= 255)
    ? octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n)
    : undefined;
}

/** An IPv4 address at the end becomes two groups first, since ipaddr.js has its own mind about leading zeros. */
function withoutV4Tail(text: string): string | undefined {
  const [, head = '', tail] = /^(.*:)([^:]*\.[^:]*)$/.exec(text) ?? [];
  if (tail === undefined) return text;
  const v4 = parseV4(tail);
  return v4 === undefined ? undefined : `${head}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
}

function parseV6(text: string): bigint | undefined {
  const groups = withoutV4Tail(text);
  if (groups === undefined || groups.includes('%') || !ipaddr.IPv6.isValid(groups)) return undefined;
  return ipaddr.IPv6.parse(groups).parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
}

function parseAddress(text: string): Address | undefined {
  const isV6 = text.includes(':');
  const value = isV6 ? parseV6(text) : parseV4(text);
  return value === undefined ? undefined : { value, bits: isV6 ? 128 : 32 };
}

/** The block of a prefix length around an address; one that lies within the v4-mapped addresses is IPv4's. */
function blockAround({ value, bits }: Address, prefix: number): Interval {
  if (bits === 128 && prefix >= 96 && value >> 32n === 0xffffn) {
    return blockAround({ value: value & 0xffffffffn, bits: 32 }, prefix - 96);
  }
  const host = BigInt(bits - prefix);
  const first = ((value >> host) << host) + (bits === 128 ? V6 : 0n);
  return { first, last: first + (1n << host) - 1n };
}

/**
 * The addresses of a CIDR block; undefined when the text is none.
 * As lenient as Kubernetes is with what is stored already (ParseCIDRSloppy): host bits are masked, leading zeros decimal.
 */
export function parseCidr(text: string): AddressSet | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(\d+)$/.exec(text) ?? [];
  const parsed = parseAddress(address);
  if (parsed === undefined || Number(length) > parsed.bits) return undefined;
  return [blockAround(parsed, Number(length))];
}

export function union(sets: readonly AddressSet[]): AddressSet {
  const merged: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of sets.flat().toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const previous = merged.at(-1);
    if (previous === undefined || first > previous.last + 1n) merged.push({ first, last });
    else if (last > previous.last) previous.last = last;
  }
  return merged;
}

/** The parts of an interval outside a set, whose members before `index` lie before the interval. */
function* gaps({ first, last }: Interval, set: AddressSet, index: number): Generator<Interval> {
  let start = first;
  for (let at = index; at < set.length; at += 1) {
    const hole = set[at];
    if (hole === undefined || hole.first > last) break;
    if (hole.first > start) yield { first: start, last: hole.first - 1n };
    if (hole.last >= start) start = hole.last + 1n;
  }
  if (start <= last) yield { first: start, last };
}

/** The place of the first member from `index` on that does not lie before an address. */
function skipBefore(set: AddressSet, index: number, first: bigint): number {
  let at = index;
  for (let member = set[at]; member !== undefined && member.last < first; member = set[at]) at += 1;
  return at;
}

/** What is in the first set but not in the second: each interval of both is looked at a few times, however many there are. */
export function minus(set: AddressSet, other: AddressSet): AddressSet {
  if (isEmpty(other)) return set;
  let index = 0;
  return set.flatMap((interval) => {
    index = skipBefore(other, index, interval.first);
    return [...gaps(interval, other, index)];
  });
}

/** How many addresses are in both sets. */
export function sizeOfOverlap(set: AddressSet, other: AddressSet): bigint {
  let size = 0n;
  let index = 0;
  for (const { first, last } of set) {
    index = skipBefore(other, index, first);
    for (let at = index; at < other.length; at += 1) {
      const member = other[at];
      if (member === undefined || member.first > last) break;
      size += (member.last < last ? member.last : last) - (member.first > first ? member.first : first) + 1n;
    }
  }
  return size;
}

export function intersect(set: AddressSet, other: AddressSet): AddressSet {
  return minus(set, minus(set, other));
}

export function isEmpty(set: AddressSet): boolean {
  return set.length === 0;
}

export function isSubset(set: AddressSet, other: AddressSet): boolean {
  return isEmpty(minus(set, other));
}

/** Sets are normalised, so that equal ones consist of the same intervals. */
export function areEqual(set: AddressSet, other: AddressSet): boolean {
  if (set === other) return true;
  const isSame = ({ first, last }: Interval, index: number) =>
    first === other[index]?.first && last === other[index]?.last;
  return set.length === other.length && set.every(isSame);
}

/** Whether the set holds an address; false for text that is none. */
export function contains(set: AddressSet, address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) return false;
  const { first } = blockAround(parsed, parsed.bits);
  return set.some((interval) => interval.first <= first && first <= interval.last);
}

function format(start: bigint, size: bigint): string {
  const [value, bits] = start < V6 ? [start, 32] : [start - V6, 128];
  const bytes = Array.from({ length: bits / 8 }, (_, index) => Number((value >> BigInt(bits - 8 - 8 * index)) & 255n));
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits - (size.toString(2).length - 1)}`;
}

/** The fewest CIDR blocks that make up the set, in order, IPv4 first; lazily, since there may be very many. */
export function* cidrs(set: AddressSet): Generator<string> {
  for (const { first, last } of set) {
    for (let start = first; start <= last;) {
      const aligned = start & -start;
      const fitting = 1n << BigInt((last - start + 1n).toString(2).length - 1);
      const size = aligned !== 0n && aligned < fitting ? aligned : fitting;
      yield format(start, size);
      start += size;
    }
  }
}
