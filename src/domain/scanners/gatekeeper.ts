import type { KubeObject } from '../../api/kube.ts';
import { entriesOf, fieldsOf } from '../semantics/unknown.ts';
import { countOf, fieldsAt, NOTHING, placeOf, type Scan, type Scanned, scanned } from './scan.ts';

/** Each constraint is of a kind of its own, in this group. */
const GROUP = 'constraints.gatekeeper.sh';

const SCANNER = 'gatekeeper';

/** The plural of a kind of constraints, of the name of its custom resource definition; undefined for any other. */
export const constraintPlural = (crd: string): string | undefined =>
  crd.endsWith(`.${GROUP}`) ? crd.slice(0, -GROUP.length - 1) : undefined;

/**
 * Reads a constraint of Gatekeeper: violations that its audit found, by namespace. They have no severity. It lists 20 of
 * them, or as many as it was told to, and counts all: where it counts more, each number is a lower bound.
 */
export function readConstraint(raw: KubeObject): Scanned {
  const status = fieldsAt(raw, 'status');
  const listed = entriesOf(status['violations']) ?? [];
  const places = Map.groupBy(listed, (violation) => placeOf(fieldsOf(violation)?.['namespace']).namespace);
  const isMore = countOf(status['totalViolations']) > listed.length;
  if (isMore && !places.has(undefined)) places.set(undefined, []);
  const scans = [...places].map(([namespace, violations]): Scan => ({
    scanner: SCANNER,
    ...placeOf(namespace),
    counts: { ...NOTHING, unknown: violations.length },
    ...(isMore && { lowerBound: true }),
  }));
  return scanned(raw, scans);
}
