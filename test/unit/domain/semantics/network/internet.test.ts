import test from 'ava';
import {
  type AddressSet,
  intersect,
  minus,
  NO_ADDRESSES,
  parseCidr,
  sizeOfOverlap,
  union,
} from '../../../../../src/domain/semantics/address-set.ts';
import { type Exposure, exposureOf, isLess, PUBLIC4 } from '../../../../../src/domain/semantics/network/internet.ts';

const setOf = (...blocks: readonly string[]): AddressSet =>
  union(blocks.map((block) => parseCidr(block) ?? NO_ADDRESSES));

test('there are 3,702,258,688 public addresses of IPv4', (t) => {
  t.is(sizeOfOverlap(PUBLIC4, PUBLIC4), 3_702_258_688n);
});

const cases: readonly [expected: Exposure, ...blocks: string[]][] = [
  ['none'],
  ['world', '0.0.0.0/0'],
  ['world', '0.0.0.0/1'],
  ['world', '128.0.0.0/1'],
  ['world', '0.0.0.0/1', '128.0.0.0/1'],
  ['world', '64.0.0.0/2'],
  ['world', '128.0.0.0/2'],
  ['broad', '192.0.0.0/2'],
  ['broad', '64.0.0.0/3'],
  ['broad', '8.0.0.0/8'],
  ['public', '8.0.0.0/9'],
  ['public', '8.8.8.8/32'],
  ['broad', '9.0.0.0/9', '8.128.0.0/9'],
  ['public', '172.0.0.0/8'],
  ['private', '10.0.0.0/8'],
  ['private', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'],
  ['private', '224.0.0.0/3'],
  ['private', '203.0.113.0/24'],
  ['public', '192.88.99.0/24'],
  ['world', '::/0'],
  ['world', '2000::/3'],
  ['world', '2000::/5'],
  ['broad', '2000::/6'],
  ['broad', '2600::/16'],
  ['public', '2600::/17'],
  ['public', '2606:4700::1/128'],
  ['private', 'fc00::/7', 'fe80::/10', '::1/128'],
  ['world', '::ffff:0:0/96'],
];

for (const [expected, ...blocks] of cases)
  test(`${blocks.join(' and ') || 'nothing'}: ${expected}`, (t) => {
    t.is(exposureOf(setOf(...blocks)), expected);
  });

test('exceptions that leave enough do not help', (t) => {
  const all = setOf('0.0.0.0/0');
  t.is(exposureOf(minus(all, setOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'))), 'world');
  t.is(exposureOf(minus(all, setOf('128.0.0.0/1'))), 'world');
  t.is(exposureOf(minus(all, setOf('0.0.0.0/1', '128.0.0.0/1'))), 'none');
  t.is(exposureOf(minus(all, PUBLIC4)), 'private');
});

/** The first addresses of a set of IPv4. */
const firstOf = (set: AddressSet, size: bigint): AddressSet => {
  let left = size;
  return set.flatMap(({ first, last }) => {
    if (left === 0n) return [];
    const taken = last - first + 1n < left ? last - first + 1n : left;
    left -= taken;
    return [{ first, last: first + taken - 1n }];
  });
};

test('the limits are exact', (t) => {
  const quarter = 3_702_258_688n / 4n;
  t.is(exposureOf(firstOf(PUBLIC4, quarter)), 'world');
  t.is(exposureOf(firstOf(PUBLIC4, quarter - 1n)), 'broad');
  t.is(exposureOf(firstOf(PUBLIC4, 2n ** 24n)), 'broad');
  t.is(exposureOf(firstOf(PUBLIC4, 2n ** 24n - 1n)), 'public');
  t.is(exposureOf(intersect(PUBLIC4, setOf('10.0.0.0/7'))), 'broad');
});

test('from nothing to the world', (t) => {
  t.true(isLess('none', 'private') && isLess('private', 'public') && isLess('public', 'broad'));
  t.true(isLess('broad', 'world'));
  t.false(isLess('world', 'world') || isLess('world', 'broad'));
});
