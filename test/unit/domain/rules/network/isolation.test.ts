import test from 'ava';
import type { KubeObject, NetworkPolicySpec } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';
import { judge } from '../judge.ts';
import { app, DENY_ALL, deployment, lettingIn, policy } from './objects.ts';

const found = (id: string, ...objects: readonly KubeObject[]) => judge(`network/${id}`, { objects });
const messages = (id: string, ...objects: readonly KubeObject[]) => found(id, ...objects).map(({ message }) => message);

const web = deployment('web');
const db = deployment('db');

test('one finding for all pods of a namespace that no policy isolates', (t) => {
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => deployment(name));
  const [finding, ...more] = found('not-isolated', ...names, web, policy('web', { podSelector: app('web') }));
  t.deepEqual(more, []);
  t.deepEqual(finding?.object, { kind: 'Namespace', namespace: 'shop', name: 'shop' });
  t.is(
    finding?.message,
    'No NetworkPolicy is about ingress of some pods. The pods of 5 workloads take traffic from anywhere: Deployment "a"; Deployment "b"; Deployment "c"; and 2 more.',
  );
});

test('where there is no policy at all, that is said', (t) => {
  t.deepEqual(messages('not-isolated', web), [
    'There is no NetworkPolicy. Pods of 1 workload take traffic from anywhere: Deployment "web".',
  ]);
  t.deepEqual(messages('egress-not-isolated', web), [
    'There is no NetworkPolicy. Pods of 1 workload send traffic anywhere, 169.254.169.254 for the metadata of the node included: Deployment "web".',
  ]);
});

const isolating: readonly [title: string, spec: NetworkPolicySpec, ingress: boolean, egress: boolean][] = [
  ['no types', { podSelector: {} }, true, false],
  ['no selector', {}, true, false],
  ['an egress section', { egress: [] }, true, true],
  ['egress alone', { policyTypes: ['Egress'] }, false, true],
  ['both', { policyTypes: ['Ingress', 'Egress'] }, true, true],
  ['rules for everyone', { ingress: [{}] }, true, false],
  ['other pods', { podSelector: app('db') }, false, false],
  [
    'pods that have the label',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
    true,
    false,
  ],
  [
    'a selector that cannot be read',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'In' }] } },
    false,
    false,
  ],
];

for (const [title, spec, ingress, egress] of isolating)
  test(`isolated by a policy with ${title}`, (t) => {
    t.is(found('not-isolated', web, policy('in', spec)).length === 0, ingress);
    t.is(found('egress-not-isolated', web, policy('in', spec)).length === 0, egress);
  });

test('a label that pods may get does not isolate them for certain', (t) => {
  const ordinal = { podSelector: { matchLabels: { app: 'web', 'apps.kubernetes.io/pod-index': '0' } } };
  t.is(found('not-isolated', web, policy('first', ordinal)).length, 1);
  t.deepEqual(found('policy-selects-nothing', web, policy('first', ordinal)), []);
});

test('a Pod has all labels that it gets', (t) => {
  const pod = object(['v1', 'Pod', 'web-1'], { spec: { containers: [] } }, { labels: { app: 'web' } });
  const ordinal = { podSelector: { matchLabels: { app: 'web', 'apps.kubernetes.io/pod-index': '0' } } };
  t.is(found('policy-selects-nothing', pod, policy('first', ordinal)).length, 1);
});

test('pods in the network of their host are told of alone', (t) => {
  const host = deployment('web', { hostNetwork: true });
  t.deepEqual(found('not-isolated', host), []);
  t.deepEqual(found('egress-not-isolated', host), []);
  const [finding] = found('host-network', host);
  t.is(finding?.path, 'spec.template.spec.hostNetwork');
  t.deepEqual(finding?.object, { kind: 'Deployment', namespace: 'shop', name: 'web' });
});

test('policies of other kinds make it uncertain, and never right', (t) => {
  const cilium = object(['cilium.io/v2', 'CiliumNetworkPolicy', 'in']);
  const global = object(['crd.projectcalico.org/v1', 'GlobalNetworkPolicy', 'all'], {}, { namespace: undefined });
  const [message] = messages('not-isolated', web, cilium);
  t.true(message?.startsWith('There is no NetworkPolicy, as far as NetworkPolicies tell. '));
  t.is(found('open-to-world', web, cilium, lettingIn('in', ['0.0.0.0/0'])).length, 1);
  t.deepEqual(messages('inconclusive', web, cilium, global), [
    'What is permitted here is not known for certain, since other policies are not evaluated: CiliumNetworkPolicy; GlobalNetworkPolicy.',
  ]);
  t.is(found('inconclusive', cilium, DENY_ALL).length, 1);
  t.deepEqual(found('inconclusive', cilium), []);
});

test('a policy that selects nothing, unless it is told already', (t) => {
  const typo = policy('typo', { podSelector: app('wep') });
  const [finding] = found('policy-selects-nothing', web, typo);
  t.is(finding?.path, 'spec.podSelector');
  t.is(finding?.message, 'Selects no pods: none has app=wep.');
  t.is(found('policy-selects-nothing', typo).length, 1);
  for (const spec of [
    { ingress: [{}] },
    { ingress: [{ from: [{ namespaceSelector: {} }] }] },
    { policyTypes: ['Egress' as const], egress: [{}] },
  ])
    t.deepEqual(found('policy-selects-nothing', web, policy('typo', { podSelector: app('wep'), ...spec })), []);
});

test('a policy that only selects pods in the network of their host selects something', (t) => {
  const host = deployment('web', { hostNetwork: true });
  t.deepEqual(found('policy-selects-nothing', host, policy('in', { podSelector: app('web') })), []);
});

test('a policy whose selector cannot be read is no fault of its labels', (t) => {
  const spec = { podSelector: { matchExpressions: [{ key: 'app', operator: 'In' as const }] } };
  t.deepEqual(found('policy-selects-nothing', web, policy('in', spec)), []);
});

const anywhere = { ipBlock: { cidr: '0.0.0.0/0' } };
const metadata: readonly [title: string, egress: NetworkPolicySpec['egress'], path: string | undefined][] = [
  ['a rule without peers', [{}], 'spec.egress[0]'],
  ['everything', [{ to: [{ namespaceSelector: {} }, anywhere] }], 'spec.egress[0].to[1]'],
  ['the address itself', [{ to: [{ ipBlock: { cidr: '169.254.169.254/32' } }] }], 'spec.egress[0].to[0]'],
  ['the address of IPv6', [{ to: [{ ipBlock: { cidr: 'fd00:ec2::/32' } }] }], 'spec.egress[0].to[0]'],
  ['everything but it', [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }] }], undefined],
  ['its port', [{ to: [anywhere], ports: [{ port: 80 }] }], 'spec.egress[0].to[0]'],
  ['a range with its port', [{ to: [anywhere], ports: [{ port: 1, endPort: 1024 }] }], 'spec.egress[0].to[0]'],
  ['another port', [{ to: [anywhere], ports: [{ port: 443 }] }], undefined],
  ['another protocol', [{ to: [anywhere], ports: [{ port: 80, protocol: 'UDP' }] }], undefined],
  ['a named port', [{ to: [anywhere], ports: [{ port: 'http' }] }], undefined],
  ['selectors', [{ to: [{ namespaceSelector: {} }] }], undefined],
];

for (const [title, egress, path] of metadata)
  test(`egress to ${title}: ${path ?? 'not to the metadata'}`, (t) => {
    const out = policy('out', { policyTypes: ['Egress'], egress: egress ?? [] });
    t.deepEqual(
      found('metadata-egress', web, out).map((one) => one.path),
      path === undefined ? [] : [path],
    );
  });

test('the metadata is told with the addresses that are permitted', (t) => {
  t.deepEqual(messages('metadata-egress', web, policy('out', { egress: [{ to: [anywhere] }] })), [
    'Permits egress to the metadata of the cloud: TCP 80 at 169.254.169.254. It applies to Deployment "web".',
  ]);
  t.deepEqual(found('metadata-egress', web, policy('in', { policyTypes: ['Ingress'], egress: [{}] })), []);
  const many = Array.from({ length: 10_001 }, () => ({}));
  t.is(found('metadata-egress', web, policy('out', { egress: many }))[0]?.path, 'spec.egress');
});

test('the whole cluster is told at the selector', (t) => {
  const spec = { ingress: [{ from: [{ podSelector: {} }, { namespaceSelector: {} }] }] };
  const [finding, ...more] = found('cluster-wide-ingress', web, db, policy('in', spec));
  t.deepEqual(more, []);
  t.is(finding?.path, 'spec.ingress[0].from[1]');
  t.is(finding?.message, 'Lets in every pod of every namespace. It applies to Deployment "db"; Deployment "web".');
  t.deepEqual(found('cluster-wide-ingress', web, policy('in', { ...spec, policyTypes: ['Egress'] })), []);
});
