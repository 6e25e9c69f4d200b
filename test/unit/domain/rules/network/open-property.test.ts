import test from 'ava';
import fc from 'fast-check';
import type { KubeObject, NetworkPolicy } from '../../../../../src/api/kube.ts';
import { NETWORK } from '../../../../../src/domain/rules/network/index.ts';
import { judge, namespaceView } from '../judge.ts';
import { judgeNamespace } from '../../../../../src/domain/audit/judge.ts';
import type { RuleContext } from '../../../../../src/domain/audit/rule.ts';
import { app, deployment, policy } from './objects.ts';

/** Public addresses of each /8, by hand. */
const PUBLIC_OF: Readonly<Record<number, number>> = {
  0: 0,
  10: 0,
  100: 2 ** 24 - 2 ** 22,
  127: 0,
  169: 2 ** 24 - 2 ** 16,
  172: 2 ** 24 - 2 ** 20,
  192: 2 ** 24 - 2 ** 16 - 512,
  198: 2 ** 24 - 2 ** 17 - 256,
  203: 2 ** 24 - 256,
};
const publicOf = (octet: number): number => (octet >= 224 ? 0 : (PUBLIC_OF[octet] ?? 2 ** 24));
const OCTETS = Array.from({ length: 256 }, (_, octet) => octet);
const sizeOf = (octets: ReadonlySet<number>): number => [...octets].reduce((all, octet) => all + publicOf(octet), 0);
const ALL = sizeOf(new Set(OCTETS));

test('the addresses by /8 are all of them', (t) => {
  t.is(ALL, 3_702_258_688);
});

const isWorld = (octets: ReadonlySet<number>): boolean => sizeOf(octets) * 4 >= ALL;

interface Block {
  readonly first: number;
  readonly prefix: number;
}
const block = fc
  .tuple(fc.nat(255), fc.integer({ min: 0, max: 8 }))
  .map(([octet, prefix]) => ({ first: octet - (octet % 2 ** (8 - prefix)), prefix }));
const octetsOf = ({ first, prefix }: Block): number[] => OCTETS.slice(first, first + 2 ** (8 - prefix));
const textOf = ({ first, prefix }: Block): string => `${first}.0.0.0/${prefix}`;

const rule = fc.record({
  peers: fc.array(fc.record({ block, except: fc.array(block, { maxLength: 2 }) }), { minLength: 1, maxLength: 2 }),
  ports: fc.constantFrom<readonly (number | string)[]>([80], [8080], ['http'], [80, 'http'], []),
});
type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;

const spec = fc.record({
  of: fc.constantFrom('web', 'db', undefined),
  rules: fc.array(rule, { maxLength: 3 }),
});
type Spec = typeof spec extends fc.Arbitrary<infer T> ? T : never;

const letIn = ({ peers }: Rule): Set<number> => {
  const octets = peers.flatMap(({ block: own, except }) => {
    const holes = new Set(except.flatMap(octetsOf));
    return octetsOf(own).filter((octet) => !holes.has(octet));
  });
  return new Set(octets);
};

const objectOf = ({ of, rules }: Spec, index: number): KubeObject =>
  policy(`policy-${index}`, {
    ...(of !== undefined && { podSelector: app(of) }),
    ingress: rules.map(({ peers, ports }) => ({
      from: peers.map((peer) => ({ ipBlock: { cidr: textOf(peer.block), except: peer.except.map(textOf) } })),
      ports: ports.map((port) => ({ port })),
    })),
  });

/** Both workloads name 8080 as http. */
const PORTS = [80, 8080, 1];
const isAt = ({ ports }: Rule, port: number): boolean =>
  ports.length === 0 || ports.some((one) => (one === 'http' ? 8080 : one) === port);

const isSelected = ({ of }: Spec, name: string): boolean => of === undefined || of === name;
const together = (rules: readonly Rule[]): Set<number> => new Set(rules.flatMap((one) => [...letIn(one)]));

const isOpenAlone = ({ rules }: Spec): boolean =>
  PORTS.some((port) => isWorld(together(rules.filter((one) => isAt(one, port)))));

/** Without the rules that are the world by themselves, which are told by themselves. */
const partsAt = ({ rules }: Spec, port: number): Rule[] =>
  rules.filter((one) => isAt(one, port) && !isWorld(letIn(one)));

const isOpenTogether = (specs: readonly Spec[], name: string): boolean =>
  PORTS.some((port) => {
    const parts = specs.filter((one) => isSelected(one, name)).map((one) => partsAt(one, port));
    return isWorld(together(parts.flat())) && !parts.some((own) => isWorld(together(own)));
  });

const workloads = [deployment('web'), deployment('db')];

test('a policy is found exactly when it lets in the world at some port', (t) => {
  let count = 0;
  fc.assert(
    fc.property(fc.array(spec, { maxLength: 3 }), (specs) => {
      const found = judge('network/open-to-world', { objects: [...workloads, ...specs.map(objectOf)] });
      const names = new Set(found.map(({ object }) => object.name));
      count += names.size;
      for (const [index, one] of specs.entries()) t.is(names.has(`policy-${index}`), isOpenAlone(one));
    }),
    { numRuns: 1500 },
  );
  t.true(count > 200);
});

test('policies are found together exactly when they let in the world, and none of them does', (t) => {
  let count = 0;
  fc.assert(
    fc.property(fc.array(spec, { maxLength: 4 }), (specs) => {
      const found = judge('network/open-in-union', { objects: [...workloads, ...specs.map(objectOf)] });
      count += found.length;
      t.is(
        found.length > 0,
        ['web', 'db'].some((name) => isOpenTogether(specs, name)),
      );
    }),
    { numRuns: 1500 },
  );
  t.true(count > 20, `${count}`);
});

test('whatever a spec holds, nothing is thrown, and nothing is said twice', (t) => {
  const part = fc.oneof(fc.anything(), fc.array(fc.dictionary(fc.constantFrom('from', 'to', 'ports'), fc.anything())));
  const odd = fc.dictionary(fc.constantFrom('podSelector', 'policyTypes', 'ingress', 'egress'), part);
  const context = {} as RuleContext;
  fc.assert(
    fc.property(fc.oneof(odd, fc.anything()), odd, (a, b) => {
      const policies = [a, b].map((given, index) => policy(`policy-${index}`, given as NetworkPolicy['spec'] & object));
      const found = judgeNamespace(NETWORK, namespaceView('shop', [...workloads, ...policies]), context);
      for (const { message } of found) t.true(message.length <= 256);
      const keys = found.map(({ rule: id, object, path, message }) => JSON.stringify([id, object, path, message]));
      t.is(new Set(keys).size, keys.length);
    }),
    { numRuns: 1000 },
  );
});
