import test from 'ava';
import fc from 'fast-check';
import { NO_ADDRESSES, parseCidr } from '../../../../../src/domain/semantics/address-set.ts';
import { segmentsOf } from '../../../../../src/domain/semantics/network/segments.ts';
import { hasPort, LAST_PORT, type PortRange } from '../../../../../src/domain/semantics/ports.ts';

const ENDS = [1, 2, 3, 80, 81, 443, LAST_PORT - 1, LAST_PORT];

const range: fc.Arbitrary<PortRange> = fc
  .tuple(fc.constantFrom('TCP' as const, 'UDP' as const), fc.constantFrom(...ENDS), fc.constantFrom(...ENDS))
  .map(([protocol, a, b]) => ({ protocol, first: Math.min(a, b), last: Math.max(a, b) }));
const openings = fc.array(
  fc.record({ ranges: fc.array(range, { maxLength: 4 }), addresses: fc.constant(NO_ADDRESSES) }),
  { maxLength: 5 },
);

const applying = (all: readonly { ranges: readonly PortRange[] }[], protocol: PortRange['protocol'], port: number) =>
  all.filter(({ ranges }) => hasPort(ranges, protocol, port));

test('at every port, those openings apply that have it, and each port is in one segment', (t) => {
  fc.assert(
    fc.property(openings, fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const), (all, protocol) => {
      const segments = segmentsOf(all);
      for (const port of [...ENDS, 4, 79, 1000]) {
        const here = applying(all, protocol, port);
        const found = segments.filter(({ ranges }) => hasPort(ranges, protocol, port));
        t.is(found.length, here.length === 0 ? 0 : 1);
        t.deepEqual(
          found.flatMap((segment) => segment.openings),
          here,
        );
      }
    }),
    { numRuns: 1000 },
  );
});

test('segments differ in their openings', (t) => {
  fc.assert(
    fc.property(openings, (all) => {
      const keys = segmentsOf(all).map((segment) => segment.openings.map((one) => all.indexOf(one)).join());
      t.is(new Set(keys).size, keys.length);
    }),
  );
});

test('when there is too much of it, everything is in one segment', (t) => {
  const addresses = parseCidr('10.0.0.0/8') ?? NO_ADDRESSES;
  const nested = Array.from({ length: 2000 }, (_, index) => ({
    ranges: [{ protocol: 'TCP' as const, first: 1 + index, last: LAST_PORT - index }],
    addresses,
  }));
  const [segment, ...more] = segmentsOf(nested);
  t.deepEqual(more, []);
  t.is(segment?.openings.length, nested.length);
  t.true(hasPort(segment?.ranges ?? [], 'TCP', 1));
});
