import type { ScannerSummary } from '../audit/report.ts';
import { isNothing, NOTHING, plus, type Scan, type Scanned } from './scan.ts';

/** Those that count: of several about the same, the latest; of two of one time, the one whose name comes last. */
function latest(all: Iterable<Scanned>): Iterable<Scanned> {
  const [found, others] = [new Map<string, Scanned>(), [] as Scanned[]];
  for (const object of all) {
    const { about, kind, metadata } = object;
    if (about === undefined) {
      others.push(object);
      continue;
    }
    const key = `${kind} ${metadata.namespace ?? ''} ${about.key}`;
    const known = found.get(key);
    if (known === undefined || isLater(object, known)) found.set(key, object);
  }
  return [...found.values(), ...others];
}

const orderOf = ({ about, metadata }: Scanned): string => `${about?.time ?? ''} ${metadata.name}`;
const isLater = (a: Scanned, b: Scanned): boolean => orderOf(a) > orderOf(b);

const KEYS = ['critical', 'high', 'medium', 'low', 'unknown'] as const;

function worse(a: ScannerSummary, b: ScannerSummary): number {
  for (const key of KEYS) if (a[key] !== b[key]) return b[key] - a[key];
  const [one, other] = [a, b].map(({ name, namespace = '' }) => `${name} ${namespace}`) as [string, string];
  return one < other ? -1 : Number(one > other);
}

/**
 * What other scanners say, by scanner and namespace, the worst first. A namespace of which one says nothing bad is left
 * out, unless there may be more than it says.
 */
export function summarise(all: Iterable<Scanned>): ScannerSummary[] {
  const sums = new Map<string, Scan>();
  for (const { scans } of latest(all))
    for (const scan of scans) {
      const key = `${scan.scanner} ${scan.namespace ?? ''}`;
      const known = sums.get(key);
      const bound = known?.lowerBound ?? scan.lowerBound;
      const counts = plus(known?.counts ?? NOTHING, scan.counts);
      sums.set(key, { ...scan, counts, ...(bound !== undefined && { lowerBound: bound }) });
    }
  return [...sums.values()]
    .filter(({ counts, lowerBound }) => !isNothing(counts) || lowerBound !== undefined)
    .map(({ scanner: name, namespace, counts, lowerBound }) => ({
      name,
      ...(namespace !== undefined && { namespace }),
      ...counts,
      ...(lowerBound !== undefined && { lowerBound }),
    }))
    .toSorted(worse);
}
