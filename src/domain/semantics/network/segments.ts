import type { AddressSet } from '../address-set.ts';
import { type PortRange, PROTOCOLS } from '../ports.ts';

/** Addresses, and the ports that they are let in at. */
export interface Opening {
  readonly ranges: readonly PortRange[];
  readonly addresses: AddressSet;
}

/** Ports at which the same openings apply. */
export interface Segment<O extends Opening> {
  readonly ranges: readonly PortRange[];
  readonly openings: readonly O[];
}

/** So much is done port by port: far beyond any real policy, and little enough not to keep others waiting. */
const MAX_STEPS = 100_000;

interface Change {
  readonly port: number;
  readonly opening: number;
  readonly by: 1 | -1;
}

function changesOf(openings: readonly Opening[], protocol: PortRange['protocol']): Change[] {
  const changes: Change[] = [];
  for (const [opening, { ranges }] of openings.entries())
    for (const range of ranges) {
      if (range.protocol !== protocol) continue;
      changes.push({ port: range.first, opening, by: 1 }, { port: range.last + 1, opening, by: -1 });
    }
  return changes.toSorted((a, b) => a.port - b.port);
}

interface Piece {
  readonly range: PortRange;
  /** Places of the openings that apply, in order. */
  readonly active: readonly number[];
}

/** Ports cut wherever a range begins or ends, from low to high; without those at which nothing is open. */
function* piecesOf(openings: readonly Opening[], protocol: PortRange['protocol']): Generator<Piece> {
  const active = new Map<number, number>();
  let from = 1;
  for (const { port, opening, by } of changesOf(openings, protocol)) {
    if (port > from && active.size > 0)
      yield { range: { protocol, first: from, last: port - 1 }, active: [...active.keys()].toSorted((a, b) => a - b) };
    from = port;
    const times = (active.get(opening) ?? 0) + by;
    if (times === 0) active.delete(opening);
    else active.set(opening, times);
  }
}

interface Found<O extends Opening> extends Segment<O> {
  readonly ranges: PortRange[];
}

const whole = <O extends Opening>(openings: readonly O[]): Segment<O> => ({
  ranges: openings.flatMap(({ ranges }) => ranges),
  openings,
});

/**
 * Openings by the ports at which the same of them apply: at each port of a segment, the addresses of its openings are
 * let in, and no others. Exact, as long as there is not too much of it; then there is one segment for everything, as if
 * each opening were one of every port, so that nothing is lost of what is open.
 */
export function segmentsOf<O extends Opening>(openings: readonly O[]): readonly Segment<O>[] {
  const segments = new Map<string, Found<O>>();
  let steps = 0;
  for (const protocol of PROTOCOLS)
    for (const { range, active } of piecesOf(openings, protocol)) {
      const key = active.join();
      const known = segments.get(key);
      steps += active.length;
      if (known === undefined) {
        const here = active.flatMap((place) => openings[place] ?? []);
        segments.set(key, { ranges: [range], openings: here });
        steps += here.reduce((all, { addresses }) => all + addresses.length, 0);
      } else known.ranges.push(range);
      if (steps > MAX_STEPS) return [whole(openings)];
    }
  return [...segments.values()];
}
