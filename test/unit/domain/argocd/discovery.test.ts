import test from 'ava';
import fc from 'fast-check';
import type { Container, Workload } from '../../../../src/api/kube.ts';
import type { ComponentId } from '../../../../src/domain/argocd/components.ts';
import { discover } from '../../../../src/domain/argocd/discovery.ts';
import { argoCdWorkloads, FLAVOURS, VERSIONS, type Flavour } from './manifests.ts';
import { helm, helmHa, imageUpdater, operator, operatorHa, workload } from './workloads.ts';

const CORE: readonly ComponentId[] = [
  'application-controller',
  'applicationset-controller',
  'dex-server',
  'notifications-controller',
  'repo-server',
  'server',
];
const HA: readonly ComponentId[] = ['redis-ha-haproxy', 'redis-ha-server'];

const INSTALLED: Readonly<Record<Flavour, readonly ComponentId[]>> = {
  'install.yaml': [...CORE, 'redis'],
  'ha/install.yaml': [...CORE, ...HA],
  'install-with-hydrator.yaml': [...CORE, 'redis', 'commit-server'],
  'ha/install-with-hydrator.yaml': [...CORE, ...HA, 'commit-server'],
  'core-install.yaml': ['application-controller', 'applicationset-controller', 'redis', 'repo-server'],
};

const hydrator = await argoCdWorkloads('v3@v3.5.7', 'install-with-hydrator.yaml');
const ha = await argoCdWorkloads('v3@v3.5.7', 'ha/install.yaml');

const found = (workloads: readonly Workload[]) => discover(workloads).components.map(({ component }) => component);

for (const version of VERSIONS) {
  for (const flavour of FLAVOURS) {
    test(`finds exactly the components of ${version} ${flavour}`, async (t) => {
      const { components, unrecognised, problems } = discover(await argoCdWorkloads(version, flavour));
      t.deepEqual(
        components.map(({ component }) => component),
        INSTALLED[flavour].toSorted(),
      );
      t.deepEqual([unrecognised, problems], [[], []]);
    });
  }
}

const SHAPES: readonly (readonly [string, readonly Workload[], readonly ComponentId[]])[] = [
  ['Helm', helm(), [...CORE, 'redis', 'redis-secret-init']],
  [
    'Helm with other names',
    helm({ name: 'cd', names: { server: 'ui', redis: 'cache' } }),
    [...CORE, 'redis', 'redis-secret-init'],
  ],
  ['Helm, highly available', helmHa(), [...CORE, ...HA, 'redis-secret-init']],
  ['argocd-operator', operator(), [...CORE, 'redis']],
  ['argocd-operator, highly available', operatorHa(), [...CORE, ...HA]],
  ['image updater alone', [imageUpdater()], ['image-updater']],
];

for (const [shape, workloads, components] of SHAPES) {
  test(`finds exactly the components of ${shape}`, (t) => {
    t.deepEqual(found(workloads), components.toSorted());
    t.deepEqual(discover(workloads).unrecognised, []);
  });
}

test('the default ports are found wherever nothing was changed', (t) => {
  const numbers = (workloads: readonly Workload[]) =>
    Object.fromEntries(
      discover(workloads).components.map(({ component, ports }) => [
        component,
        Object.fromEntries(Object.entries(ports).map(([id, { number }]) => [id, number])),
      ]),
    );
  const plain = numbers(hydrator);
  t.deepEqual(plain, {
    'application-controller': { metrics: 8082 },
    'applicationset-controller': { webhook: 7000, metrics: 8080 },
    'commit-server': { api: 8086, metrics: 8087 },
    'dex-server': { api: 5556, metrics: 5558 },
    'notifications-controller': { metrics: 9001 },
    redis: { redis: 6379 },
    'repo-server': { api: 8081, metrics: 8084 },
    server: { api: 8080, metrics: 8083 },
  });
  const { 'commit-server': _, ...withoutHydrator } = plain;
  t.deepEqual(numbers(operator()), withoutHydrator);
  t.deepEqual(numbers(helm()), {
    ...withoutHydrator,
    redis: { redis: 6379, metrics: 9121 },
    'redis-secret-init': {},
  });
});

test('HAProxy exports metrics where it declares a port for them, as the manifests do and the operator does not', (t) => {
  const haproxy = (workloads: readonly Workload[]) =>
    discover(workloads).components.find(({ component }) => component === 'redis-ha-haproxy')?.ports.metrics;
  t.deepEqual(haproxy(ha), { number: 9101, name: 'metrics-port' });
  t.is(haproxy(operatorHa()), undefined);
});

test('selectors are those of the workloads', (t) => {
  const selectors = Object.fromEntries(discover(helmHa()).components.map((c) => [c.component, c.selector.matchLabels]));
  t.deepEqual(selectors['redis-ha-server'], { app: 'redis-ha', release: 'argo' });
  t.deepEqual(selectors['server'], { 'app.kubernetes.io/instance': 'argo', 'app.kubernetes.io/name': 'argocd-server' });
});

test('the hook Job of Helm is inferred with the prefix and the release of the chart', (t) => {
  const job = discover(helm({ name: 'cd', release: 'prod' })).components.find(
    (c) => c.component === 'redis-secret-init',
  );
  t.deepEqual(job?.selector, {
    matchLabels: { 'app.kubernetes.io/instance': 'prod', 'app.kubernetes.io/name': 'cd-redis-secret-init' },
  });
});

test('the API server is needed by Redis only where its pods begin by writing the password', (t) => {
  const redis = (workloads: readonly Workload[]) =>
    discover(workloads).components.find(({ component }) => component === 'redis')?.outside;
  t.deepEqual(redis(hydrator), { dns: true, apiServer: true, egress: [] });
  t.deepEqual(redis(operator()), { dns: false, apiServer: false, egress: [] });
});

const label = (name: string) => ({ 'app.kubernetes.io/name': name });

const one = (name: string, container: Partial<Container>) =>
  workload({ name: 'x', labels: label(name), containers: [container] });

const SINGLE: readonly (readonly [string, string, Partial<Container>, readonly ComponentId[]])[] = [
  ['program against label', 'argocd-redis', { image: 'a', args: ['argocd-server'] }, ['server']],
  ['shell script', 'x', { command: ['sh', '-ec', 'cd /tmp; exec argocd-repo-server --port 1'] }, ['repo-server']],
  ['entrypoint', 'x', { command: ['/usr/bin/tini', '--', 'argocd-notifications'] }, ['notifications-controller']],
  ['label, program in the image', 'x-repo-server', { image: 'r.io/argocd:v3' }, ['repo-server']],
  ['label, entrypoint only', 'cd-server', { image: 'r.io:5000/argocd', command: ['uid_entrypoint.sh'] }, ['server']],
  ['label of another image', 'argocd-server', { image: 'nginx:1' }, []],
  ['label, another program', 'argocd-server', { image: 'argocd', command: ['sleep', 'infinity'] }, []],
  ['label, the command line tool', 'argocd-server', { image: 'argocd', command: ['argocd', 'admin'] }, []],
  ['program as a host name', 'x', { command: ['curl', 'argocd-server'] }, []],
  ['program in a URL', 'x', { image: 'oauth2-proxy', args: ['--upstream=http://argocd-server'] }, []],
  ['program in a script, as a host name', 'x', { command: ['sh', '-c', 'ping argocd-server'] }, []],
  ['a Redis of somebody else', 'my-cache', { image: 'redis:8' }, []],
  ['an HAProxy of somebody else', 'edge', { image: 'haproxy:3' }, []],
  ['something with the label of Redis', 'argocd-redis', { image: 'redis-commander' }, []],
  ['Redis by command', 'x-redis', { image: 'cache', command: ['redis-server'] }, ['redis']],
  ['image updater with arguments only', 'x', { image: 'argocd-image-updater:v1', args: ['run'] }, ['image-updater']],
  ['no image, no command', 'argocd-server', {}, []],
];

for (const [title, name, container, components] of SINGLE) {
  test(`recognises: ${title}`, (t) => {
    const { components: all, unrecognised } = discover([one(name, container)]);
    t.deepEqual(
      all.map(({ component }) => component),
      components,
    );
    t.is(unrecognised.length, components.length === 0 ? 1 : 0);
  });
}

test('a Redis with the init container of Argo CD is its Redis, whatever it is called', (t) => {
  const secretInit = { image: 'argocd', command: ['argocd', 'admin', 'redis-initial-password'] };
  const renamed = { name: 'x', labels: label('x'), containers: [{ image: 'redis:8' }], initContainers: [secretInit] };
  t.deepEqual(found([workload(renamed)]), ['redis']);
});

test('a workload that runs two components is both, and two that run one are two', (t) => {
  const both = {
    name: 'a',
    labels: label('a'),
    containers: [{ args: ['argocd-server'] }, { args: ['argocd-repo-server'] }],
  };
  t.deepEqual(found([workload(both)]), ['repo-server', 'server']);
  const shards = ['a', 'b'].map((name) => workload({ ...both, name, containers: [{ args: ['argocd-server'] }] }));
  t.deepEqual(found(shards), ['server', 'server']);
});

test('a component whose selector would select every pod is left out, and said', (t) => {
  const open = workload({ name: 'x', labels: label('x'), selector: {}, containers: [{ args: ['argocd-server'] }] });
  const { components, unrecognised, problems } = discover([open]);
  t.deepEqual([components, unrecognised], [[], []]);
  t.deepEqual(problems, [
    { component: 'server', workload: { kind: 'Deployment', name: 'x' }, reason: 'SelectorEmpty' },
  ]);
});

test('the order of workloads does not matter', (t) => {
  const stranger = (name: string) => workload({ name, labels: label(name), containers: [{ image: 'nginx' }] });
  const workloads = [...helmHa(), imageUpdater(), stranger('a'), stranger('b')];
  const expected = discover(workloads);
  fc.assert(
    fc.property(fc.shuffledSubarray(workloads, { minLength: workloads.length }), (shuffled) => {
      t.deepEqual(discover(shuffled), expected);
    }),
    { numRuns: 50 },
  );
});
