import test from 'ava';
import type { EgressRule, NetworkPolicy, NetworkPolicySpec } from '../../../../src/api/kube.ts';
import { permits } from '../../../../src/domain/semantics/reach.ts';
import type { Answer, Flow } from '../../../../src/domain/semantics/reach.ts';

const server = { labels: { app: 'server' }, ports: [{ name: 'http', containerPort: 8080 }] };
const kubeSystem = { 'kubernetes.io/metadata.name': 'kube-system' };
const inKubeSystem = { namespaceSelector: { matchLabels: kubeSystem } };
const dnsPods = { ...inKubeSystem, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };

function policy(spec: unknown): NetworkPolicy {
  const metadata = { name: 'policy', namespace: 'argocd' };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: spec as NetworkPolicySpec };
}

function egress(...rules: EgressRule[]): NetworkPolicy {
  return policy({ podSelector: {}, policyTypes: ['Egress'], egress: rules });
}

const api: Flow = { address: '10.0.0.1', port: 6443, protocol: 'TCP' };
const dns: Flow = { namespace: kubeSystem, port: 53, protocol: 'UDP' };
const knownDns: Flow = { ...dns, pod: { 'k8s-app': 'kube-dns' } };
const anyPort: Flow = { namespace: kubeSystem, protocol: 'UDP' };
const udp53 = [{ protocol: 'UDP' as const, port: 53 }];
const block = { ipBlock: { cidr: '10.0.0.0/30' } };

const cases: [title: string, policies: NetworkPolicy[], flow: Flow, answer: Answer][] = [
  ['no policy', [], api, 'yes'],
  [
    'a policy for other pods',
    [policy({ podSelector: { matchLabels: { app: 'x' } }, policyTypes: ['Egress'] })],
    api,
    'yes',
  ],
  ['a policy of the other direction', [policy({ podSelector: {}, policyTypes: ['Ingress'] })], api, 'yes'],
  ['deny all', [egress()], api, 'no'],
  ['allow all', [egress({})], api, 'yes'],
  ['deny all and allow all', [egress(), egress({})], api, 'yes'],
  ['the block', [egress({ to: [block], ports: [{ port: 6443 }] })], api, 'yes'],
  ['another port', [egress({ to: [block], ports: [{ port: 443 }] })], api, 'no'],
  ['another protocol', [egress({ to: [block], ports: [{ protocol: 'UDP', port: 6443 }] })], api, 'no'],
  ['another block', [egress({ to: [{ ipBlock: { cidr: '10.0.0.4/30' } }] })], api, 'no'],
  ['an exception', [egress({ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/30'] } }] })], api, 'no'],
  ['selectors only', [egress({ to: [{ namespaceSelector: {} }] })], api, 'no'],
  ['a named port, to an address', [egress({ to: [block], ports: [{ port: 'https' }] })], api, 'no'],
  ['a block that cannot be read', [egress({ to: [{ ipBlock: { cidr: 'any' } }] })], api, 'no'],
  ['no address', [egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })], { ...api, address: 'localhost' }, 'no'],
  [
    'a policy whose selector cannot be read',
    [policy({ podSelector: 'all', policyTypes: ['Egress'], egress: [{}] })],
    api,
    'no',
  ],

  ['the namespace', [egress({ to: [inKubeSystem], ports: udp53 })], dns, 'yes'],
  ['all namespaces', [egress({ to: [{ namespaceSelector: {} }], ports: udp53 })], dns, 'yes'],
  ['everyone', [egress({ ports: udp53 })], dns, 'yes'],
  ['another namespace', [egress({ to: [{ namespaceSelector: { matchLabels: { a: 'b' } } }] })], dns, 'no'],
  ['its own namespace', [egress({ to: [{ podSelector: {} }] })], dns, 'no'],
  ['pods of unknown labels', [egress({ to: [dnsPods], ports: udp53 })], dns, 'maybe'],
  ['pods of known labels', [egress({ to: [dnsPods], ports: udp53 })], knownDns, 'yes'],
  ['pods of other labels', [egress({ to: [dnsPods], ports: udp53 })], { ...dns, pod: {} }, 'no'],
  ['another port of the pods', [egress({ to: [dnsPods], ports: [{ protocol: 'UDP', port: 5353 }] })], dns, 'no'],
  [
    'a named port of the pods',
    [egress({ to: [dnsPods], ports: [{ protocol: 'UDP', port: 'dns' }] })],
    knownDns,
    'maybe',
  ],
  ['an address block, to pods', [egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })], dns, 'no'],
  ['an unknown port, one open', [egress({ to: [inKubeSystem], ports: udp53 })], anyPort, 'maybe'],
  ['an unknown port, all open', [egress({ to: [inKubeSystem] })], anyPort, 'yes'],
  ['an unknown port, other protocol', [egress({ to: [inKubeSystem], ports: [{ port: 53 }] })], anyPort, 'no'],
  [
    'all pods in two parts',
    [
      egress({
        to: [
          dnsPods,
          {
            ...inKubeSystem,
            podSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'NotIn', values: ['kube-dns'] }] },
          },
        ],
      }),
    ],
    dns,
    'yes',
  ],
];

for (const [title, policies, flow, answer] of cases) {
  test(`${title}: ${answer}`, (t) => {
    t.is(permits(policies, server, 'Egress', flow), answer);
  });
}

test('on ingress a named port is the pod’s own', (t) => {
  const policies = [policy({ podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] })];
  t.is(permits(policies, server, 'Ingress', { ...api, port: 8080 }), 'yes');
  t.is(permits(policies, server, 'Ingress', { ...api, port: 8081 }), 'no');
  t.is(permits(policies, { ...server, ports: [] }, 'Ingress', { ...api, port: 8080 }), 'no');
});
