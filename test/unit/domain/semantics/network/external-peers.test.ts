import { BlockList } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import type { NetworkPolicy } from '../../../../../src/api/kube.ts';
import { contains, union } from '../../../../../src/domain/semantics/address-set.ts';
import { readPolicy } from '../../../../../src/domain/semantics/network-policy.ts';
import { publicOpening } from '../../../../../src/domain/semantics/network/external-peers.ts';
import { segmentsOf } from '../../../../../src/domain/semantics/network/segments.ts';
import { hasPort } from '../../../../../src/domain/semantics/ports.ts';

type Family = 'ipv4' | 'ipv6';
interface Block {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** Public addresses, of which few bits vary, so that blocks and addresses meet often. */
const v4 = fc
  .tuple(fc.constantFrom(8, 9, 52, 200), fc.constantFrom(0, 1, 128, 255))
  .map(([a, b]) => `${a}.${b}.${b}.${a}`);
const v6 = fc
  .tuple(fc.constantFrom('2000', '2600', '3fff'), fc.constantFrom('0', '8000', 'ffff'))
  .map(([a, b]) => `${a}:${b}:0:${b}::${b}`);
const address = fc.oneof(v4, v6);
const familyOf = (text: string): Family => (text.includes(':') ? 'ipv6' : 'ipv4');

const blockOf = (text: fc.Arbitrary<string>, bits: number): fc.Arbitrary<Block> =>
  fc.tuple(text, fc.nat(bits)).map(([one, prefix]) => ({ address: one, prefix, family: familyOf(one) }));
const peer = fc.oneof(
  ...(
    [
      [v4, 32],
      [v6, 128],
    ] as const
  ).map(([text, bits]) =>
    fc.record({ block: blockOf(text, bits), except: fc.array(blockOf(text, bits), { maxLength: 3 }) }),
  ),
);
const rule = fc.record({
  peers: fc.array(peer, { minLength: 1, maxLength: 4 }),
  port: fc.constantFrom(80, 443),
  endPort: fc.option(fc.constantFrom(443, 9000), { nil: undefined }),
});
type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;

const textOf = ({ address: text, prefix }: Block): string => `${text}/${prefix}`;

function isIn(blocks: readonly Block[], text: string): boolean {
  const list = new BlockList();
  const family = familyOf(text);
  for (const block of blocks) if (block.family === family) list.addSubnet(block.address, block.prefix, family);
  return list.check(text, family);
}

const permits = ({ peers, port, endPort }: Rule, text: string, at: number): boolean =>
  port <= at &&
  at <= (endPort ?? port) &&
  peers.some(({ block, except }) => isIn([block], text) && !isIn(except, text));

function policyOf(rules: readonly Rule[]): NetworkPolicy {
  const ingress = rules.map(({ peers, port, endPort }) => ({
    from: peers.map(({ block, except }) => ({ ipBlock: { cidr: textOf(block), except: except.map(textOf) } })),
    ports: [{ port, ...(endPort !== undefined && { endPort }) }],
  }));
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'in' }, spec: { ingress } };
}

test('what is let in at a port is what the block list of Node says', (t) => {
  let inside = 0;
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), address, fc.constantFrom(80, 443, 444, 9001), (rules, text, port) => {
      const openings = readPolicy(policyOf(rules), 'widest').rules.Ingress.flatMap(
        (one, index) => publicOpening(one, `spec.ingress[${index}]`) ?? [],
      );
      const parts = openings.map(({ ports, addresses }) => ({ ranges: ports.ranges, addresses }));
      const here = segmentsOf(parts).filter(({ ranges }) => hasPort(ranges, 'TCP', port));
      const addresses = union(here.flatMap((segment) => segment.openings.map((one) => one.addresses)));
      const expected = rules.some((one) => permits(one, text, port));
      inside += Number(expected);
      t.is(contains(addresses, text), expected);
    }),
    { numRuns: 2000 },
  );
  t.true(inside > 200);
});
