import type { Severity } from '../../api/audit.ts';
import { byText } from '../order.ts';
import { rulesIn, SEVERITIES, type Tally, worseCounts } from './tally.ts';

/** One line of the metric of findings. */
export interface Series {
  readonly rule: string;
  readonly severity: Severity;
  /** Empty for what is in none. */
  readonly namespace: string;
  readonly count: number;
}

/** What stands for all namespaces beyond the bound: no namespace is called so. */
const OTHERS = '(others)';

function seriesOf(namespace: string, rules: Tally['rules']): Series[] {
  return [...rules].flatMap(([rule, counts]) =>
    SEVERITIES.flatMap((severity) =>
      counts[severity] === 0 ? [] : [{ rule, severity, namespace, count: counts[severity] }],
    ),
  );
}

/**
 * Findings by rule, severity and namespace: the worst namespaces by themselves, as far as there are at most `most` series,
 * and the others summed up, so that counts stay exact and no cluster makes the metrics grow without bound.
 */
export function findingSeries(tallies: readonly Tally[], most: number): Series[] {
  const sorted = tallies.toSorted(
    (a, b) => worseCounts(a.counts, b.counts) || byText<Tally>(({ namespace }) => namespace)(a, b),
  );
  const all: Series[] = [];
  for (const [index, { namespace, rules }] of sorted.entries()) {
    const series = seriesOf(namespace, rules);
    if (all.length + series.length > most) return [...all, ...seriesOf(OTHERS, rulesIn(sorted.slice(index)))];
    all.push(...series);
  }
  return all;
}
