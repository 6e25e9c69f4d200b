import test from 'ava';
import type { NetworkPolicy, Protocol, Workload } from '../../../../src/api/kube.ts';
import { discover, type Component } from '../../../../src/domain/argocd/discovery.ts';
import { FLOWS } from '../../../../src/domain/argocd/flows.ts';
import { networkPolicies } from '../../../../src/domain/hardening/index.ts';
import { permits } from '../../../../src/domain/semantics/reach.ts';
import { argoCdWorkloads } from '../argocd/manifests.ts';
import { helm, helmHa, imageUpdater, operator, operatorHa } from '../argocd/workloads.ts';
import { API_SERVER, facts, network, OWNER } from './inputs.ts';

/** What the generated policies permit, as judged by the evaluation of NetworkPolicies, which shares no code with them. */

const NAMESPACE = { 'kubernetes.io/metadata.name': 'argocd' };
const KUBE_SYSTEM = { 'kubernetes.io/metadata.name': 'kube-system' };
const INGRESS_NGINX = { 'kubernetes.io/metadata.name': 'ingress-nginx' };
const TCP: Protocol = 'TCP';

const plain = await argoCdWorkloads('v3@v3.5.7', 'install-with-hydrator.yaml');
const ha = await argoCdWorkloads('v3@v3.5.7', 'ha/install-with-hydrator.yaml');

const INSTALLS: Readonly<Record<string, readonly Workload[]>> = {
  plain,
  'plain, highly available': ha,
  core: await argoCdWorkloads('v3@v3.5.7', 'core-install.yaml'),
  Helm: helm(),
  'Helm, highly available': helmHa(),
  'Helm without HAProxy': helmHa().filter(({ metadata }) => !metadata.name.endsWith('haproxy')),
  operator: operator(),
  'operator, highly available': operatorHa(),
  everything: [...plain, ...ha.filter(({ metadata }) => metadata.name.includes('redis')), imageUpdater()],
};

const subjectOf = ({ labels, containerPorts }: Component) => ({ labels, ports: containerPorts });

function outcome(workloads: readonly Workload[], section: object = {}) {
  const { desired } = networkPolicies(facts(workloads), network(section), OWNER);
  return { policies: desired.map(({ object }) => object), components: discover(workloads).components };
}

function expectFlow(from: Component, to: Component, id: string, components: readonly Component[]): boolean {
  const running = new Set(components.map(({ component }) => component));
  return FLOWS.some(
    (flow) =>
      flow.from === from.component &&
      flow.to === to.component &&
      flow.port === id &&
      (flow.unless === undefined || !running.has(flow.unless)),
  );
}

for (const [install, workloads] of Object.entries(INSTALLS)) {
  test(`both ends of every connection agree, and nothing else is connected: ${install}`, (t) => {
    const { policies, components } = outcome(workloads);
    for (const from of components) {
      for (const to of components) {
        for (const [id, { number: port }] of Object.entries(to.ports)) {
          const flow = { namespace: NAMESPACE, port, protocol: TCP };
          const out = permits(policies, subjectOf(from), 'Egress', { ...flow, pod: to.labels });
          const into = permits(policies, subjectOf(to), 'Ingress', { ...flow, pod: from.labels });
          const expected = expectFlow(from, to, id, components) ? 'yes' : 'no';
          t.deepEqual([out, into], [expected, expected], `${from.component} → ${to.component} ${id}`);
        }
      }
    }
  });
}

const component = (id: string, components: readonly Component[]): Component => {
  const found = components.find((entry) => entry.component === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

const apiServer = { ...API_SERVER, protocol: TCP };
const dns = { namespace: KUBE_SYSTEM, pod: { 'k8s-app': 'kube-dns' }, port: 53 };

const API_CLIENTS = [
  'application-controller',
  'applicationset-controller',
  'dex-server',
  'notifications-controller',
  'server',
];

const REACH_API_SERVER: readonly (readonly [string, readonly string[]])[] = [
  ['everything', [...API_CLIENTS, 'image-updater', 'redis', 'redis-ha-haproxy']],
  ['Helm', [...API_CLIENTS, 'redis-secret-init']],
  ['operator', API_CLIENTS],
  ['operator, highly available', API_CLIENTS],
];

for (const [install, expected] of REACH_API_SERVER) {
  test(`only those that need the API server reach it: ${install}`, (t) => {
    const { policies, components } = outcome(INSTALLS[install] ?? []);
    const reaching = components.filter((entry) => permits(policies, subjectOf(entry), 'Egress', apiServer) !== 'no');
    t.deepEqual(
      reaching.map((entry) => entry.component),
      expected.toSorted(),
    );
  });
}

test('DNS is answered over UDP and TCP, by pods and by the node', (t) => {
  const { policies, components } = outcome(plain);
  for (const entry of components) {
    for (const protocol of ['UDP', 'TCP'] as const) {
      t.is(permits(policies, subjectOf(entry), 'Egress', { ...dns, protocol }), 'yes', entry.component);
      const node = { address: '169.254.20.10', port: 53, protocol };
      t.is(permits(policies, subjectOf(entry), 'Egress', node), 'yes');
    }
    t.is(permits(policies, subjectOf(entry), 'Egress', { ...dns, pod: {}, protocol: 'UDP' }), 'no');
  }
});

test('clients reach the server and the webhook receiver, monitoring reaches metrics, and neither anything else', (t) => {
  const peers = [{ namespaceSelector: { matchLabels: INGRESS_NGINX } }];
  const reached = (policies: readonly NetworkPolicy[], components: readonly Component[]) =>
    components.flatMap((entry) =>
      Object.entries(entry.ports).flatMap(([id, { number: port }]) => {
        const flow = { namespace: INGRESS_NGINX, pod: {}, port, protocol: TCP };
        return permits(policies, subjectOf(entry), 'Ingress', flow) === 'no' ? [] : [`${entry.component} ${id}`];
      }),
    );
  const clients = outcome(plain, { ingress: peers });
  t.deepEqual(reached(clients.policies, clients.components), ['applicationset-controller webhook', 'server api']);
  const monitoring = outcome(plain, { metrics: peers });
  t.deepEqual(reached(monitoring.policies, monitoring.components), [
    'application-controller metrics',
    'applicationset-controller metrics',
    'commit-server metrics',
    'dex-server metrics',
    'notifications-controller metrics',
    'repo-server metrics',
    'server metrics',
  ]);
  const nobody = outcome(plain);
  t.deepEqual(reached(nobody.policies, nobody.components), []);
});

test('each purpose opens egress for the components that have it, and for no other', (t) => {
  const PURPOSES = {
    git: ['applicationset-controller', 'commit-server', 'image-updater', 'repo-server'],
    registries: ['image-updater', 'repo-server'],
    sso: ['dex-server', 'server'],
    notifications: ['notifications-controller'],
    clusters: ['application-controller', 'server'],
  };
  for (const [purpose, expected] of Object.entries(PURPOSES)) {
    const section = { egress: { [purpose]: [{ cidr: '203.0.113.0/24', ports: [443] }] } };
    const { policies, components } = outcome(INSTALLS['everything'] ?? [], section);
    const flow = { address: '203.0.113.9', port: 443, protocol: TCP };
    const reaching = components.filter((entry) => permits(policies, subjectOf(entry), 'Egress', flow) !== 'no');
    t.deepEqual(
      reaching.map((entry) => entry.component),
      expected,
      purpose,
    );
  }
});

test('whoever may reach the world still does not reach the metadata service', (t) => {
  const { policies, components } = outcome(plain, { egress: { git: [{ cidr: '0.0.0.0/0', ports: [80] }] } });
  const repoServer = subjectOf(component('repo-server', components));
  const to = (address: string) => permits(policies, repoServer, 'Egress', { address, port: 80, protocol: TCP });
  t.deepEqual([to('140.82.121.4'), to('169.254.169.254')], ['yes', 'no']);
});

test('a pod that is no component is cut off, unless the namespace is not isolated', (t) => {
  const stranger = { labels: { app: 'stranger' }, ports: [] };
  for (const [isolateNamespace, answer] of [
    [true, 'no'],
    [false, 'yes'],
  ] as const) {
    const { policies } = outcome(plain, { isolateNamespace });
    t.is(permits(policies, stranger, 'Egress', apiServer), answer);
    t.is(permits(policies, stranger, 'Ingress', { namespace: NAMESPACE, pod: {}, port: 80, protocol: TCP }), answer);
  }
});
