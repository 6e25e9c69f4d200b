import test from 'ava';
import fc from 'fast-check';
import type { Workload } from '../../../../src/api/kube.ts';
import { namedBlock } from '../../../../src/domain/hardening/addresses.ts';
import { networkPolicies, type Hardening } from '../../../../src/domain/hardening/index.ts';
import { argoCdWorkloads } from '../argocd/manifests.ts';
import { helm, helmHa, imageUpdater, operator, operatorHa, workload } from '../argocd/workloads.ts';
import { API_SERVER, facts, generated, network, OWNER } from './inputs.ts';

const plain = await argoCdWorkloads('v3@v3.5.7', 'install.yaml');

const TCP = 'TCP';
const pods = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });

const names = ({ desired }: Hardening) => desired.map(({ object }) => object.metadata.name);

test('one policy for each component, and the rest of the namespace last', (t) => {
  const hardening = networkPolicies(facts(plain), network(), OWNER);
  t.deepEqual(names(hardening), [
    'gsp-argocd-application-controller',
    'gsp-argocd-applicationset-controller',
    'gsp-argocd-dex-server',
    'gsp-argocd-notifications-controller',
    'gsp-argocd-redis',
    'gsp-argocd-repo-server',
    'gsp-argocd-server',
    'gsp-argocd-namespace',
  ]);
  t.deepEqual([hardening.blocked, hardening.unresolvedHosts], [[], []]);
  const namespaceOnly = networkPolicies(facts(plain), network({ isolateNamespace: false }), OWNER);
  t.false(names(namespaceOnly).includes('gsp-argocd-namespace'));
});

test('the policy of repo-server, to the letter', (t) => {
  const section = {
    metrics: [{ namespaceSelector: { matchLabels: { team: 'monitoring' } } }],
    egress: { git: [{ host: 'git.example.com', ports: [443, 22] }] },
  };
  const hosts = new Map([['git.example.com', ['203.0.113.9', '2001:db8::9', '203.0.113.9', '169.254.169.254']]]);
  t.deepEqual(generated(plain, section, 'repo-server', { hosts }).spec, {
    ...pods('argocd-repo-server'),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          pods('argocd-application-controller'),
          pods('argocd-applicationset-controller'),
          pods('argocd-notifications-controller'),
          pods('argocd-server'),
        ],
        ports: [{ protocol: TCP, port: 8081 }],
      },
      {
        from: [{ namespaceSelector: { matchLabels: { team: 'monitoring' } } }],
        ports: [{ protocol: TCP, port: 8084 }],
      },
    ],
    egress: [
      {
        to: [{ ipBlock: { cidr: '2001:db8::9/128' } }, { ipBlock: { cidr: '203.0.113.9/32' } }],
        ports: [
          { protocol: TCP, port: 22 },
          { protocol: TCP, port: 443 },
        ],
      },
      {
        to: [
          { ipBlock: { cidr: '169.254.20.10/32' } },
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: {
              matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns', 'node-local-dns'] }],
            },
          },
        ],
        ports: [
          { protocol: TCP, port: 53 },
          { protocol: 'UDP', port: 53 },
        ],
      },
      { to: [pods('argocd-redis')], ports: [{ protocol: TCP, port: 6379 }] },
    ],
  });
});

test('ports have names on ingress where the workload names them, and numbers on egress', (t) => {
  const [rule] = generated(helm(), {}, 'redis').spec?.ingress ?? [];
  t.deepEqual(rule?.ports, [{ protocol: TCP, port: 'redis' }]);
  const ports = generated(helm(), {}, 'server').spec?.egress?.flatMap(({ ports: all = [] }) => all) ?? [];
  t.true(ports.every(({ port }) => typeof port === 'number'));
});

test('API server endpoints with one port share a rule, with those of the policy', (t) => {
  const section = { apiServer: { endpoints: [{ cidr: '10.96.0.1/32', ports: [443] }] } };
  const apiServer = [API_SERVER, { address: '192.168.0.9', port: 6443 }, { address: '2001:db8::1', port: 6443 }];
  const rules = generated(plain, section, 'notifications-controller', { apiServer }).spec?.egress ?? [];
  const blocks = rules.filter(({ to }) => to?.every(({ ipBlock }) => ipBlock !== undefined));
  t.deepEqual(blocks, [
    { to: [{ ipBlock: { cidr: '10.96.0.1/32' } }], ports: [{ protocol: TCP, port: 443 }] },
    {
      to: [
        { ipBlock: { cidr: '192.168.0.10/32' } },
        { ipBlock: { cidr: '192.168.0.9/32' } },
        { ipBlock: { cidr: '2001:db8::1/128' } },
      ],
      ports: [{ protocol: TCP, port: 6443 }],
    },
  ]);
});

for (const [title, apiServer] of [
  ['not known', undefined],
  ['known to be none', []],
  ['only unusable', [{ address: '127.0.0.1', port: 6443 }]],
] as const) {
  test(`API server addresses ${title}: those that need it wait, the others do not`, (t) => {
    const hardening = networkPolicies(facts(plain, { apiServer }), network(), OWNER);
    t.deepEqual(names(hardening), ['gsp-argocd-repo-server']);
    t.deepEqual(
      hardening.blocked.map(({ component, blocked }) => [component, blocked]),
      [
        ['application-controller', 'APIServerUnknown'],
        ['applicationset-controller', 'APIServerUnknown'],
        ['dex-server', 'APIServerUnknown'],
        ['notifications-controller', 'APIServerUnknown'],
        ['redis', 'APIServerUnknown'],
        ['server', 'APIServerUnknown'],
        ['namespace', 'ComponentUnprotected'],
      ],
    );
    t.is(hardening.blocked[0]?.name, 'gsp-argocd-application-controller');
  });
}

test('endpoints of the policy do not stand for those of the cluster while these are not known', (t) => {
  const section = { apiServer: { endpoints: [{ cidr: '10.96.0.1/32', ports: [443] }] } };
  const blocked = (apiServer: [] | undefined) =>
    networkPolicies(facts(plain, { apiServer }), network(section), OWNER).blocked.length;
  t.is(blocked(undefined), 7);
  t.is(blocked([]), 0);
});

const open = workload({ name: 'x', labels: { a: 'b' }, selector: {}, containers: [{ args: ['argocd-server'] }] });

for (const [title, workloads, reason] of [
  ['without Argo CD', [], 'ArgoCDNotFound'],
  ['with a component that cannot be selected', [...plain, open], 'ComponentUnprotected'],
] as const) {
  test(`a namespace ${title} is not cut off`, (t) => {
    const { blocked } = networkPolicies(facts(workloads), network(), OWNER);
    t.deepEqual(blocked, [
      { namespace: 'argocd', name: 'gsp-argocd-namespace', component: 'namespace', blocked: reason },
    ]);
  });
}

test('a host without a usable address opens nothing, and is said', (t) => {
  const peer = (host: string) => ({ host, ports: [443] });
  const egress = { git: [peer('gone.example.com'), peer('git.example.com')], sso: [peer('trap.example.com')] };
  const hosts = new Map([
    ['git.example.com', ['203.0.113.9']],
    ['gone.example.com', []],
    ['trap.example.com', ['169.254.169.254', '127.0.0.1']],
  ]);
  const { unresolvedHosts } = networkPolicies(facts(plain, { hosts }), network({ egress }), OWNER);
  t.deepEqual(unresolvedHosts, ['gone.example.com', 'trap.example.com']);
  const none = generated(plain, {}, 'dex-server', { hosts });
  t.deepEqual(generated(plain, { egress: { sso: egress.sso } }, 'dex-server', { hosts }), none);
});

test('several workloads of one component have one policy each, and are all peers', (t) => {
  const shard = (name: string): Workload =>
    workload({
      kind: 'StatefulSet',
      name,
      labels: { app: name },
      containers: [{ args: ['argocd-application-controller'] }],
    });
  const hardening = networkPolicies(facts([...plain, shard('shard-a'), shard('shard-b')]), network(), OWNER);
  const shards = hardening.desired.filter(({ component }) => component === 'application-controller');
  t.is(new Set(shards.map(({ object }) => object.metadata.name)).size, 3);
  const [rule] = hardening.desired.find(({ component }) => component === 'redis')?.object.spec?.ingress ?? [];
  t.is(rule?.from?.length, 5);
});

const peer = fc.constantFrom<object>(
  { namespaceSelector: {} },
  { namespaceSelector: { matchLabels: { b: '1', a: '2' } }, podSelector: { matchLabels: { c: '3' } } },
  { podSelector: { matchExpressions: [{ key: 'k', operator: 'In', values: ['z', 'y'] }] } },
  { cidr: '0.0.0.0/0' },
  { cidr: '::/0' },
  { cidr: '192.168.0.0/24' },
);

const ports = fc.uniqueArray(fc.constantFrom(22, 80, 443, 7999), { minLength: 1 });
const destination = fc
  .tuple(fc.oneof(peer, fc.constantFrom({ host: 'a.example.com' }, { host: 'b.example.com' })), ports)
  .map(([to, numbers]) => ({ ...to, ports: numbers }));

const destinations = fc.array(destination, { maxLength: 4 });

const section = fc.record({
  ingress: fc.array(peer, { maxLength: 4 }),
  metrics: fc.array(peer, { maxLength: 4 }),
  egress: fc.record({
    git: destinations,
    registries: destinations,
    sso: destinations,
    notifications: destinations,
    clusters: destinations,
  }),
});

const INSTALLS = [plain, helm(), helmHa(), operator(), operatorHa(), [...plain, imageUpdater()]];

const ADDRESSES = ['203.0.113.9', '203.0.113.10', '2001:db8::1', '127.0.0.1', '169.254.169.254', 'x', '::ffff:1.2.3.4'];

const world = fc.record({
  section,
  workloads: fc.constantFrom(...INSTALLS).chain((all) => fc.subarray([...all])),
  addresses: fc.subarray(ADDRESSES),
  apiServer: fc.subarray([API_SERVER, { address: '2001:db8::2', port: 443 }, { address: 'fe80::1', port: 443 }]),
});

/** A list-like thing in any order: what is equal for people is equal for the cluster. */
const shuffle = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });

test('nothing that is generated has an empty list of peers or ports, or a block that is not valid', (t) => {
  fc.assert(
    fc.property(world, ({ section: wanted, workloads, addresses, apiServer }) => {
      const hosts = new Map([['a.example.com', addresses]]);
      const { desired } = networkPolicies(facts(workloads, { hosts, apiServer }), network(wanted), OWNER);
      for (const { object } of desired) {
        const { ingress = [], egress = [] } = object.spec ?? {};
        const lists = [
          ...ingress.map(({ from, ports: on }) => [from, on]),
          ...egress.map(({ to, ports: on }) => [to, on]),
        ];
        t.true(lists.flat().every((list) => (list ?? []).length > 0));
        const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
        t.true(peers.every((one) => Object.keys(one).length > 0));
        for (const { ipBlock } of peers) if (ipBlock) t.deepEqual(namedBlock(ipBlock.cidr), ipBlock);
        const all = [...ingress, ...egress].flatMap(({ ports: on = [] }) => on);
        t.true(all.every(({ protocol, port }) => protocol !== undefined && port !== undefined));
      }
    }),
    { numRuns: 200 },
  );
});

test('equal facts give equal objects, in whatever order they come', (t) => {
  const reordered = world.chain((one) =>
    fc.record({
      one: fc.constant(one),
      workloads: shuffle(one.workloads),
      addresses: shuffle(one.addresses),
      apiServer: shuffle(one.apiServer),
      ingress: shuffle(one.section.ingress),
      git: shuffle(one.section.egress.git),
    }),
  );
  fc.assert(
    fc.property(reordered, ({ one, workloads, addresses, apiServer, ingress, git }) => {
      const expected = networkPolicies(
        facts(one.workloads, { hosts: new Map([['a.example.com', one.addresses]]), apiServer: one.apiServer }),
        network(one.section),
        OWNER,
      );
      const found = networkPolicies(
        facts(workloads, { hosts: new Map([['a.example.com', addresses]]), apiServer }),
        network({ ...one.section, ingress, egress: { ...one.section.egress, git } }),
        OWNER,
      );
      t.is(JSON.stringify(found), JSON.stringify(expected));
    }),
    { numRuns: 200 },
  );
});
