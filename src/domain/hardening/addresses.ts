import ipaddr from 'ipaddr.js';
import type { IpBlock } from '../../api/kube.ts';

/** Where clouds hand out credentials of the node to whoever asks. */
const METADATA = ['169.254.169.254', 'fd00:ec2::254'].map((text) => ipaddr.parse(text));

/** Addresses that no service has for the pods of another node. A name that resolves to one is a trap, or of no use. */
const UNREACHABLE = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal', 'loopback']);

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const bitsOf = (address: Address): number => (address.kind() === 'ipv4' ? 32 : 128);

const isMetadata = (address: Address): boolean => METADATA.some((known) => known.toString() === address.toString());

/** An IPv4 address hides in `::ffff:a.b.c.d`, and behind NAT64 in `64:ff9b::a.b.c.d`. */
function embedded(address: Address): ipaddr.IPv4 | undefined {
  if (!(address instanceof ipaddr.IPv6)) return undefined;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.range() === 'rfc6052' ? new ipaddr.IPv4(address.toByteArray().slice(12)) : undefined;
}

const isReachable = (address: Address): boolean => !UNREACHABLE.has(address.range()) && !isMetadata(address);

/** Strict where ipaddr.js is not: it reads `010.1.1.1` as octal, and `10.1` as an address. */
function parse(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!ipaddr.IPv6.isValid(text) || text.includes('%')) return undefined;
  return ipaddr.IPv6.parse(text);
}

/**
 * The block of one address that a name or an endpoint gave.
 *
 * @returns undefined for what is no address, and for addresses that must not be opened on such a word: loopback,
 * link-local, multicast, unspecified, and the metadata service
 */
export function singleAddress(text: string): IpBlock | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  const inner = embedded(parsed);
  if (!isReachable(inner ?? parsed)) return undefined;
  const address = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() ? (inner ?? parsed) : parsed;
  return { cidr: `${address.toString()}/${bitsOf(address)}` };
}

/**
 * The block that an administrator named, in canonical spelling. One that merely contains a metadata service leaves it
 * out; to open it, it must be named exactly.
 *
 * @returns undefined for what is no CIDR, has host bits, or writes IPv4 addresses as IPv6: never a wider block instead
 */
export function namedBlock(cidr: string): IpBlock | undefined {
  const [text = '', prefix = '', ...rest] = cidr.split('/');
  const address = parse(text);
  const bits = /^(0|[1-9]\d{0,2})$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (address === undefined || rest.length > 0 || !(bits <= bitsOf(address))) return undefined;
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) return undefined;
  const canonical = `${address.toString()}/${bits}`;
  if (networkOf(address, canonical) !== address.toString()) return undefined;
  const except = METADATA.filter((metadata) => strictlyContains(address, bits, metadata)).map(
    (metadata) => `${metadata.toString()}/${bitsOf(metadata)}`,
  );
  return { cidr: canonical, ...(except.length > 0 && { except }) };
}

const networkOf = (address: Address, cidr: string): string =>
  (address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(cidr).toString();

const strictlyContains = (network: Address, bits: number, address: Address): boolean =>
  network.kind() === address.kind() && bits < bitsOf(network) && address.match(network, bits);
