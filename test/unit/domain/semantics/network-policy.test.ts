import test from 'ava';
import type { NetworkPolicy } from '../../../../src/api/kube.ts';
import { readPolicy, readTarget, selects } from '../../../../src/domain/semantics/network-policy.ts';
import type { Direction } from '../../../../src/domain/semantics/network-policy.ts';
import { peersText } from '../../../../src/domain/semantics/peers.ts';
import type { Reading } from '../../../../src/domain/semantics/unknown.ts';

function policy(spec: unknown): NetworkPolicy {
  const metadata = { name: 'policy', namespace: 'argocd' };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: spec as object };
}

function directionsFor(spec: unknown, reading: Reading): Direction[] {
  const target = readTarget(policy(spec), reading);
  return (['Ingress', 'Egress'] as const).filter((direction) => selects(target, { app: 'server' }, direction));
}

const selecting: [title: string, spec: unknown, directions: Direction[]][] = [
  ['without a spec', undefined, ['Ingress']],
  ['without a pod selector', {}, ['Ingress']],
  ['an empty pod selector', { podSelector: {} }, ['Ingress']],
  ['a pod selector that matches', { podSelector: { matchLabels: { app: 'server' } } }, ['Ingress']],
  ['a pod selector that does not match', { podSelector: { matchLabels: { app: 'redis' } } }, []],
  ['an egress section', { egress: [{}] }, ['Ingress', 'Egress']],
  ['an empty egress section', { egress: [] }, ['Ingress', 'Egress']],
  ['a null egress section', { egress: null }, ['Ingress']],
  ['empty types', { policyTypes: [], egress: [{}] }, ['Ingress', 'Egress']],
  ['only egress', { policyTypes: ['Egress'], ingress: [{}] }, ['Egress']],
  ['only ingress', { policyTypes: ['Ingress'], egress: [{}] }, ['Ingress']],
];

for (const [title, spec, directions] of selecting) {
  test(`target: ${title} isolates ${directions.join(' and ') || 'nothing'}`, (t) => {
    t.deepEqual(directionsFor(spec, 'widest'), directions);
    t.deepEqual(directionsFor(spec, 'narrowest'), directions);
  });
}

const unreadableTargets: [title: string, spec: unknown, widest: Direction[], narrowest: Direction[]][] = [
  ['spec', 'all', ['Ingress', 'Egress'], []],
  ['pod selector', { podSelector: 'all' }, ['Ingress'], []],
  [
    'operator',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'Like', values: ['s*'] }] } },
    ['Ingress'],
    [],
  ],
  ['types', { policyTypes: 'Ingress' }, ['Ingress', 'Egress'], []],
  ['type among others', { policyTypes: ['Ingress', 'Both'] }, ['Ingress', 'Egress'], ['Ingress']],
];

for (const [title, spec, widest, narrowest] of unreadableTargets) {
  test(`target: unreadable ${title}`, (t) => {
    t.deepEqual(directionsFor(spec, 'widest'), widest);
    t.deepEqual(directionsFor(spec, 'narrowest'), narrowest);
  });
}

function ingressOf(spec: unknown, reading: Reading): string[] {
  const peers = readPolicy(policy(spec), reading).rules.Ingress.flatMap((rule) => rule.peers);
  return peers.map((peer) => `${peer.path}: ${peersText(peer.peers)}`);
}

const own = 'namespaces kubernetes.io/metadata.name=argocd';
const app = { matchLabels: { app: 'x' } };
const team = { matchLabels: { team: 'y' } };

const sections: [title: string, ingress: unknown, peers: string[]][] = [
  ['absent', undefined, []],
  ['null', null, []],
  ['empty', [], []],
  ['one empty rule', [{}], ['spec.ingress[0]: everyone']],
  ['one null rule', [null], ['spec.ingress[0]: everyone']],
  ['empty from', [{ from: [] }], ['spec.ingress[0]: everyone']],
  ['null from', [{ from: null, ports: [{ port: 80 }] }], ['spec.ingress[0]: everyone']],
  ['pod selector', [{ from: [{ podSelector: app }] }], [`spec.ingress[0].from[0]: pods app=x in ${own}`]],
  ['empty pod selector', [{ from: [{ podSelector: {} }] }], [`spec.ingress[0].from[0]: ${own}`]],
  ['empty namespace selector', [{ from: [{ namespaceSelector: {} }] }], ['spec.ingress[0].from[0]: all namespaces']],
  [
    'both',
    [{ from: [{ namespaceSelector: team, podSelector: app }] }],
    ['spec.ingress[0].from[0]: pods app=x in namespaces team=y'],
  ],
  ['block', [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }], ['spec.ingress[0].from[0]: 10.0.0.0/8']],
  [
    'block with an exception',
    [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/9'] } }] }],
    ['spec.ingress[0].from[0]: 10.128.0.0/9'],
  ],
  [
    'second of the second',
    [{ from: [{ podSelector: app }] }, { from: [{ namespaceSelector: {} }, { ipBlock: { cidr: '::/0' } }] }],
    [
      `spec.ingress[0].from[0]: pods app=x in ${own}`,
      'spec.ingress[1].from[0]: all namespaces',
      'spec.ingress[1].from[1]: ::/0',
    ],
  ],
  [
    'all addresses are not everyone',
    [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
    ['spec.ingress[0].from[0]: 0.0.0.0/0'],
  ],
];

for (const [title, ingress, peers] of sections) {
  test(`rules: ${title}`, (t) => {
    t.deepEqual(ingressOf({ ingress }, 'widest'), peers);
    t.deepEqual(ingressOf({ ingress }, 'narrowest'), peers);
  });
}

const unreadablePeers: [title: string, peer: unknown][] = [
  ['nothing in it', {}],
  ['null', null],
  ['another type', 'all'],
  ['fields unknown', { fqdn: 'example.org' }],
  ['block and selector', { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }],
  ['block without a cidr', { ipBlock: {} }],
  ['no cidr', { ipBlock: { cidr: '10.0.0.0' } }],
  ['cidr of another type', { ipBlock: { cidr: 10 } }],
  ['exception that is no cidr', { ipBlock: { cidr: '10.0.0.0/8', except: ['ten'] } }],
  ['exceptions of another type', { ipBlock: { cidr: '10.0.0.0/8', except: '10.0.0.0/9' } }],
  ['namespace selector', { namespaceSelector: 'all' }],
  ['pod selector', { namespaceSelector: {}, podSelector: { matchLabels: { app: 1 } } }],
];

for (const [title, peer] of unreadablePeers) {
  test(`peer that cannot be read (${title}) is everyone at the widest and nobody at the narrowest`, (t) => {
    t.deepEqual(ingressOf({ ingress: [{ from: [peer] }] }, 'widest'), ['spec.ingress[0].from[0]: everyone']);
    t.deepEqual(ingressOf({ ingress: [{ from: [peer] }] }, 'narrowest'), []);
  });
}

const unreadableSections: [title: string, ingress: unknown, path: string][] = [
  ['section', 'all', 'spec.ingress[0]'],
  ['rule', ['all'], 'spec.ingress[0]'],
  ['from', [{ from: 'all' }], 'spec.ingress[0].from'],
];

for (const [title, ingress, path] of unreadableSections) {
  test(`${title} that cannot be read is everyone at the widest and nobody at the narrowest`, (t) => {
    t.deepEqual(ingressOf({ ingress }, 'widest'), [`${path}: everyone`]);
    t.deepEqual(ingressOf({ ingress }, 'narrowest'), []);
  });
}

test('a selector without a namespace to be in cannot be read', (t) => {
  const lost = { ...policy({ ingress: [{ from: [{ podSelector: {} }] }] }), metadata: { name: 'policy' } };
  t.is(readPolicy(lost, 'narrowest').rules.Ingress[0]?.peers.length, 0);
  t.is(
    peersText(readPolicy(lost, 'widest').rules.Ingress[0]?.peers[0]?.peers ?? { addresses: [], pods: [] }),
    'everyone',
  );
});

test('long texts are shortened', (t) => {
  const except = ['10.0.0.1/32', '10.0.0.3/32', '10.0.0.5/32', '10.0.0.7/32', '10.0.0.9/32'];
  const values = Array.from({ length: 50 }, (_, index) => `value-${index}`);
  const podSelector = { matchExpressions: [{ key: 'app', operator: 'In', values }] };
  const [block = '', pods = ''] = ingressOf(
    { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/28', except } }, { podSelector }] }] },
    'widest',
  );
  t.is(block, 'spec.ingress[0].from[0]: 10.0.0.0/32, 10.0.0.2/32, 10.0.0.4/32, 10.0.0.6/32, more addresses');
  t.true(pods.length < 250 && pods.includes('…'));
});
