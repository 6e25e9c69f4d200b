import type { EgressPurpose } from '../../api/spec.ts';

export type ComponentId =
  | 'server'
  | 'repo-server'
  | 'application-controller'
  | 'applicationset-controller'
  | 'notifications-controller'
  | 'dex-server'
  | 'commit-server'
  | 'image-updater'
  | 'redis-ha-server'
  | 'redis-ha-haproxy'
  | 'redis'
  | 'redis-secret-init';

export type PortId = 'api' | 'webhook' | 'redis' | 'sentinel' | 'metrics';

export interface PortType {
  readonly id: PortId;
  /** What Argo CD listens on when nothing says otherwise. */
  readonly number: number;
  /** How installs name the container port. */
  readonly names: readonly string[];
  /** Command line flags that set it: as a number, or as an address that ends in one. */
  readonly flags: readonly string[];
  /** Only listened on where the workload declares it. */
  readonly optional?: boolean;
}

/** `secret-init`: only for pods with the init container that writes Redis' password, as it shares their address. */
export type When = boolean | 'secret-init';

/** One component of Argo CD: how it is recognised, what it listens on, and what it needs outside its namespace. */
export interface ComponentType {
  readonly id: ComponentId;
  /** Programs that are this component. */
  readonly programs: readonly string[];
  /** Images that run this component without being told so by a command: by the last part of their repository. */
  readonly image: RegExp;
  /** The image runs nothing else, so that arguments without a command are words for it. */
  readonly entrypoint?: boolean;
  /** Others run these programs too: they are only believed with a sign that they belong to Argo CD. */
  readonly shared?: boolean;
  /** Values of `app.kubernetes.io/component`, suffixes of `app.kubernetes.io/name`, and values of `app`. */
  readonly labels: readonly string[];
  readonly ports: readonly PortType[];
  readonly dns: When;
  readonly apiServer: When;
  readonly egress: readonly EgressPurpose[];
}

/** Every program of Argo CD is the one binary of its image; downstream builds add a suffix. */
const ARGO_CD_IMAGE = /^argocd(-rhel\d+)?$/;

const api = (number: number, name: string): PortType => ({ id: 'api', number, names: [name], flags: ['--port'] });

const metrics = (number: number): PortType => ({
  id: 'metrics',
  number,
  names: ['metrics'],
  flags: ['--metrics-port'],
});

const redis: PortType = { id: 'redis', number: 6379, names: ['redis'], flags: [] };
const sentinel: PortType = { id: 'sentinel', number: 26379, names: ['sentinel'], flags: [] };
const redisExporter: PortType = { ...metrics(9121), names: ['metrics', 'exporter-port'], flags: [], optional: true };

/** A hook Job of the Helm chart, which is gone when nobody looks: never recognised, always inferred. */
export const REDIS_SECRET_INIT: ComponentType = {
  id: 'redis-secret-init',
  programs: [],
  image: /^$/,
  labels: ['redis-secret-init'],
  ports: [],
  dns: true,
  apiServer: true,
  egress: [],
};

/**
 * The components of Argo CD 2.14 to 3.6. Sources: manifests/base and manifests/ha of Argo CD, the Helm charts argo-cd
 * and argocd-image-updater, and argocd-operator. Where several fit, the first one counts.
 */
export const COMPONENTS: readonly ComponentType[] = [
  {
    id: 'server',
    programs: ['argocd-server'],
    image: ARGO_CD_IMAGE,
    labels: ['server'],
    ports: [api(8080, 'server'), metrics(8083)],
    dns: true,
    apiServer: true,
    egress: ['sso', 'clusters'],
  },
  {
    // Its service account token is not even mounted: whoever breaks out of a manifest generator finds no API server.
    id: 'repo-server',
    programs: ['argocd-repo-server'],
    image: ARGO_CD_IMAGE,
    labels: ['repo-server'],
    ports: [api(8081, 'repo-server'), metrics(8084)],
    dns: true,
    apiServer: false,
    egress: ['git', 'registries'],
  },
  {
    id: 'application-controller',
    programs: ['argocd-application-controller'],
    image: ARGO_CD_IMAGE,
    labels: ['application-controller'],
    ports: [metrics(8082)],
    dns: true,
    apiServer: true,
    egress: ['clusters'],
  },
  {
    id: 'applicationset-controller',
    programs: ['argocd-applicationset-controller'],
    image: ARGO_CD_IMAGE,
    labels: ['applicationset-controller'],
    ports: [
      { id: 'webhook', number: 7000, names: ['webhook'], flags: ['--webhook-addr'] },
      { ...metrics(8080), flags: ['--metrics-addr'] },
    ],
    dns: true,
    apiServer: true,
    egress: ['git'],
  },
  {
    id: 'notifications-controller',
    programs: ['argocd-notifications'],
    image: ARGO_CD_IMAGE,
    labels: ['notifications-controller'],
    ports: [metrics(9001)],
    dns: true,
    apiServer: true,
    egress: ['notifications'],
  },
  {
    // Its wrapper reads the configuration from the API server, and restarts Dex when it changes.
    id: 'dex-server',
    programs: ['argocd-dex'],
    image: ARGO_CD_IMAGE,
    labels: ['dex-server'],
    ports: [
      { id: 'api', number: 5556, names: ['http'], flags: [] },
      { ...metrics(5558), flags: [] },
    ],
    dns: true,
    apiServer: true,
    egress: ['sso'],
  },
  {
    id: 'commit-server',
    programs: ['argocd-commit-server'],
    image: ARGO_CD_IMAGE,
    labels: ['commit-server'],
    ports: [api(8086, 'server'), metrics(8087)],
    dns: true,
    apiServer: false,
    egress: ['git'],
  },
  {
    id: 'image-updater',
    programs: ['argocd-image-updater'],
    image: /^argocd-image-updater(-rhel\d+)?$/,
    entrypoint: true,
    labels: ['image-updater', 'image-updater-controller'],
    ports: [
      { id: 'webhook', number: 8082, names: ['webhook'], flags: ['--webhook-port'], optional: true },
      { ...metrics(8443), flags: ['--metrics-bind-address'], optional: true },
    ],
    dns: true,
    apiServer: true,
    egress: ['git', 'registries'],
  },
  {
    id: 'redis-ha-server',
    programs: ['redis-sentinel'],
    image: /^redis-sentinel$/,
    shared: true,
    labels: ['redis-ha', 'redis-ha-server'],
    ports: [redis, sentinel, redisExporter],
    dns: true,
    apiServer: false,
    egress: [],
  },
  {
    id: 'redis-ha-haproxy',
    programs: ['haproxy'],
    image: /^haproxy(-rhel\d+)?$/,
    shared: true,
    labels: ['redis-ha-haproxy'],
    ports: [redis, { ...metrics(9101), names: ['metrics-port', 'metrics'], flags: [], optional: true }],
    dns: true,
    apiServer: 'secret-init',
    egress: [],
  },
  {
    id: 'redis',
    programs: ['redis-server'],
    image: /^redis(-\d[a-z0-9]*(-[a-z0-9]+)*)?$/,
    shared: true,
    labels: ['redis'],
    ports: [redis, redisExporter],
    dns: 'secret-init',
    apiServer: 'secret-init',
    egress: [],
  },
  REDIS_SECRET_INIT,
];
