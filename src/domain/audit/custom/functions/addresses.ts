import ipaddr from 'ipaddr.js';
import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import type { CelFunction, CelType } from './function.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

class IP {
  readonly address: Address;

  constructor(address: Address) {
    this.address = address;
  }
}

class CIDR {
  readonly address: Address;
  readonly bits: number;

  constructor(address: Address, bits: number) {
    this.address = address;
    this.bits = bits;
  }
}

/** To read an IPv6 address takes some 20 µs. */
const STEPS = 150;

/** What `ip.isCanonical` is called on. */
class IPNamespace {
  readonly name = 'ip';
}

const isV4 = (address: Address): address is ipaddr.IPv4 => address.kind() === 'ipv4';
const sizeOf = (address: Address): number => (isV4(address) ? 32 : 128);

const textOf = (address: Address): string =>
  address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();

/** Neither zones nor IPv4 addresses that are written as IPv6. Source: parseIPAddr in k8s.io/apiserver, pkg/cel/library/ip.go. */
function parse(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (text.length > 45 || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? undefined : address;
}

function parseBlock(text: string): CIDR | undefined {
  const [address = '', bits = '', ...rest] = text.split('/');
  const parsed = parse(address);
  if (parsed === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  return Number(bits) > sizeOf(parsed) ? undefined : new CIDR(parsed, Number(bits));
}

const ip = (text: string): IP => new IP(parse(text) ?? refuse('a text is no IP address'));
const cidr = (text: string): CIDR => parseBlock(text) ?? refuse('a text is no CIDR block');

/** Whether the first bits of two addresses are the same; those of different families never are. */
function isWithin(address: Address, { address: network, bits }: CIDR): boolean {
  if (isV4(address) && isV4(network)) return address.match(network, bits);
  return address instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6 && address.match(network, bits);
}

function masked({ address, bits }: CIDR): CIDR {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.max(0, Math.min(8, bits - index * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return new CIDR(isV4(address) ? new ipaddr.IPv4(bytes) : new ipaddr.IPv6(bytes), bits);
}

const isMulticast = (address: Address): boolean => address.range() === 'multicast';

/** The first octet, or group, and the second. */
const [V4_LOCAL, V6_LOCAL] = [ipaddr.parseCIDR('224.0.0.0/24'), ipaddr.parseCIDR('ff02::/16')];

const isLocalMulticast = (address: Address): boolean =>
  [V4_LOCAL, V6_LOCAL].some(([network, bits]) => isWithin(address, new CIDR(network, bits)));

/** Whatever is none of the others, private addresses included. Source: net/netip, Addr.IsGlobalUnicast. */
const isGlobalUnicast = (address: Address): boolean =>
  !isMulticast(address) && !['unspecified', 'loopback', 'linkLocal', 'broadcast'].includes(rangeOf(address));

/** Go knows the one address 0.0.0.0 as unspecified, and the one address 255.255.255.255 as broadcast. */
function rangeOf(address: Address): string {
  const range = address.range();
  return range === 'unspecified' && textOf(address) !== '0.0.0.0' && isV4(address) ? 'unicast' : range;
}

const of = (
  signature: string,
  does: string,
  example: string,
  run: (meter: Meter, ...values: never[]) => unknown,
): CelFunction => ({ signature, from: 'Kubernetes', does, example, steps: STEPS, run });

const is = (name: string, does: string, example: string, test: (address: Address) => boolean): CelFunction =>
  of(`net.IP.${name}(): bool`, does, `ip('${example}').${name}()`, (_, { address }: IP) => test(address));

const containsIP = (block: CIDR, { address }: IP): boolean => isWithin(address, block);
const containsCIDR = (block: CIDR, other: CIDR): boolean => block.bits <= other.bits && isWithin(other.address, block);

/** Sources: k8s.io/apiserver, pkg/cel/library: ip.go and cidr.go. */
export const ADDRESSES: readonly CelFunction[] = [
  of('ip(string): net.IP', 'From a text.', `ip('10.0.0.1') == ip('10.0.0.1')`, (_, text: string) => ip(text)),
  of(
    'isIP(string): bool',
    'Whether a text is one.',
    `!isIP('10.0.0.256')`,
    (_, text: string) => parse(text) !== undefined,
  ),
  of(
    'ip.isCanonical(string): bool',
    'Whether a text is an address as it should be written.',
    `!ip.isCanonical('FD00::1')`,
    (_, _ip: unknown, text: string) => textOf(ip(text).address) === text,
  ),
  of('net.IP.family(): int', '4 or 6.', `ip('fd00::1').family() == 6`, (_, { address }: IP) =>
    isV4(address) ? 4n : 6n,
  ),
  is('isUnspecified', 'Whether it is 0.0.0.0 or ::.', '::', (address) => rangeOf(address) === 'unspecified'),
  is('isLoopback', 'Whether it is the host itself.', '127.0.0.1', (address) => address.range() === 'loopback'),
  is('isLinkLocalMulticast', 'Whether it is a group of the same link.', '224.0.0.1', isLocalMulticast),
  is(
    'isLinkLocalUnicast',
    'Whether it is a host of the same link.',
    '169.254.169.254',
    (address) => address.range() === 'linkLocal',
  ),
  is('isGlobalUnicast', 'Whether it is any other host, private ones included.', '10.0.0.1', isGlobalUnicast),
  of('string(net.IP): string', 'As a text.', `string(ip('FD00::1')) == 'fd00::1'`, (_, { address }: IP) =>
    textOf(address),
  ),
  of('cidr(string): net.CIDR', 'From a text.', `cidr('10.0.0.0/8') == cidr('10.0.0.0/8')`, (_, text: string) =>
    cidr(text),
  ),
  of(
    'isCIDR(string): bool',
    'Whether a text is one.',
    `!isCIDR('10.0.0.0/33')`,
    (_, text: string) => parseBlock(text) !== undefined,
  ),
  of(
    'net.CIDR.containsIP(net.IP): bool',
    'Whether an address is in it.',
    `cidr('10.0.0.0/8').containsIP(ip('10.1.2.3'))`,
    (_, block: CIDR, it: IP) => containsIP(block, it),
  ),
  of(
    'net.CIDR.containsIP(string): bool',
    'The same.',
    `cidr('10.0.0.0/8').containsIP('10.1.2.3')`,
    (_, block: CIDR, text: string) => containsIP(block, ip(text)),
  ),
  of(
    'net.CIDR.containsCIDR(net.CIDR): bool',
    'Whether all of a block is in it.',
    `cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16'))`,
    (_, block: CIDR, other: CIDR) => containsCIDR(block, other),
  ),
  of(
    'net.CIDR.containsCIDR(string): bool',
    'The same.',
    `!cidr('10.0.0.0/8').containsCIDR('0.0.0.0/0')`,
    (_, block: CIDR, text: string) => containsCIDR(block, cidr(text)),
  ),
  of(
    'net.CIDR.ip(): net.IP',
    'The address before the slash.',
    `cidr('10.0.0.1/8').ip() == ip('10.0.0.1')`,
    (_, { address }: CIDR) => new IP(address),
  ),
  of(
    'net.CIDR.masked(): net.CIDR',
    'Without bits beyond its length.',
    `cidr('10.0.0.1/8').masked() == cidr('10.0.0.0/8')`,
    (_, block: CIDR) => masked(block),
  ),
  of(
    'net.CIDR.prefixLength(): int',
    'The number after the slash.',
    `cidr('10.0.0.0/8').prefixLength() == 8`,
    (_, { bits }: CIDR) => BigInt(bits),
  ),
  of(
    'string(net.CIDR): string',
    'As a text.',
    `string(cidr('10.0.0.0/8')) == '10.0.0.0/8'`,
    (_, { address, bits }: CIDR) => `${textOf(address)}/${bits}`,
  ),
];

const isSame = (one: Address, other: Address): boolean => isWithin(one, new CIDR(other, sizeOf(other)));

export const ADDRESS_TYPES: readonly CelType[] = [
  { name: 'net.IP', constructor: IP, equals: (one: IP, other: IP) => isSame(one.address, other.address) },
  {
    name: 'net.CIDR',
    constructor: CIDR,
    equals: (one: CIDR, other: CIDR) => one.bits === other.bits && isSame(one.address, other.address),
  },
  { name: 'IPNamespace', constructor: IPNamespace, equals: () => true },
];

export const IP_NAMESPACE = new IPNamespace();
