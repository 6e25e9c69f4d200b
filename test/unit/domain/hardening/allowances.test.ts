import test from 'ava';
import fc from 'fast-check';
import type { NetworkPolicyPeer } from '../../../../src/api/kube.ts';
import { allow, egressRules, ingressRules, type Allowance } from '../../../../src/domain/hardening/allowances.ts';

const block = (cidr: string): NetworkPolicyPeer => ({ ipBlock: { cidr } });
const [a, b] = [block('10.0.0.1/32'), block('10.0.0.2/32')];
const TCP = 'TCP';

test('peers with the same ports share a rule', (t) => {
  t.deepEqual(egressRules([...allow([b, a], [443, 22]), ...allow([a], [22])]), [
    {
      to: [a, b],
      ports: [
        { protocol: TCP, port: 22 },
        { protocol: TCP, port: 443 },
      ],
    },
  ]);
});

test('peers with other ports do not', (t) => {
  t.deepEqual(ingressRules([...allow([a], ['web', 443, 22]), ...allow([b], [22])]), [
    { from: [b], ports: [{ protocol: TCP, port: 22 }] },
    {
      from: [a],
      ports: [
        { protocol: TCP, port: 22 },
        { protocol: TCP, port: 443 },
        { protocol: TCP, port: 'web' },
      ],
    },
  ]);
});

test('nothing allowed is no rule, as a rule without peers or ports would be everyone or everything', (t) => {
  t.deepEqual(egressRules([...allow([], [443]), ...allow([a], [])]), []);
});

const allowance: fc.Arbitrary<Allowance> = fc.record({
  peer: fc.constantFrom(a, b, block('10.0.0.3/32'), { podSelector: { matchLabels: { app: 'x' } } }),
  protocol: fc.constantFrom('TCP', 'UDP'),
  port: fc.constantFrom<number | string>(22, 443, 6443, 'metrics'),
});

const texts = (allowances: readonly Allowance[]) =>
  [...new Set(allowances.map(({ peer, protocol, port }) => JSON.stringify([peer, protocol, port])))].toSorted();

test('the rules allow what was asked for, and nothing else', (t) => {
  fc.assert(
    fc.property(fc.array(allowance), (allowances) => {
      const allowed = ingressRules(allowances).flatMap(({ from = [], ports = [] }) =>
        from.flatMap((peer) => ports.map(({ protocol = TCP, port = 0 }) => ({ peer, protocol, port }))),
      );
      t.deepEqual(texts(allowed), texts(allowances));
      t.is(allowed.length, texts(allowed).length);
    }),
  );
});

test('order and repetition do not matter', (t) => {
  const shuffled = fc.array(allowance).chain((allowances) => {
    const twice = [...allowances, ...allowances];
    return fc.tuple(fc.constant(allowances), fc.shuffledSubarray(twice, { minLength: twice.length }));
  });
  fc.assert(
    fc.property(shuffled, ([allowances, other]) => {
      t.deepEqual(egressRules(other), egressRules(allowances));
    }),
  );
});
