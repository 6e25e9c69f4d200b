import { BlockList } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import {
  ALL_ADDRESSES,
  areEqual,
  cidrs,
  contains,
  intersect,
  isEmpty,
  isSubset,
  minus,
  NO_ADDRESSES,
  parseCidr,
  sizeOfOverlap,
  union,
} from '../../../../src/domain/semantics/address-set.ts';
import type { AddressSet } from '../../../../src/domain/semantics/address-set.ts';

function setOf(...blocks: string[]): AddressSet {
  return union(blocks.map((block) => parseCidr(block) ?? NO_ADDRESSES));
}

const readings: [text: string, blocks: string[]][] = [
  ['10.0.0.0/8', ['10.0.0.0/8']],
  ['10.1.2.3/8', ['10.0.0.0/8']],
  ['010.001.000.000/16', ['10.1.0.0/16']],
  ['10.0.0.0/08', ['10.0.0.0/8']],
  ['0.0.0.0/0', ['0.0.0.0/0']],
  ['1.2.3.4/32', ['1.2.3.4/32']],
  ['255.255.255.255/32', ['255.255.255.255/32']],
  ['::/0', ['::/0']],
  ['2001:db8::1/32', ['2001:db8::/32']],
  ['2001:DB8::/32', ['2001:db8::/32']],
  ['::ffff:0:0/96', ['0.0.0.0/0']],
  ['::ffff:10.1.2.3/104', ['10.0.0.0/8']],
  ['::ffff:010.1.2.3/128', ['10.1.2.3/32']],
  ['::1.2.3.4/128', ['::102:304/128']],
];

for (const [text, blocks] of readings) {
  test(`${text} is ${blocks.join()}`, (t) => {
    t.deepEqual([...cidrs(setOf(text))], blocks);
  });
}

const garbage = [
  '',
  '/',
  '10.0.0.0',
  '10.1/8',
  '10.0.0.0/33',
  '10.0.0.256/8',
  '0x10.0.0.0/8',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
];
const garbageV6 = [
  '::/129',
  ':::/0',
  '::1%eth0/64',
  '1:2:3/8',
  '::ffff:1.2.3/128',
  '::ffff:1.2.3.256/128',
  ' ::/0',
  '::/0 ',
];

for (const text of [...garbage, ...garbageV6]) {
  test(`"${text}" is no block`, (t) => {
    t.is(parseCidr(text), undefined);
  });
}

test('a set is printed as the fewest blocks, IPv4 first', (t) => {
  const set = minus(setOf('::/1', '10.0.0.0/8'), setOf('10.0.0.0/10', '::/2'));
  t.deepEqual([...cidrs(set)], ['10.64.0.0/10', '10.128.0.0/9', '4000::/2']);
  t.deepEqual([...cidrs(setOf('0.0.0.0/1', '128.0.0.0/1'))], ['0.0.0.0/0']);
  t.deepEqual([...cidrs(ALL_ADDRESSES)], ['0.0.0.0/0', '::/0']);
});

test('exceptions may cover all of a block', (t) => {
  t.true(isEmpty(minus(setOf('0.0.0.0/0'), setOf('0.0.0.0/1', '128.0.0.0/1'))));
});

test('the whole of IPv6 does not hold IPv4', (t) => {
  t.false(contains(setOf('::/0'), '1.2.3.4'));
  t.false(contains(setOf('0.0.0.0/0'), '::1'));
});

test('a v4-mapped address is its IPv4 address', (t) => {
  t.true(contains(setOf('10.0.0.0/8'), '::ffff:10.1.2.3'));
  t.false(contains(setOf('::/0'), '::ffff:10.1.2.3'));
});

test('text that is no address is in no set', (t) => {
  for (const text of ['', '10.1', 'localhost', '10.0.0.1/32', '1.2.3.4.5'])
    t.false(contains(ALL_ADDRESSES, text), text);
});

/** Few bits vary, so that blocks and addresses meet often; the ends of the number line are among them. */
const v4 = fc
  .tuple(fc.constantFrom(0, 10, 127, 255), fc.constantFrom(0, 1, 128, 255))
  .map(([a, b]) => `${a}.${b}.${b}.${a}`);
const v6 = fc
  .tuple(fc.constantFrom('0', '1', '2001', 'ffff'), fc.constantFrom('0', '8000', 'ffff'))
  .map(([a, b]) => `${a}:${b}:0:${b}:${a}:0:${a}:${b}`);
const block = fc.oneof(
  fc.tuple(v4, fc.nat(32)).map(([address, prefix]) => ({ address, prefix, family: 'ipv4' as const })),
  fc.tuple(v6, fc.nat(128)).map(([address, prefix]) => ({ address, prefix, family: 'ipv6' as const })),
);
const blocks = fc.array(block, { maxLength: 6 });
const address = fc.oneof(v4, v6, fc.ipV4(), fc.ipV6());

/** Blocks of the other family are left out: Node takes IPv4 addresses for v4-mapped ones, and so finds them in `::/0`. */
function naiveContains(
  list: readonly { address: string; prefix: number; family: 'ipv4' | 'ipv6' }[],
  text: string,
): boolean {
  const family = text.includes(':') ? 'ipv6' : 'ipv4';
  const blockList = new BlockList();
  for (const one of list.filter((other) => other.family === family))
    blockList.addSubnet(one.address, one.prefix, family);
  return blockList.check(text, family);
}

function toSet(list: readonly { address: string; prefix: number }[]): AddressSet {
  return setOf(...list.map(({ address: text, prefix }) => `${text}/${prefix}`));
}

test('union, intersect and minus agree with the block list of Node', (t) => {
  fc.assert(
    fc.property(blocks, blocks, address, (a, b, text) => {
      fc.pre(!text.startsWith('::ffff:'));
      const [inA, inB] = [naiveContains(a, text), naiveContains(b, text)];
      t.is(contains(toSet(a), text), inA);
      t.is(contains(union([toSet(a), toSet(b)]), text), inA || inB);
      t.is(contains(intersect(toSet(a), toSet(b)), text), inA && inB);
      t.is(contains(minus(toSet(a), toSet(b)), text), inA && !inB);
    }),
    { numRuns: 2000 },
  );
});

test('what is printed is the set again, and no two blocks make one', (t) => {
  fc.assert(
    fc.property(blocks, blocks, (a, b) => {
      const set = minus(toSet(a), toSet(b));
      const printed = [...cidrs(set)];
      t.true(areEqual(setOf(...printed), set));
      const isNeeded = (_: string, index: number) =>
        !isSubset(set, setOf(...printed.filter((__, other) => other !== index)));
      t.true(printed.every(isNeeded));
    }),
  );
});

test('minus and intersect split a set in two', (t) => {
  fc.assert(
    fc.property(blocks, blocks, (a, b) => {
      const [whole, outside, inside] = [toSet(a), minus(toSet(a), toSet(b)), intersect(toSet(a), toSet(b))];
      t.true(areEqual(union([outside, inside]), whole));
      t.true(isEmpty(intersect(outside, inside)));
      t.is(isSubset(whole, toSet(b)), isEmpty(outside));
    }),
  );
});

test('the size of an overlap is that of the intersection', (t) => {
  const all = setOf('0.0.0.0/0', '::/0');
  fc.assert(
    fc.property(blocks, blocks, (a, b) => {
      t.is(sizeOfOverlap(toSet(a), toSet(b)), sizeOfOverlap(intersect(toSet(a), toSet(b)), all));
    }),
  );
  t.is(sizeOfOverlap(setOf('10.0.0.0/8', '::/127'), all), 2n ** 24n + 2n);
});
