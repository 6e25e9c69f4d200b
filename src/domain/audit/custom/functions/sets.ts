import type { Meter } from '../meter.ts';
import { isSameValue } from './compare.ts';
import type { CelFunction, CelType } from './function.ts';

type List = readonly unknown[];

/** What the functions are called on. */
class SetsNamespace {
  readonly name = 'sets';
}

/** Every entry of the one is compared with every entry of the other. */
function spend(meter: Meter, one: List, other: List): void {
  meter.spend(meter.weighDeeply(one) * other.length);
  meter.spend(meter.weighDeeply(other) * one.length);
}

const has = (list: List, entry: unknown): boolean => list.some((other) => isSameValue(other, entry));

function contains(meter: Meter, _: SetsNamespace, list: List, part: List): boolean {
  spend(meter, list, part);
  return part.every((entry) => has(list, entry));
}

function intersects(meter: Meter, _: SetsNamespace, list: List, other: List): boolean {
  spend(meter, list, other);
  return list.some((entry) => has(other, entry));
}

const equivalent = (meter: Meter, sets: SetsNamespace, list: List, other: List): boolean =>
  contains(meter, sets, list, other) && contains(meter, sets, other, list);

const of = (name: string, does: string, example: string, run: NonNullable<CelFunction['run']>): CelFunction => ({
  signature: `sets.${name}(list, list): bool`,
  from: 'CEL extension',
  does,
  example,
  run,
});

/** Source: cel-go, ext/sets.go. */
export const SETS: readonly CelFunction[] = [
  of('contains', 'Whether all of the second list is in the first.', `sets.contains([1, 2], [2])`, contains),
  of('equivalent', 'Whether they have the same entries.', `sets.equivalent([1, 2], [2, 1, 1])`, equivalent),
  of('intersects', 'Whether they have an entry in common.', `!sets.intersects([1], [2])`, intersects),
];

export const SET_TYPES: readonly CelType[] = [
  { name: 'SetsNamespace', constructor: SetsNamespace, equals: () => true },
];

export const SETS_NAMESPACE = new SetsNamespace();
