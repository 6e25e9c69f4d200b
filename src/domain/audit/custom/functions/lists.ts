import { isSameValue, orderOf } from './compare.ts';
import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import type { CelFunction } from './function.ts';

type List = readonly unknown[];

function sum(meter: Meter, list: List): unknown {
  meter.spend(list.length);
  if (list.every((entry) => typeof entry === 'bigint')) return list.reduce((all, entry) => all + entry, 0n);
  if (list.every((entry) => typeof entry === 'number')) return list.reduce((all, entry) => all + entry, 0);
  return refuse('what is summed up is not all numbers of one type');
}

function outermost(sign: 1 | -1): (meter: Meter, list: List) => unknown {
  return (meter, list) => {
    meter.spend(list.length);
    if (list.length === 0) return refuse('an empty list has neither a least nor a greatest entry');
    return list.reduce((best, entry) => (orderOf(entry, best) * sign > 0 ? entry : best));
  };
}

function isSorted(meter: Meter, list: List): boolean {
  meter.spend(list.length);
  return list.every((entry, index) => index === 0 || orderOf(list[index - 1], entry) <= 0);
}

function find(meter: Meter, list: List, sought: unknown, last: boolean): bigint {
  meter.weighDeeply(list);
  const isIt = (entry: unknown): boolean => isSameValue(entry, sought);
  return BigInt(last ? list.findLastIndex(isIt) : list.findIndex(isIt));
}

function slice(meter: Meter, list: List, from: bigint, to: bigint): List {
  meter.spend(list.length);
  if (from < 0n || to < from || to > BigInt(list.length)) return refuse('a list has no entry at this index');
  return list.slice(Number(from), Number(to));
}

function sort(meter: Meter, list: List): List {
  meter.spend(list.length * (1 + Math.log2(1 + list.length)));
  return list.toSorted(orderOf);
}

function reverse(meter: Meter, list: List): List {
  meter.spend(list.length);
  return list.toReversed();
}

/** Every entry is compared with every one that is left. */
function distinct(meter: Meter, list: List): List {
  const kept: unknown[] = [];
  for (const entry of list) {
    meter.spend(meter.weighDeeply(entry) * kept.length);
    if (!kept.some((other) => isSameValue(entry, other))) kept.push(entry);
  }
  return kept;
}

const of = (signature: string, does: string, example: string, run: NonNullable<CelFunction['run']>): CelFunction => ({
  signature,
  from: 'Kubernetes',
  does,
  example,
  run,
});

/** Source: k8s.io/apiserver, pkg/cel/library/lists.go; of durations and times, there are none of them. */
export const LISTS: readonly CelFunction[] = [
  of('list.isSorted(): bool', 'Whether its numbers or texts are in order.', `[1, 2, 2].isSorted()`, isSorted),
  of('list.sum(): dyn', 'The sum of its numbers.', `[1, 2].sum() == 3`, sum),
  of('list.min(): dyn', 'The least of its numbers or texts.', `[2, 1].min() == 1`, outermost(-1)),
  of('list.max(): dyn', 'The greatest.', `['a', 'b'].max() == 'b'`, outermost(1)),
  of(
    'list.indexOf(dyn): int',
    'Where an entry is first, or -1.',
    `[1, 2, 2].indexOf(2) == 1`,
    (meter: Meter, list: List, sought: unknown) => find(meter, list, sought, false),
  ),
  of(
    'list.lastIndexOf(dyn): int',
    'Where it is last, or -1.',
    `[1, 2, 2].lastIndexOf(2) == 2`,
    (meter: Meter, list: List, sought: unknown) => find(meter, list, sought, true),
  ),
  of('list.slice(int, int): list', 'From one index up to another.', `[1, 2, 3].slice(1, 2) == [2]`, slice),
  of('list.sort(): list', 'In order: numbers or texts.', `[2, 1].sort() == [1, 2]`, sort),
  of('list.reverse(): list', 'The other way round.', `[1, 2].reverse() == [2, 1]`, reverse),
  of('list.distinct(): list', 'Every entry once.', `[1, 2, 1].distinct() == [1, 2]`, distinct),
];
