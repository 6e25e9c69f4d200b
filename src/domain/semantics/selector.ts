import type { Labels } from '../../api/kube.ts';
import { entriesOf, fieldsOf, readAll } from './unknown.ts';

/** The values that a requirement permits for one label key: those listed, or all but those listed; and whether it may be absent. */
export interface Values {
  readonly absent: boolean;
  readonly allBut: boolean;
  readonly listed: ReadonlySet<string>;
}

/** A label selector by key: all must hold. Keys that it does not name may be anything. */
export type Requirements = ReadonlyMap<string, Values>;

export const ANYTHING: Requirements = new Map();

const ANY_VALUE: Values = { absent: true, allBut: true, listed: new Set() };

/** Search steps of `implies`, far beyond any real policy: selectors have a few keys each. */
const MAX_STEPS = 10_000;

/** The values that both permit. */
function both(a: Values, b: Values): Values {
  const absent = a.absent && b.absent;
  if (a.allBut && b.allBut) return { absent, allBut: true, listed: new Set([...a.listed, ...b.listed]) };
  const [finite, other] = a.allBut ? [b, a] : [a, b];
  const listed = new Set([...finite.listed].filter((value) => other.listed.has(value) !== other.allBut));
  return { absent, allBut: false, listed };
}

function complement({ absent, allBut, listed }: Values): Values {
  return { absent: !absent, allBut: !allBut, listed };
}

function isNone({ absent, allBut, listed }: Values): boolean {
  return !absent && !allBut && listed.size === 0;
}

/**
 * The values of one operator. In and NotIn need values, Exists and DoesNotExist must have none; anything else is an error
 * upstream. NotIn and DoesNotExist hold where the key is absent. Source: labels.NewRequirement, Requirement.Matches.
 */
function valuesOf(operator: unknown, listed: ReadonlySet<string>): Values | undefined {
  const hasValues = listed.size > 0;
  if (operator === 'In' && hasValues) return { absent: false, allBut: false, listed };
  if (operator === 'NotIn' && hasValues) return { absent: true, allBut: true, listed };
  if (operator === 'Exists' && !hasValues) return { absent: false, allBut: true, listed };
  if (operator === 'DoesNotExist' && !hasValues) return { absent: true, allBut: false, listed };
  return undefined;
}

type KeyValues = readonly [key: string, values: Values];

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readLabel([key, value]: readonly [string, unknown]): KeyValues | undefined {
  return typeof value === 'string' ? [key, { absent: false, allBut: false, listed: new Set([value]) }] : undefined;
}

function readExpression(value: unknown): KeyValues | undefined {
  const { key, operator, values } = fieldsOf(value) ?? {};
  const listed = readAll(entriesOf(values) ?? [undefined], readText);
  if (typeof key !== 'string' || listed === undefined) return undefined;
  const permitted = valuesOf(operator, new Set(listed));
  return permitted && [key, permitted];
}

function combine(requirements: readonly KeyValues[]): Requirements {
  const combined = new Map<string, Values>();
  for (const [key, values] of requirements) {
    const earlier = combined.get(key);
    combined.set(key, earlier === undefined ? values : both(earlier, values));
  }
  return combined;
}

/**
 * A LabelSelector as requirements by key; undefined when a part of it is not valid.
 * Empty or absent is no requirement at all: everything matches. Source: meta/v1 LabelSelectorAsSelector; the caller minds
 * that an absent selector means different things in different fields.
 */
export function readSelector(selector: unknown): Requirements | undefined {
  const { matchLabels, matchExpressions } = fieldsOf(selector) ?? { matchLabels: false };
  const labels = fieldsOf(matchLabels);
  const expressions = readAll(entriesOf(matchExpressions) ?? [undefined], readExpression);
  if (labels === undefined || expressions === undefined) return undefined;
  const pairs: KeyValues[] = [];
  for (const label of Object.entries(labels)) {
    const pair = readLabel(label);
    if (pair === undefined) return undefined;
    pairs.push(pair);
  }
  return combine([...pairs, ...expressions]);
}

/** Whether labels meet all requirements. Keys are looked up as own properties only: `constructor` is a valid label key. */
export function meets(labels: Labels, requirements: Requirements): boolean {
  for (const [key, { absent, allBut, listed }] of requirements) {
    const isMet = Object.hasOwn(labels, key) ? listed.has(labels[key] ?? '') !== allBut : absent;
    if (!isMet) return false;
  }
  return true;
}

/** Whether a LabelSelector matches labels; one that is not valid matches nothing. */
export function matches(selector: unknown, labels: Labels): boolean {
  const requirements = readSelector(selector);
  return requirements !== undefined && meets(labels, requirements);
}

/** Requirements with one more; undefined when nothing can meet them any longer. */
function narrow(requirements: Requirements, key: string, values: Values): Requirements | undefined {
  const earlier = requirements.get(key);
  const together = earlier === undefined ? values : both(earlier, values);
  return isNone(together) ? undefined : new Map(requirements).set(key, together);
}

function isSatisfiable(requirements: Requirements): boolean {
  return ![...requirements.values()].some(isNone);
}

/** Whether no value is permitted by both. Says the same as `isNone(both(a, b))`, without making a set. */
function areApart(a: Values, b: Values): boolean {
  if ((a.absent && b.absent) || (a.allBut && b.allBut)) return false;
  const [finite, other] = a.allBut ? [b, a] : [a, b];
  for (const value of finite.listed) if (other.listed.has(value) !== other.allBut) return false;
  return true;
}

/** Whether no label set can meet both. */
function areDisjoint(a: Requirements, b: Requirements): boolean {
  for (const [key, values] of b) if (areApart(a.get(key) ?? ANY_VALUE, values)) return true;
  return false;
}

/** Whether everything that meets `a` meets `b`. */
function isWithin(a: Requirements, b: Requirements): boolean {
  for (const [key, values] of b) if (!areApart(a.get(key) ?? ANY_VALUE, complement(values))) return false;
  return true;
}

/**
 * Whether some label set meets `requirements` and none of `union` from `index` on. What lies outside one member is split by
 * key into disjoint parts (outside by the first key; inside by the first and outside by the second; …), and each part is
 * searched with the rest. True, too, when the steps run out.
 */
function hasRemainder(
  requirements: Requirements,
  union: readonly Requirements[],
  index: number,
  steps: { left: number },
): boolean {
  const member = union[index];
  if (member === undefined || steps.left-- <= 0) return true;
  if (areDisjoint(requirements, member)) return hasRemainder(requirements, union, index + 1, steps);
  let inside: Requirements = requirements;
  for (const [key, values] of member) {
    const outside = narrow(inside, key, complement(values));
    if (outside !== undefined && hasRemainder(outside, union, index + 1, steps)) return true;
    inside = narrow(inside, key, values) ?? inside;
  }
  return false;
}

/**
 * Whether every possible label set that meets `requirements` meets at least one member of `union`.
 * Exact over all labels that could exist, not those that do. The search is bounded: when it takes too long the answer is
 * false, since callers report what is not implied.
 */
export function implies(requirements: Requirements, union: readonly Requirements[]): boolean {
  if (union.some((member) => isWithin(requirements, member)) || !isSatisfiable(requirements)) return true;
  const near = union.filter((member) => !areDisjoint(requirements, member));
  return !hasRemainder(requirements, near, 0, { left: MAX_STEPS });
}

function keyText(key: string, { absent, allBut, listed }: Values): string {
  const values = [...listed].toSorted().join(',');
  if (!allBut && absent && listed.size === 0) return `!${key}`;
  if (!allBut) return listed.size === 1 ? `${key}=${values}` : `${key} in (${values})`;
  if (listed.size === 0) return key;
  return absent ? `${key} notin (${values})` : `${key},${key} notin (${values})`;
}

/** Requirements the way kubectl prints selectors, in the order of the keys; empty for none. */
export function selectorText(requirements: Requirements): string {
  return [...requirements]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => keyText(key, values))
    .join(',');
}
