import fc from 'fast-check';
import type {
  IpBlock,
  Labels,
  LabelRequirement,
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  Protocol,
} from '../../../../src/api/kube.ts';

/**
 * A small world, closed under what its policies can tell apart: every label set, address and port that any generated policy
 * could distinguish has a representative. What holds for all of it holds for all there could be.
 */
export const OWN = 'argocd';
const NAME = 'kubernetes.io/metadata.name';

/** `other` stands for all the values that no selector names. */
const VALUES = ['x', 'y', 'other', undefined] as const;

function product(keys: readonly string[], values: readonly (string | undefined)[]): Labels[] {
  return keys.reduce<Labels[]>(
    (sets, key) => sets.flatMap((set) => values.map((value) => (value === undefined ? set : { ...set, [key]: value }))),
    [{}],
  );
}

export const labelSets = product(['a', 'b', 'c'], VALUES);
const podLabels = product(['a', 'b'], VALUES);
const namespaceLabels = product(['a'], VALUES).flatMap((labels) =>
  [OWN, 'monitoring', 'other'].map((name) => ({ ...labels, [NAME]: name })),
);

const value = fc.constantFrom('x', 'y');
const values = fc.uniqueArray(value, { minLength: 1 });

function requirement(key: fc.Arbitrary<string>): fc.Arbitrary<LabelRequirement> {
  return fc.oneof(
    fc.record({ key, operator: fc.constantFrom('In' as const, 'NotIn' as const), values }),
    fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
  );
}

function selectorOver(keys: readonly string[]): fc.Arbitrary<LabelSelector> {
  const key = fc.constantFrom(...keys);
  return fc.record(
    {
      matchLabels: fc.dictionary(key, value, { maxKeys: 1 }),
      matchExpressions: fc.array(requirement(key), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
}

export const labelSelector = selectorOver(['a', 'b', 'c']);

function holds({ key, operator, values: listed = [] }: LabelRequirement, labels: Labels): boolean {
  const found = labels[key];
  if (operator === 'In') return found !== undefined && listed.includes(found);
  if (operator === 'NotIn') return found === undefined || !listed.includes(found);
  return (found !== undefined) === (operator === 'Exists');
}

export function naiveMatches({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  const equal = Object.entries(matchLabels).every(([key, wanted]) => labels[key] === wanted);
  return equal && matchExpressions.every((one) => holds(one, labels));
}

/** Nested blocks, and in between them one address of every part that they cut out. */
const BLOCKS = ['0.0.0.0/0', '0.0.0.0/1', '10.0.0.0/8', '10.1.0.0/16', '::/0', '2001:db8::/32'];
const ADDRESSES = ['200.0.0.1', '1.0.0.1', '10.0.0.1', '10.1.0.1', '::1', '2001:db8::1'];
const IN_BLOCK: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ADDRESSES.slice(0, 4),
  '0.0.0.0/1': ADDRESSES.slice(1, 4),
  '10.0.0.0/8': ADDRESSES.slice(2, 4),
  '10.1.0.0/16': ADDRESSES.slice(3, 4),
  '::/0': ADDRESSES.slice(4),
  '2001:db8::/32': ADDRESSES.slice(5),
};

const ipBlock: fc.Arbitrary<IpBlock> = fc.record(
  { cidr: fc.constantFrom(...BLOCKS), except: fc.array(fc.constantFrom(...BLOCKS), { maxLength: 2 }) },
  { requiredKeys: ['cidr'] },
);

const namespaceSelector = fc.oneof(
  selectorOver(['a']),
  fc.constantFrom(OWN, 'monitoring').map((name) => ({ matchLabels: { [NAME]: name } })),
);
const podSelector = selectorOver(['a', 'b']);

const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  fc.record({ ipBlock }),
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ namespaceSelector, podSelector }),
);

/** The ends of every range that a policy can name; 999 stands for those none names. */
export const PORTS = [1, 79, 80, 443, 444, 999, 8080, 65_535];
export const CONTAINER_PORTS = [
  { name: 'http', containerPort: 8080 },
  { name: 'dns', containerPort: 79, protocol: 'UDP' as const },
];

const protocol = fc.constantFrom<Protocol>('TCP', 'UDP');
const port: fc.Arbitrary<NetworkPolicyPort> = fc.oneof(
  fc.record({ protocol, port: fc.constantFrom(80, 443, 8080) }, { requiredKeys: ['port'] }),
  fc.record(
    { protocol, port: fc.constant(80), endPort: fc.constantFrom(80, 443, 65_535) },
    { requiredKeys: ['port', 'endPort'] },
  ),
  fc.record({ protocol }, { requiredKeys: [] }),
  fc.record({ protocol, port: fc.constantFrom('http', 'dns', 'none') }, { requiredKeys: ['port'] }),
);

const few = { maxLength: 2 };
const ports = fc.array(port, few);
const peers = fc.array(peer, few);

export const podSelectors = podSelector;

/** Ingress only, so that named ports are the pod's own: its rules may be empty, or permit everyone. */
export const ingressPolicy: fc.Arbitrary<NetworkPolicy> = fc
  .tuple(
    podSelector,
    fc.array(fc.record({ from: peers, ports }, { requiredKeys: [] }), few),
    fc.stringMatching(/^[a-z]{8}$/),
  )
  .map(([selector, ingress, name]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: OWN },
    spec: { podSelector: selector, policyTypes: ['Ingress'], ingress },
  }));

export type Source = { readonly address: string } | { readonly namespace: Labels; readonly pod: Labels };

export const sources: readonly Source[] = [
  ...ADDRESSES.map((address) => ({ address })),
  ...namespaceLabels.flatMap((namespace) => podLabels.map((pod) => ({ namespace, pod }))),
];

function peerPermits(
  { ipBlock: block, namespaceSelector: inNamespaces, podSelector: inPods }: NetworkPolicyPeer,
  source: Source,
) {
  if ('address' in source) {
    const holdsAddress = (cidr: string) => IN_BLOCK[cidr]?.includes(source.address) === true;
    return block !== undefined && holdsAddress(block.cidr) && !(block.except ?? []).some(holdsAddress);
  }
  if (block !== undefined) return false;
  const inNamespace = inNamespaces ? naiveMatches(inNamespaces, source.namespace) : source.namespace[NAME] === OWN;
  return inNamespace && naiveMatches(inPods ?? {}, source.pod);
}

function portPermits(
  { protocol: wanted = 'TCP', port: number, endPort }: NetworkPolicyPort,
  used: Protocol,
  usedPort: number,
) {
  if (wanted !== used) return false;
  if (typeof number === 'string') {
    return CONTAINER_PORTS.some(
      (own) => own.name === number && own.containerPort === usedPort && (own.protocol ?? 'TCP') === used,
    );
  }
  return number === undefined || (number <= usedPort && usedPort <= (endPort ?? number));
}

/** Whether the policies that select a pod have a rule for a flow to it: straight from the definition, one flow at a time. */
export function naivePermits(
  policies: readonly NetworkPolicy[],
  pod: Labels,
  source: Source,
  used: Protocol,
  usedPort: number,
) {
  return policies
    .filter(({ spec }) => naiveMatches(spec?.podSelector ?? {}, pod))
    .flatMap(({ spec }) => spec?.ingress ?? [])
    .some(({ from = [], ports: open = [] }) => {
      const portOpen = open.length === 0 || open.some((one) => portPermits(one, used, usedPort));
      return portOpen && (from.length === 0 || from.some((one) => peerPermits(one, source)));
    });
}
