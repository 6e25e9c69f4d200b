import type { ScannerSummary } from '../audit/report.ts';

/** One line of the metric of what other scanners found. */
export interface ScannerSeries {
  readonly scanner: string;
  readonly severity: (typeof SEVERITIES)[number];
  /** Empty for what is in none, or where the scanner does not say. */
  readonly namespace: string;
  readonly count: number;
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
/** What stands for all namespaces beyond the bound: no namespace is called so. */
const OTHERS = '(others)';

const seriesOf = ({ name: scanner, namespace = '', ...counts }: ScannerSummary): ScannerSeries[] =>
  SEVERITIES.flatMap((severity) =>
    counts[severity] === 0 ? [] : [{ scanner, severity, namespace, count: counts[severity] }],
  );

/**
 * What other scanners found by severity and namespace: as far as there are at most `most` series, and the rest summed up
 * for each scanner, so that counts stay exact.
 *
 * @param summaries the worst first
 */
export function scannerSeries(summaries: readonly ScannerSummary[], most: number): ScannerSeries[] {
  const all = summaries.flatMap(seriesOf);
  const rest = new Map<string, ScannerSeries>();
  for (const { scanner, severity, count } of all.slice(most)) {
    const key = `${scanner} ${severity}`;
    rest.set(key, { scanner, severity, namespace: OTHERS, count: (rest.get(key)?.count ?? 0) + count });
  }
  return [...all.slice(0, most), ...rest.values()];
}
