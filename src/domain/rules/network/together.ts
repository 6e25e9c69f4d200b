import type { ContainerPort } from '../../../api/kube.ts';
import type { AuditedWorkload } from '../../audit/subjects.ts';
import { union } from '../../semantics/address-set.ts';
import type { PublicOpening } from '../../semantics/network/external-peers.ts';
import { type Exposure, exposureOf, isLess } from '../../semantics/network/internet.ts';
import { type Opening, type Segment, segmentsOf } from '../../semantics/network/segments.ts';
import { resolve } from '../../semantics/ports.ts';
import { portsOf } from './scene.ts';

/** An opening, at the ports that it is for some pod, and whatever its rule is known by. */
interface Part<T> extends Opening {
  readonly of: T;
}

/** Beyond this many, pods with different named ports are looked at as if they were one with all of them. */
const MOST_KINDS_OF_PODS = 16;

const unresolved = (openings: readonly PublicOpening[]): readonly ContainerPort[] => {
  const names = openings.flatMap(({ ports }) => ports.names);
  const distinct = new Map(names.map((port) => [`${port.protocol} ${port.name}`, port]));
  return [...distinct.values()].map((port, index) => ({ ...port, containerPort: index + 1 }));
};

/** What named ports may stand for: one list for all pods that have the same; a port of its own for each while there are no pods. */
function meaningsOf(
  openings: readonly PublicOpening[],
  workloads: readonly AuditedWorkload[],
): readonly (readonly ContainerPort[])[] {
  if (openings.every(({ ports }) => ports.names.length === 0)) return [[]];
  if (workloads.length === 0) return [unresolved(openings)];
  const lists = workloads.map(portsOf);
  const distinct = new Map(lists.map((list) => [JSON.stringify(list), list]));
  return distinct.size > MOST_KINDS_OF_PODS ? [lists.flat()] : [...distinct.values()];
}

const exposureAt = <T>({ openings }: Segment<Part<T>>): Exposure =>
  exposureOf(union(openings.map(({ addresses }) => addresses)));

/**
 * Where openings, of which each is less than `exposure` by itself, are that much together: ports at which the same of them
 * apply, to some of the workloads; for policies that apply to no pods now, to those that may come.
 */
export function together<T extends { readonly opening: PublicOpening }>(
  all: readonly T[],
  workloads: readonly AuditedWorkload[],
  exposure: Exposure,
): readonly Segment<Part<T>>[] {
  const less = all.filter(({ opening }) => isLess(opening.exposure, exposure));
  const openings = less.map(({ opening }) => opening);
  if (less.length < 2 || isLess(exposureOf(union(openings.map(({ addresses }) => addresses))), exposure)) return [];
  return meaningsOf(openings, workloads).flatMap((ports) => {
    const parts = less.map((of) => ({
      of,
      ranges: resolve(of.opening.ports, ports).ranges,
      addresses: of.opening.addresses,
    }));
    return segmentsOf(parts).filter((segment) => exposureAt(segment) === exposure);
  });
}
