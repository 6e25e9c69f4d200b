import type { ContainerPort, Protocol } from '../../api/kube.ts';
import { entriesOf, fieldsOf } from './unknown.ts';
import type { Reading } from './unknown.ts';

/** Both ends included. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

export interface NamedPort {
  readonly protocol: Protocol;
  readonly name: string;
}

/** The ports of one rule. */
export interface Ports {
  readonly ranges: readonly PortRange[];
  /** Not yet resolved: on ingress by the pod itself, on egress by the destination. */
  readonly names: readonly NamedPort[];
}

export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];
export const LAST_PORT = 65_535;

export const NO_PORTS: Ports = { ranges: [], names: [] };
export const ALL_PORTS: Ports = { ranges: PROTOCOLS.map((protocol) => allOf(protocol)), names: [] };

/** How many ports are named in a text before the rest is only hinted at. */
const MAX_TEXT_ITEMS = 8;

function allOf(protocol: Protocol): PortRange {
  return { protocol, first: 1, last: LAST_PORT };
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LAST_PORT;
}

/** As IsValidPortName of apimachinery has it, as far as it matters: `8080` in quotes is not a name. */
function isPortName(value: unknown): value is string {
  return typeof value === 'string' && /^(?=.*[a-z])[a-z0-9-]{1,15}$/.test(value);
}

/** Absent means TCP, and TCP only. Source: k8s.io/api networking/v1 NetworkPolicyPort. */
function readProtocol(value: unknown): Protocol | undefined {
  return value === undefined || value === null ? 'TCP' : PROTOCOLS.find((protocol) => protocol === value);
}

/** The last port of a range: `endPort` is included, needs a number as port, and is not below it. */
function readLast(first: number, endPort: unknown): number | undefined {
  if (endPort === undefined || endPort === null) return first;
  return isPort(endPort) && endPort >= first ? endPort : undefined;
}

function readPort(value: unknown): PortRange | NamedPort | undefined {
  const { protocol: protocolField, port, endPort } = fieldsOf(value) ?? { protocol: false };
  const protocol = readProtocol(protocolField);
  if (protocol === undefined) return undefined;
  if (isPort(port)) {
    const last = readLast(port, endPort);
    return last === undefined ? undefined : { protocol, first: port, last };
  }
  if (endPort !== undefined && endPort !== null) return undefined;
  if (port === undefined || port === null) return allOf(protocol);
  return isPortName(port) ? { protocol, name: port } : undefined;
}

/**
 * The `ports` of a rule. Empty or absent: all ports of all protocols. An entry without a port: all ports of its protocol.
 * An entry that cannot be read counts as all ports of all protocols at the widest, and as none at the narrowest.
 * Source: k8s.io/api networking/v1 NetworkPolicyIngressRule, NetworkPolicyEgressRule and NetworkPolicyPort.
 */
export function readPorts(value: unknown, reading: Reading): Ports {
  const entries = entriesOf(value);
  if (entries?.length === 0) return ALL_PORTS;
  const ports = (entries ?? [false]).map(readPort);
  if (reading === 'widest' && ports.includes(undefined)) return ALL_PORTS;
  return {
    ranges: ports.filter((port) => port !== undefined && 'first' in port),
    names: ports.filter((port) => port !== undefined && 'name' in port),
  };
}

/**
 * Named ports replaced by the numbers that a pod's containers give them, by name and protocol.
 * A name that the pod does not have permits nothing on that pod.
 */
export function resolve({ ranges, names }: Ports, containerPorts: readonly ContainerPort[]): Ports {
  if (names.length === 0) return { ranges, names };
  const resolved = names.flatMap(({ protocol, name }) =>
    containerPorts
      .filter((port) => port.name === name && readProtocol(port.protocol) === protocol && isPort(port.containerPort))
      .map(({ containerPort }) => ({ protocol, first: containerPort, last: containerPort })),
  );
  return { ranges: [...ranges, ...resolved], names: [] };
}

/** Whether the ranges hold a port. */
export function hasPort(ranges: readonly PortRange[], protocol: Protocol, port: number): boolean {
  return ranges.some((range) => range.protocol === protocol && range.first <= port && port <= range.last);
}

/** Whether a single range holds every port of a protocol. */
export function hasAllPorts(ranges: readonly PortRange[], protocol: Protocol): boolean {
  return ranges.some((range) => range.protocol === protocol && range.first === 1 && range.last === LAST_PORT);
}

/** The parts of `ranges` that lie within `others`; pieces may overlap when those of a list do. */
export function overlap(ranges: readonly PortRange[], others: readonly PortRange[]): PortRange[] {
  return ranges.flatMap(({ protocol, first, last }) =>
    others
      .filter((other) => other.protocol === protocol && other.first <= last && first <= other.last)
      .map((other) => ({ protocol, first: Math.max(first, other.first), last: Math.min(last, other.last) })),
  );
}

/** The same ports as few ranges, in the order of protocol and number. */
function merge(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  const sorted = ranges.toSorted(
    (a, b) => PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol) || a.first - b.first,
  );
  for (const range of sorted) {
    const previous = merged.at(-1);
    if (previous?.protocol === range.protocol && range.first <= previous.last + 1) {
      merged[merged.length - 1] = { ...previous, last: Math.max(previous.last, range.last) };
    } else merged.push(range);
  }
  return merged;
}

function rangeText({ protocol, first, last }: PortRange): string {
  if (first === 1 && last === LAST_PORT) return `all ${protocol} ports`;
  return first === last ? `${protocol} ${first}` : `${protocol} ${first}-${last}`;
}

/** Ports for people: `TCP 8080`, `TCP 8000-9000, UDP 53`, `all TCP ports`, `all ports`; shortened when there are many. */
export function portsText({ ranges, names }: Ports): string {
  const merged = merge(ranges);
  if (PROTOCOLS.every((protocol) => hasAllPorts(merged, protocol))) return 'all ports';
  const symbols = names.map(({ protocol, name }) => `${protocol} ${name}`).toSorted();
  const items = [...new Set([...merged.map(rangeText), ...symbols])];
  const more = items.length > MAX_TEXT_ITEMS ? ` and ${items.length - MAX_TEXT_ITEMS} more` : '';
  return items.slice(0, MAX_TEXT_ITEMS).join(', ') + more;
}
