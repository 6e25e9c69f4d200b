import type { Severity } from '../../api/audit.ts';
import type { Finding } from './judge.ts';

/** A finding with what the policy makes of it. */
export interface Settled extends Finding {
  /** The exception that accepts it, by its place in the policy. */
  readonly excepted?: number;
  /** Exceptions that accepted it until they expired. */
  readonly lapsed?: readonly number[];
}

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export type Counts = Readonly<Record<Severity, number>>;

export const NO_COUNTS: Counts = { critical: 0, high: 0, medium: 0, low: 0 };

/** What was found in one namespace, or in none: exact counts, and the worst. */
export interface Tally {
  readonly namespace: string;
  readonly counts: Counts;
  /** By rule, and by severity, as a rule may have findings of several. */
  readonly rules: ReadonlyMap<string, Counts>;
  readonly worst: readonly Settled[];
  /** How many findings each exception accepts, by its place. */
  readonly accepted: ReadonlyMap<number, number>;
  /** How many findings each exception accepted until it expired. */
  readonly lapsed: ReadonlyMap<number, number>;
}

const ORDER: readonly ((finding: Settled) => string | number)[] = [
  ({ severity }) => SEVERITIES.indexOf(severity),
  ({ rule }) => rule,
  ({ object }) => object.namespace ?? '',
  ({ object }) => object.kind,
  ({ object }) => object.name,
  ({ path }) => path,
  ({ message }) => message,
];

/** The worse first, and where two are as bad, in an order that depends on nothing else than what they are. */
function compare(a: Settled, b: Settled): number {
  for (const of of ORDER) {
    const [one, other] = [of(a), of(b)];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** The worst of them, in order. Looks at each once: there may be very many, and few are wanted. */
export function worstOf(findings: readonly Settled[], limit: number): Settled[] {
  const worst: Settled[] = [];
  for (const finding of findings) {
    const last = worst.at(-1);
    if (worst.length >= limit && last !== undefined && compare(finding, last) >= 0) continue;
    const place = worst.findLastIndex((other) => compare(other, finding) <= 0) + 1;
    worst.splice(place, 0, finding);
    if (worst.length > limit) worst.pop();
  }
  return worst;
}

function add<K>(map: Map<K, number>, keys: readonly K[]): void {
  for (const key of keys) map.set(key, (map.get(key) ?? 0) + 1);
}

/** Sums up what was found in one namespace. @param limit how many of the worst are kept */
export function tallyOf(namespace: string, findings: readonly Settled[], limit: number): Tally {
  const active = findings.filter(({ excepted }) => excepted === undefined);
  const counts = { ...NO_COUNTS };
  const rules = new Map<string, Record<Severity, number>>();
  const [accepted, lapsed] = [new Map<number, number>(), new Map<number, number>()];
  for (const { rule, severity } of active) {
    const ofRule = rules.get(rule) ?? { ...NO_COUNTS };
    rules.set(rule, ofRule);
    counts[severity] += 1;
    ofRule[severity] += 1;
  }
  for (const { excepted, lapsed: ended = [] } of findings) {
    if (excepted !== undefined) add(accepted, [excepted]);
    add(lapsed, ended);
  }
  return { namespace, counts, rules, worst: worstOf(active, limit), accepted, lapsed };
}

/** Findings of several namespaces, by rule. */
export function rulesIn(tallies: readonly Tally[]): ReadonlyMap<string, Counts> {
  const rules = new Map<string, Record<Severity, number>>();
  for (const tally of tallies)
    for (const [id, counts] of tally.rules) {
      const all = rules.get(id) ?? { ...NO_COUNTS };
      rules.set(id, all);
      for (const severity of SEVERITIES) all[severity] += counts[severity];
    }
  return rules;
}

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (total, { critical, high, medium, low }) => ({
      critical: total.critical + critical,
      high: total.high + high,
      medium: total.medium + medium,
      low: total.low + low,
    }),
    NO_COUNTS,
  );

export const totalOf = ({ critical, high, medium, low }: Counts): number => critical + high + medium + low;

/** Whether the worst of one is worse than that of another, and where they are alike, whether there is more of it. */
export const worseCounts = (a: Counts, b: Counts): number =>
  SEVERITIES.map((severity) => b[severity] - a[severity]).find((difference) => difference !== 0) ?? 0;
