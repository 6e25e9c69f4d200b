import type { Container, Labels, Workload } from '../../../../src/api/kube.ts';

/** Workloads of Argo CD as each way of installing it makes them, reduced to what discovery reads. */

interface Shape {
  readonly kind?: string;
  readonly name: string;
  readonly labels: Labels;
  readonly selector?: Labels | undefined;
  readonly containers: readonly Partial<Container>[];
  readonly initContainers?: readonly Partial<Container>[];
}

const container = (shape: Partial<Container>): Container => ({ name: 'main', ...shape });

export function workload({ kind = 'Deployment', name, labels, selector = labels, ...pod }: Shape): Workload {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'argocd' },
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: { labels },
        spec: {
          containers: pod.containers.map(container),
          ...(pod.initContainers && { initContainers: pod.initContainers.map(container) }),
        },
      },
    },
  };
}

const ARGO_CD = 'quay.io/argoproj/argocd:v3.5.7';

/** The container of a component whose program the arguments name, as plain manifests and the Helm chart have it. */
const told = (program: string, ports: Container['ports'] = [], flags: readonly string[] = []): Partial<Container> => ({
  image: ARGO_CD,
  args: [`/usr/local/bin/${program}`, ...flags],
  ports,
});

const port = (containerPort: number, name?: string) => ({ containerPort, ...(name !== undefined && { name }) });

interface HelmValues {
  /** `nameOverride` */
  readonly name?: string;
  readonly release?: string;
  /** `server.name`, `redis.name` and the like, by their default. */
  readonly names?: Readonly<Record<string, string>>;
}

function helmWorkload(role: string, containers: Shape['containers'], values: HelmValues, kind = 'Deployment') {
  const { name = 'argocd', release = 'argo', names = {} } = values;
  const component = names[role] ?? role;
  const selector = { 'app.kubernetes.io/name': `${name}-${component}`, 'app.kubernetes.io/instance': release };
  const labels = {
    ...selector,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'argocd',
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': 'argo-cd-10.1.1',
  };
  return workload({ kind, name: `${release}-${name}-${component}`, labels, selector, containers });
}

/** Without Redis. */
const helmCore = (values: HelmValues): readonly Workload[] => [
  helmWorkload(
    'server',
    [told('argocd-server', [port(8080, 'server'), port(8083, 'metrics')], ['--port=8080', '--metrics-port=8083'])],
    values,
  ),
  helmWorkload(
    'repo-server',
    [told('argocd-repo-server', [port(8081, 'repo-server'), port(8084, 'metrics')], ['--port=8081'])],
    values,
  ),
  helmWorkload(
    'application-controller',
    [told('argocd-application-controller', [port(8082, 'metrics')], ['--metrics-port=8082'])],
    values,
    'StatefulSet',
  ),
  helmWorkload(
    'applicationset-controller',
    [
      told(
        'argocd-applicationset-controller',
        [port(8080, 'metrics'), port(8081, 'probe'), port(7000, 'webhook')],
        ['--metrics-addr=:8080', '--probe-addr=:8081', '--webhook-addr=:7000'],
      ),
    ],
    values,
  ),
  helmWorkload(
    'notifications-controller',
    [told('argocd-notifications', [port(9001, 'metrics')], ['--metrics-port=9001'])],
    values,
  ),
  helmWorkload(
    'dex-server',
    [
      {
        image: 'ghcr.io/dexidp/dex:v2.45.1',
        command: ['/shared/argocd-dex'],
        args: ['rundex'],
        ports: [port(5556, 'http'), port(5557, 'grpc'), port(5558, 'metrics')],
      },
    ],
    values,
  ),
];

/** The chart argo-cd with its own Redis and the exporter beside it. */
export const helm = (values: HelmValues = {}): readonly Workload[] => [
  ...helmCore(values),
  helmWorkload(
    'redis',
    [
      {
        image: 'ecr-public.aws.com/docker/library/redis:8.2.3-alpine',
        args: ['--save', '', '--appendonly', 'no', '--requirepass $(REDIS_PASSWORD)'],
        ports: [port(6379, 'redis')],
      },
      { image: 'ghcr.io/oliver006/redis_exporter:v1.80.1', ports: [port(9121, 'metrics')] },
    ],
    values,
  ),
];

const redisHaContainers: Shape['containers'] = [
  {
    image: 'redis:8.2.3-alpine',
    command: ['redis-server'],
    args: ['/data/conf/redis.conf'],
    ports: [port(6379, 'redis')],
  },
  {
    image: 'redis:8.2.3-alpine',
    command: ['redis-sentinel'],
    args: ['/data/conf/sentinel.conf'],
    ports: [port(26379, 'sentinel')],
  },
];

/** The chart argo-cd with the chart redis-ha in it, whose labels follow other conventions. */
export const helmHa = (): readonly Workload[] => [
  ...helmCore({}),
  workload({
    kind: 'StatefulSet',
    name: 'argo-redis-ha-server',
    labels: { app: 'redis-ha', release: 'argo', 'argo-redis-ha': 'replica' },
    selector: { app: 'redis-ha', release: 'argo' },
    containers: redisHaContainers,
  }),
  workload({
    name: 'argo-redis-ha-haproxy',
    labels: { app: 'redis-ha-haproxy', release: 'argo', component: 'haproxy' },
    selector: { app: 'redis-ha-haproxy', release: 'argo' },
    containers: [
      {
        image: 'public.ecr.aws/docker/library/haproxy:3.0.8-alpine',
        ports: [port(8888, 'probe'), port(6379, 'redis'), port(9101, 'metrics-port')],
      },
    ],
  }),
];

/** The chart argocd-image-updater. */
export const imageUpdater = (): Workload =>
  workload({
    name: 'argocd-image-updater-controller',
    labels: { 'app.kubernetes.io/name': 'argocd-image-updater', 'app.kubernetes.io/instance': 'updater' },
    containers: [
      {
        image: 'quay.io/argoprojlabs/argocd-image-updater:v1.2.2',
        args: ['--metrics-bind-address=:8443', '--health-probe-bind-address=:8081', 'run'],
        ports: [port(8081, 'health'), port(8082, 'webhook'), port(8443, 'metrics')],
      },
    ],
  });

function operatorWorkload(cr: string, suffix: string, containers: Shape['containers'], kind = 'Deployment'): Workload {
  return workload({
    kind,
    name: `${cr}-${suffix}`,
    labels: { 'app.kubernetes.io/name': `${cr}-${suffix}` },
    containers,
  });
}

const DIGEST = `quay.io/argoproj/argocd@sha256:${'a'.repeat(64)}`;

const commanded = (command: readonly string[], ...ports: readonly number[]): Partial<Container> => ({
  image: DIGEST,
  command,
  ports: ports.map((number) => port(number)),
});

const operatorCore = (cr: string): readonly Workload[] => [
  operatorWorkload(cr, 'server', [
    commanded(['argocd-server', '--dex-server', `https://${cr}-dex-server:5556`], 8080, 8083),
  ]),
  operatorWorkload(cr, 'repo-server', [
    commanded(['uid_entrypoint.sh', 'argocd-repo-server', '--redis', `${cr}-redis.argocd.svc:6379`], 8081, 8084),
  ]),
  operatorWorkload(
    cr,
    'application-controller',
    [commanded(['argocd-application-controller', '--operation-processors', '10'], 8082)],
    'StatefulSet',
  ),
  operatorWorkload(cr, 'applicationset-controller', [
    commanded(['entrypoint.sh', 'argocd-applicationset-controller', '--argocd-repo-server', 'repo:8081'], 7000, 8080),
  ]),
  operatorWorkload(cr, 'notifications-controller', [commanded(['argocd-notifications', '--loglevel', 'info'])]),
  operatorWorkload(cr, 'dex-server', [commanded(['/shared/argocd-dex', 'rundex'], 5556, 5557, 5558)]),
];

/** argocd-operator: one label on pods, images by digest, and no init container for Redis. */
export const operator = (cr = 'example-argocd'): readonly Workload[] => [
  ...operatorCore(cr),
  operatorWorkload(cr, 'redis', [
    {
      image: `registry.redhat.io/rhel9/redis-7@sha256:${'b'.repeat(64)}`,
      args: ['--save', '', '--appendonly', 'no', '--tls-port', '6379', '--port', '0'],
      ports: [port(6379)],
    },
  ]),
];

export const operatorHa = (cr = 'openshift-gitops'): readonly Workload[] => [
  ...operatorCore(cr),
  workload({
    kind: 'StatefulSet',
    name: `${cr}-redis-ha-server`,
    labels: { 'app.kubernetes.io/name': `${cr}-redis-ha` },
    containers: redisHaContainers,
  }),
  operatorWorkload(cr, 'redis-ha-haproxy', [
    { image: 'registry.local/haproxy@sha256:cc', ports: [port(6379, 'redis')] },
  ]),
];
