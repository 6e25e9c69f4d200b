import test from 'ava';
import type { EgressRule, IngressRule, NetworkPolicy, NetworkPolicySpec } from '../../../../src/api/kube.ts';
import { isolation } from '../../../../src/domain/semantics/isolation.ts';
import type { PodGroup } from '../../../../src/domain/semantics/isolation.ts';

const server: PodGroup = {
  component: 'server',
  labels: { app: 'server' },
  ports: [{ name: 'http', containerPort: 8080 }],
};
const selector = { matchLabels: { app: 'server' } };
const ingressNginx = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } };

function policy(name: string, spec: NetworkPolicySpec): NetworkPolicy {
  const metadata = { name, namespace: 'argocd' };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

function ingress(name: string, ...rules: IngressRule[]): NetworkPolicy {
  return policy(name, { podSelector: selector, policyTypes: ['Ingress'], ingress: rules });
}

function egress(name: string, ...rules: EgressRule[]): NetworkPolicy {
  return policy(name, { podSelector: selector, policyTypes: ['Egress'], egress: rules });
}

const ours = policy('gsp-server', {
  podSelector: selector,
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    { from: [ingressNginx], ports: [{ protocol: 'TCP', port: 8080 }] },
    { from: [{ ipBlock: { cidr: '192.168.0.0/24' } }], ports: [{ protocol: 'TCP', port: 8080 }] },
  ],
  egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ protocol: 'TCP', port: 6443 }] }],
});

/** Loopholes as one line each: where, which ports, for whom. */
function loopholes(live: NetworkPolicy[], expected: NetworkPolicy[] = [ours], pod: PodGroup = server): string[] {
  return isolation([pod], live, expected).loopholes.map(
    ({ direction, policy: name, path, ports, peers, everyone }) =>
      `${direction} ${name} ${path}: ${ports} for ${peers}${everyone ? ' (world)' : ''}`,
  );
}

test('what is expected is no loophole', (t) => {
  t.deepEqual(isolation([server], [ours], [ours]), { hostNetwork: [], open: [], loopholes: [] });
});

test('a pod that no policy selects is open in both directions', (t) => {
  const { open } = isolation([server], [policy('other', { podSelector: { matchLabels: { app: 'redis' } } })], [ours]);
  t.deepEqual(open, [
    { component: 'server', direction: 'Ingress' },
    { component: 'server', direction: 'Egress' },
  ]);
});

test('a pod that is isolated in one direction is open in the other', (t) => {
  const { open } = isolation([server], [ingress('deny')], [ours]);
  t.deepEqual(open, [{ component: 'server', direction: 'Egress' }]);
});

test('a policy whose selector cannot be read isolates nothing, and what it permits counts', (t) => {
  const podSelector = { matchExpressions: [{ key: 'app', operator: 'Like' as 'In', values: ['s*'] }] };
  const { open, loopholes: found } = isolation([server], [policy('odd', { podSelector, ingress: [{}] })], [ours]);
  t.deepEqual(
    open.map(({ direction }) => direction),
    ['Ingress', 'Egress'],
  );
  t.is(found.length > 0, true);
});

test('pods in the network of the host are named, and nothing else is said about them', (t) => {
  const found = isolation([{ ...server, hostNetwork: true }], [ingress('open', {})], []);
  t.deepEqual(found, { hostNetwork: ['server'], open: [], loopholes: [] });
});

const additions: [title: string, live: NetworkPolicy, expected: string[]][] = [
  [
    'the allow-all policy that installs ship',
    ingress('shipped', {}),
    [
      'Ingress shipped spec.ingress[0]: TCP 1-8079, TCP 8081-65535, all UDP ports, all SCTP ports for everyone (world)',
      'Ingress shipped spec.ingress[0]: TCP 8080 for all namespaces, 0.0.0.0/1, 128.0.0.0/2, 192.0.0.0/9, 192.128.0.0/11, more addresses (world)',
    ],
  ],
  ['a deny-all policy', ingress('deny'), []],
  [
    'a part of what is expected',
    ingress('part', { from: [{ ipBlock: { cidr: '192.168.0.64/26' } }], ports: [{ port: 8080 }] }),
    [],
  ],
  ['the same by the name of the port', ingress('named', { from: [ingressNginx], ports: [{ port: 'http' }] }), []],
  ['a port name that the pod does not have', ingress('named', { from: [], ports: [{ port: 'grpc' }] }), []],
  [
    'more addresses',
    ingress('wide', { from: [{ ipBlock: { cidr: '192.168.0.0/23' } }], ports: [{ port: 8080 }] }),
    ['Ingress wide spec.ingress[0].from[0]: TCP 8080 for 192.168.1.0/24'],
  ],
  [
    'another port',
    ingress('port', { from: [ingressNginx], ports: [{ port: 8080, endPort: 8082 }] }),
    ['Ingress port spec.ingress[0].from[0]: TCP 8081-8082 for namespaces kubernetes.io/metadata.name=ingress-nginx'],
  ],
  [
    'another protocol',
    ingress('udp', { from: [ingressNginx], ports: [{ protocol: 'UDP', port: 8080 }] }),
    ['Ingress udp spec.ingress[0].from[0]: UDP 8080 for namespaces kubernetes.io/metadata.name=ingress-nginx'],
  ],
  [
    'a second peer',
    ingress('peer', { from: [ingressNginx, { podSelector: { matchLabels: { app: 'x' } } }], ports: [{ port: 8080 }] }),
    ['Ingress peer spec.ingress[0].from[1]: TCP 8080 for pods app=x in namespaces kubernetes.io/metadata.name=argocd'],
  ],
  [
    'the whole cluster',
    ingress('cluster', { from: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }),
    ['Ingress cluster spec.ingress[0].from[0]: TCP 8080 for all namespaces'],
  ],
  [
    'the world in two halves',
    ingress('halves', {
      from: [{ ipBlock: { cidr: '0.0.0.0/1' } }, { ipBlock: { cidr: '128.0.0.0/1' } }],
      ports: [{ port: 80 }],
    }),
    [
      'Ingress halves spec.ingress[0].from[0]: TCP 80 for 0.0.0.0/1 (world)',
      'Ingress halves spec.ingress[0].from[1]: TCP 80 for 128.0.0.0/1 (world)',
    ],
  ],
  [
    'a block with nothing left of it',
    ingress('void', { from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['0.0.0.0/1', '128.0.0.0/1'] } }] }),
    [],
  ],
  [
    'egress to anywhere',
    egress('out', { ports: [{ port: 443 }] }),
    ['Egress out spec.egress[0]: TCP 443 for everyone (world)'],
  ],
  [
    'rules of a direction that is not in the types',
    policy('typed', { podSelector: selector, policyTypes: ['Ingress'], egress: [{}] }),
    [],
  ],
  ['a policy for other pods', policy('redis', { podSelector: { matchLabels: { app: 'redis' } }, ingress: [{}] }), []],
];

for (const [title, live, expected] of additions) {
  test(`${title}: ${expected.length === 0 ? 'no loophole' : 'a loophole'}`, (t) => {
    t.deepEqual(loopholes([ours, live]), expected);
  });
}

test('without an expected policy nothing is expected', (t) => {
  t.deepEqual(loopholes([ingress('own', { from: [ingressNginx], ports: [{ port: 8080 }] })], []), [
    'Ingress own spec.ingress[0].from[0]: TCP 8080 for namespaces kubernetes.io/metadata.name=ingress-nginx',
  ]);
});

test('expected rules are taken together', (t) => {
  const expected = [
    ingress('low', { from: [{ ipBlock: { cidr: '0.0.0.0/1' } }], ports: [{ port: 1, endPort: 100 }] }),
    ingress('high', { from: [{ ipBlock: { cidr: '128.0.0.0/1' } }], ports: [{ port: 50, endPort: 65535 }] }),
  ];
  const live = ingress('live', { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 40, endPort: 110 }] });
  t.deepEqual(loopholes([live], expected), [
    'Ingress live spec.ingress[0].from[0]: TCP 40-49 for 128.0.0.0/1 (world)',
    'Ingress live spec.ingress[0].from[0]: TCP 101-110 for 0.0.0.0/1 (world)',
  ]);
});

const byName = (port: string) => egress('named', { to: [{ namespaceSelector: {} }], ports: [{ port }] });
const namedEgress: [title: string, expected: EgressRule, isCovered: boolean][] = [
  ['the same name', { to: [{ namespaceSelector: {} }], ports: [{ port: 'https' }] }, true],
  ['all ports of the protocol', { to: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP' }] }, true],
  ['all ports', { to: [{ namespaceSelector: {} }] }, true],
  ['another name', { to: [{ namespaceSelector: {} }], ports: [{ port: 'http' }] }, false],
  [
    'the name over another protocol',
    { to: [{ namespaceSelector: {} }], ports: [{ protocol: 'UDP', port: 'https' }] },
    false,
  ],
  ['the usual number', { to: [{ namespaceSelector: {} }], ports: [{ port: 443 }] }, false],
  ['the same name elsewhere', { to: [ingressNginx], ports: [{ port: 'https' }] }, false],
];

for (const [title, rule, isCovered] of namedEgress) {
  test(`egress to a named port is ${isCovered ? '' : 'not '}covered by ${title}`, (t) => {
    const found = loopholes([byName('https')], [egress('expected', rule)]);
    t.deepEqual(found, isCovered ? [] : ['Egress named spec.egress[0].to[0]: TCP https for all namespaces']);
  });
}

test('the order is that of pods, directions, policy names and rules, however the policies come', (t) => {
  const live = [ingress('b', {}, {}), egress('a', {}), ingress('a', {}), ours];
  const pods = [server, { ...server, component: 'another' }];
  const found = isolation(pods, live, []).loopholes;
  const places = found.map(
    ({ component, direction, policy: name, path }) => `${component} ${direction} ${name} ${path}`,
  );
  t.deepEqual(places.slice(0, 3), [
    'server Ingress a spec.ingress[0]',
    'server Ingress b spec.ingress[0]',
    'server Ingress b spec.ingress[1]',
  ]);
  t.true(
    places.findIndex((place) => place.startsWith('server Egress')) <
      places.findIndex((place) => place.startsWith('another')),
  );
  t.deepEqual(isolation(pods, live.toReversed(), []).loopholes, found);
});

test('a huge policy is listed in part, and hides no other', (t) => {
  const huge = ingress('a', ...Array.from({ length: 5000 }, () => ({})));
  const policies = loopholes([huge, ingress('b', {})], []).map((line) => line.split(' ')[1]);
  t.is(policies.filter((name) => name === 'a').length, 100);
  t.is(policies.at(-1), 'b');
});

test('a key of namespaces is another one than the same key of pods', (t) => {
  const labelled = (value: string) => ({ matchLabels: { team: value } });
  const from = (namespace: string, pod: string) =>
    ingress('team', {
      from: [{ namespaceSelector: labelled(namespace), podSelector: labelled(pod) }],
      ports: [{ port: 80 }],
    });
  t.deepEqual(loopholes([from('a', 'b')], [from('a', 'b')]), []);
  t.deepEqual(loopholes([from('c', 'b')], [from('a', 'b')]), [
    'Ingress team spec.ingress[0].from[0]: TCP 80 for pods team=b in namespaces team=c',
  ]);
});

test('an expected peer that cannot be read permits nothing', (t) => {
  const odd = ingress('odd', { from: [{ ipBlock: { cidr: 'any' } }], ports: [{ port: 80 }] });
  t.deepEqual(loopholes([odd], [odd]), ['Ingress odd spec.ingress[0].from[0]: TCP 80 for everyone (world)']);
});

test('ports on which pods are expected are told apart from those on which nobody is', (t) => {
  const expected = ingress('cluster', { from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] });
  t.deepEqual(loopholes([ingress('open', { ports: [{ port: 80, endPort: 81 }] })], [expected]), [
    'Ingress open spec.ingress[0]: TCP 81 for everyone (world)',
    'Ingress open spec.ingress[0]: TCP 80 for 0.0.0.0/0, ::/0 (world)',
  ]);
});
