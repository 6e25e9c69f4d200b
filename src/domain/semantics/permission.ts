import { unite } from './peers.ts';
import type { PeerSet } from './peers.ts';
import { hasAllPorts, hasPort, LAST_PORT, overlap, PROTOCOLS } from './ports.ts';
import type { NamedPort, PortRange, Ports } from './ports.ts';

/** One rule, with its peers as one set. */
export interface Grant {
  readonly ports: Ports;
  readonly peers: PeerSet;
}

/** Ports for which the same rules apply, and whom these permit together. */
interface Cell {
  readonly ranges: readonly PortRange[];
  readonly peers: PeerSet;
}

/** What a set of rules permits together: every port of every protocol is in exactly one cell. */
export interface Permission {
  readonly cells: readonly Cell[];
  readonly grants: readonly Grant[];
}

/** The ports of a protocol, cut wherever a range begins or ends: within a piece, the same rules apply. */
function pieces(ranges: readonly PortRange[]): PortRange[] {
  return PROTOCOLS.flatMap((protocol) => {
    const own = ranges.filter((range) => range.protocol === protocol);
    const starts = new Set([1, ...own.flatMap(({ first, last }) => [first, last + 1])]);
    const sorted = [...starts].filter((port) => port <= LAST_PORT).toSorted((a, b) => a - b);
    return sorted.map((first, index) => ({ protocol, first, last: (sorted[index + 1] ?? LAST_PORT + 1) - 1 }));
  });
}

/** Items by which of the rules apply to them, with the peers of these rules. */
function groupByGrants<T>(items: readonly T[], grants: readonly Grant[], applies: (grant: Grant, item: T) => boolean) {
  const groups = new Map<string, { readonly items: T[]; readonly peers: PeerSet }>();
  for (const item of items) {
    const granting = grants.filter((grant) => applies(grant, item));
    const key = granting.map((grant) => grants.indexOf(grant)).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { items: [item], peers: unite(granting.map(({ peers }) => peers)) });
    else group.items.push(item);
  }
  return [...groups.values()];
}

/** The union of rules, port by port. */
export function permissionOf(grants: readonly Grant[]): Permission {
  const all = pieces(grants.flatMap(({ ports }) => ports.ranges));
  const groups = groupByGrants(all, grants, ({ ports }, { protocol, first }) => hasPort(ports.ranges, protocol, first));
  return { cells: groups.map(({ items, peers }) => ({ ranges: items, peers })), grants };
}

/**
 * Whether a rule permits a port that only the destination can resolve. Which number that is differs from pod to pod, so
 * it takes the same name, or all ports of the protocol.
 */
function permitsName({ ports }: Grant, { protocol, name }: NamedPort): boolean {
  const isSame = (port: NamedPort) => port.protocol === protocol && port.name === name;
  return hasAllPorts(ports.ranges, protocol) || ports.names.some(isSame);
}

/** The ports split up by whom the permission permits there. */
export function splitByPermission({ ranges, names }: Ports, { cells, grants }: Permission): Grant[] {
  const numbered = cells
    .map((cell) => ({ ports: { ranges: overlap(ranges, cell.ranges), names: [] }, peers: cell.peers }))
    .filter(({ ports }) => ports.ranges.length > 0);
  const named = groupByGrants(names, grants, permitsName);
  return [...numbered, ...named.map(({ items, peers }) => ({ ports: { ranges: [], names: items }, peers }))];
}
