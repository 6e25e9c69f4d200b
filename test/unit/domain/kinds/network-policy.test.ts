import test from 'ava';
import fc from 'fast-check';
import type { NetworkPolicy, NetworkPolicySpec } from '../../../../src/api/kube.ts';
import { differences } from '../../../../src/domain/differences.ts';
import { networkPolicy } from '../../../../src/domain/kinds/network-policy.ts';
import { generated, marked, stored } from '../objects.ts';

const withSpec = (object: NetworkPolicy, spec: NetworkPolicySpec): NetworkPolicy => ({
  ...object,
  spec: { ...object.spec, ...spec },
});

const found = (object: NetworkPolicy, live: NetworkPolicy): string[] =>
  differences(object, live, networkPolicy).map(({ path }) => path);

test('what the API server hands back is what was sent', (t) => {
  for (const object of generated) t.deepEqual(found(object, stored(object)), []);
});

type Mutation = (spec: NetworkPolicySpec) => NetworkPolicySpec | undefined;

const { entries } = Object;

/** The first rule of each direction that `change` has something to say about. */
function onRules(change: (rule: Readonly<Record<string, unknown>>) => object | undefined): Mutation {
  return (spec) => {
    for (const direction of ['ingress', 'egress'] as const) {
      const rules = spec[direction] ?? [];
      const index = rules.findIndex((rule) => change({ ...rule }) !== undefined);
      const rule = rules[index];
      if (rule !== undefined) return { [direction]: rules.with(index, change({ ...rule }) as never) };
    }
    return undefined;
  };
}

const onPeers = (change: (peer: Readonly<Record<string, unknown>>) => object | undefined): Mutation =>
  onRules((rule) => {
    for (const field of ['from', 'to']) {
      const peers = rule[field];
      if (!Array.isArray(peers)) continue;
      const index = peers.findIndex((peer) => change(peer) !== undefined);
      if (index >= 0) return { ...rule, [field]: peers.with(index, change(peers[index])) };
    }
    return undefined;
  });

/** Each opens something, or takes protection away. Undefined where the object has no such part. */
const mutations: Readonly<Record<string, Mutation>> = {
  'nothing selected': () => ({ podSelector: { matchLabels: { nobody: 'here' } } }),
  'selector loosened': ({ podSelector }) => (entries(podSelector ?? {}).length > 0 ? { podSelector: {} } : undefined),
  'everybody let in': () => ({ ingress: [{}] }),
  'everything let out': () => ({ egress: [{}] }),
  'a rule added to ingress': ({ ingress = [] }) => ({ ingress: [...ingress, {}] }),
  'a rule added to egress': ({ egress = [] }) => ({ egress: [...egress, { to: [{ podSelector: {} }] }] }),
  'without Egress': () => ({ policyTypes: ['Ingress'] }),
  'without Ingress': () => ({ policyTypes: ['Egress'] }),
  'from dropped': onRules(({ from, ...rest }) => (from === undefined ? undefined : rest)),
  'to dropped': onRules(({ to, ...rest }) => (to === undefined ? undefined : rest)),
  'ports dropped': onRules(({ ports, ...rest }) => (ports === undefined ? undefined : rest)),
  'ports emptied': onRules(({ ports, ...rest }) => (ports === undefined ? undefined : { ...rest, ports: [] })),
  'a range of ports': onRules(({ ports, ...rest }) =>
    Array.isArray(ports) && typeof ports[0]?.port === 'number'
      ? { ...rest, ports: [{ ...ports[0], endPort: 65535 }, ...ports.slice(1)] }
      : undefined,
  ),
  'another protocol': onRules(({ ports, ...rest }) =>
    Array.isArray(ports) ? { ...rest, ports: [{ ...ports[0], protocol: 'SCTP' }, ...ports.slice(1)] } : undefined,
  ),
  'a wider block': onPeers(({ ipBlock }) =>
    ipBlock === undefined ? undefined : { ipBlock: { ...(ipBlock as object), cidr: '0.0.0.0/1' } },
  ),
  'except removed': onPeers(({ ipBlock }) =>
    Object.hasOwn(Object(ipBlock), 'except') ? { ipBlock: { cidr: '0.0.0.0/0' } } : undefined,
  ),
  'any pod of the namespace': onPeers(({ podSelector, ...rest }) =>
    podSelector === undefined ? undefined : { ...rest, podSelector: {} },
  ),
  'any namespace': onPeers(({ namespaceSelector, ...rest }) =>
    namespaceSelector === undefined ? undefined : { ...rest, namespaceSelector: {} },
  ),
  'one more value': onPeers(({ namespaceSelector }) =>
    namespaceSelector !== undefined && JSON.stringify(namespaceSelector).includes('"In"')
      ? { namespaceSelector: JSON.parse(JSON.stringify(namespaceSelector).replace('"web"', '"web","any"')) }
      : undefined,
  ),
};

for (const [name, mutate] of entries(mutations))
  test(`a change that matters is a difference: ${name}`, (t) => {
    const changed = generated.flatMap((object) => {
      const mutation = mutate(object.spec ?? {});
      return mutation === undefined ? [] : [{ object, live: stored(withSpec(object, mutation)) }];
    });
    t.true(changed.length > 0);
    for (const { object, live } of changed) t.true(found(object, live).length > 0, object.metadata.name);
  });

test('our marks must be there; what others add beside them is theirs', (t) => {
  const [object] = generated;
  if (object === undefined) return t.fail();
  const { labels = {}, annotations = {} } = object.metadata;
  const added = { labels: { ...labels, theirs: 'x' }, annotations: { ...annotations, theirs: 'x' } };
  t.deepEqual(found(object, marked(stored(object), added)), []);
  const stripped = marked(stored(object), { labels: {}, ownerReferences: [] });
  t.deepEqual(
    found(object, stripped).toSorted(),
    [...Object.keys(labels).map((key) => `metadata.labels["${key}"]`), 'metadata.ownerReferences'].toSorted(),
  );
});

test('the canonical form of the canonical form is the same', (t) => {
  for (const object of generated) {
    const once = networkPolicy.canonical(object);
    t.deepEqual(networkPolicy.canonical({ ...object, ...once }), once);
  }
});

test('bug: policy types that are no text were an error, or taken for their text', (t) => {
  const [object] = generated;
  if (object === undefined) return t.fail();
  for (const policyTypes of [[{ toString: {} }], [['Ingress'], ['Egress']]])
    t.is(found(object, { ...stored(object), spec: { ...object.spec, policyTypes } as never }).length > 0, true);
});

test('whatever an object holds, comparing it does not throw, and it is not taken for ours', (t) => {
  const [object] = generated;
  if (object === undefined) return t.fail();
  const spec = fc.oneof(
    fc.anything(),
    fc.record({
      podSelector: fc.anything(),
      policyTypes: fc.anything(),
      ingress: fc.oneof(fc.anything(), fc.array(fc.record({ from: fc.anything(), ports: fc.anything() }))),
      egress: fc.oneof(fc.anything(), fc.array(fc.record({ to: fc.array(fc.anything()), ports: fc.anything() }))),
    }),
  );
  const json = spec.map(
    (value) => JSON.parse(JSON.stringify({ value }, (_, entry) => (typeof entry === 'bigint' ? 0 : entry))).value,
  );
  fc.assert(
    fc.property(json, (value) => {
      t.true(found(object, { ...stored(object), spec: value as NetworkPolicySpec }).length > 0);
    }),
  );
});
