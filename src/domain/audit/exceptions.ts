import type { AuditException } from '../../api/audit.ts';
import type { Labels } from '../../api/kube.ts';
import { matches } from '../semantics/selector.ts';
import { DAY_MS } from '../day.ts';
import { globMatches } from './glob.ts';
import type { Finding } from './judge.ts';
import type { ObjectRef } from './rule.ts';

/** When an exception ends, in ms since the epoch; never, where it says no day, and at once, where its day is none. */
function endOf({ expires }: AuditException): number {
  if (expires === undefined) return Number.POSITIVE_INFINITY;
  const day = Date.parse(`${expires}T00:00:00Z`);
  // JavaScript reads February 30 as a day in March.
  const isDay = !Number.isNaN(day) && new Date(day).toISOString().startsWith(expires);
  return isDay ? day + DAY_MS : Number.NEGATIVE_INFINITY;
}

/** When each exception that ends at all does so, in seconds since the epoch, by its place in the list. */
export const expiries = (exceptions: readonly AuditException[]): { index: number; seconds: number }[] =>
  exceptions.flatMap((exception, index) => {
    const end = endOf(exception);
    return end === Number.POSITIVE_INFINITY ? [] : [{ index, seconds: Math.max(0, end / 1000) }];
  });

/** @param today midnight in UTC, in ms since the epoch */
export const isExpired = (exception: AuditException, today: number): boolean => today >= endOf(exception);

const anyOf = (globs: readonly string[], text: string): boolean => globs.some((glob) => globMatches(glob, text));

function isAbout(
  { rules, namespaces, names, selector }: AuditException,
  { rule, object }: Pick<Finding, 'rule' | 'object'>,
  labelsOf: (object: ObjectRef) => Labels | undefined,
): boolean {
  if (!anyOf(rules, rule)) return false;
  if (namespaces !== undefined && !anyOf(namespaces, object.namespace ?? '')) return false;
  if (names !== undefined && !anyOf(names, object.name)) return false;
  const labels = selector === undefined ? {} : labelsOf(object);
  return labels !== undefined && (selector === undefined || matches(selector, labels));
}

/**
 * The exceptions that are about a finding, by their place in the list: the first that holds, and those that would if
 * they had not expired. Labels that are not known are those of nothing.
 */
export function exceptionsFor(
  finding: Pick<Finding, 'rule' | 'object'>,
  exceptions: readonly AuditException[],
  labelsOf: (object: ObjectRef) => Labels | undefined,
  today: number,
): { readonly holding: number | undefined; readonly expired: readonly number[] } {
  const expired: number[] = [];
  for (const [index, exception] of exceptions.entries()) {
    if (!isAbout(exception, finding, labelsOf)) continue;
    if (!isExpired(exception, today)) return { holding: index, expired };
    expired.push(index);
  }
  return { holding: undefined, expired };
}
