import type { AuditException } from '../../api/audit.ts';
import { byText } from '../order.ts';
import { isExpired } from './exceptions.ts';
import { type Counts, rulesIn, type Settled, sum, type Tally, totalOf, worseCounts, worstOf } from './tally.ts';

export interface RuleCount {
  readonly id: string;
  readonly counts: Counts;
}

/** What has become of an exception: `Unused` is one that accepts nothing, and may be a mistake. */
export interface ExceptionState {
  readonly index: number;
  readonly state: 'InUse' | 'Unused' | 'Expired';
  /** Findings that it accepts, or accepted until it expired. */
  readonly findings: number;
}

/** What was found in the whole cluster. */
export interface Summary {
  readonly counts: Counts;
  readonly worst: readonly Settled[];
  /** The worst first. */
  readonly rules: readonly RuleCount[];
  readonly namespaces: readonly { readonly namespace: string; readonly counts: Counts }[];
  readonly exceptions: readonly ExceptionState[];
  readonly accepted: number;
}

const total = (tallies: readonly Tally[], of: (tally: Tally) => ReadonlyMap<number, number>, index: number): number =>
  tallies.reduce((all, tally) => all + (of(tally).get(index) ?? 0), 0);

const rulesOf = (tallies: readonly Tally[]): RuleCount[] =>
  [...rulesIn(tallies)]
    .map(([id, counts]) => ({ id, counts }))
    .toSorted((a, b) => worseCounts(a.counts, b.counts) || byText<RuleCount>(({ id }) => id)(a, b));

function stateOf(exception: AuditException, index: number, tallies: readonly Tally[], today: number): ExceptionState {
  if (isExpired(exception, today))
    return { index, state: 'Expired', findings: total(tallies, ({ lapsed }) => lapsed, index) };
  const findings = total(tallies, ({ accepted }) => accepted, index);
  return { index, state: findings === 0 ? 'Unused' : 'InUse', findings };
}

/**
 * Sums up what was found, namespace by namespace.
 *
 * @param limit how many of the worst are listed
 * @param today midnight in UTC, in ms since the epoch
 */
export function summarise(
  tallies: readonly Tally[],
  exceptions: readonly AuditException[],
  limit: number,
  today: number,
): Summary {
  const states = exceptions.map((exception, index) => stateOf(exception, index, tallies, today));
  const named = tallies.filter(({ namespace, counts }) => namespace !== '' && totalOf(counts) > 0);
  return {
    counts: sum(tallies.map(({ counts }) => counts)),
    worst: worstOf(
      tallies.flatMap(({ worst }) => worst),
      limit,
    ),
    rules: rulesOf(tallies),
    namespaces: named
      .map(({ namespace, counts }) => ({ namespace, counts }))
      .toSorted(
        (a, b) => worseCounts(a.counts, b.counts) || byText<{ namespace: string }>((one) => one.namespace)(a, b),
      ),
    exceptions: states,
    accepted: states.reduce((all, { state, findings }) => all + (state === 'InUse' ? findings : 0), 0),
  };
}
