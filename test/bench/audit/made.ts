import type { KubeObject, Labels } from '../../../src/api/kube.ts';
import type { ResourceType } from '../../../src/engine/object.ts';
import type { Random } from './random.ts';

/** An object of the scene, as it is sent. */
export interface Made extends KubeObject {
  readonly [field: string]: unknown;
}

/** How many there are of what, for a cluster of full size. */
export const COUNTS = {
  namespaces: 300,
  serviceAccounts: 2500,
  workloads: 10_000,
  services: 2000,
  ingresses: 500,
  configMaps: 3000,
  networkPolicies: 2000,
  roles: 1800,
  roleBindings: 2400,
  clusterRoles: 500,
  clusterRoleBindings: 300,
} as const;
export type Counts = Readonly<Record<keyof typeof COUNTS, number>>;

/** Where, and as the how manyth of its sort, something is made. */
export interface Place {
  readonly namespace: string;
  readonly index: number;
  readonly counts: Counts;
  readonly random: Random;
}

const STAGES = ['prod', 'staging', 'dev'] as const;
const TEAMS = ['payments', 'catalog', 'search', 'identity', 'orders', 'shipping', 'billing', 'media'] as const;
const PARTS = ['api', 'worker', 'gateway', 'sync', 'store', 'indexer', 'scheduler', 'mailer'] as const;

const number = (value: number, digits: number): string => String(value).padStart(digits, '0');

export const namespaceName = (index: number): string =>
  `${TEAMS[index % TEAMS.length]}-${number(Math.floor(index / STAGES.length), 3)}-${STAGES[index % STAGES.length]}`;

/** What an application is called that something belongs to: `payments-worker-00042`. */
export const appName = (index: number): string =>
  `${TEAMS[(index * 5) % TEAMS.length]}-${PARTS[index % PARTS.length]}-${number(index, 5)}`;

/** The ServiceAccount that things of this number run as, in a namespace that is reached by going round. */
export const accountName = (index: number): string => `runner-${number(index, 4)}`;

/** ServiceAccounts and what runs as them meet in the same namespace, as both go round all of them. */
export function accountIn({ index, counts }: Place): string {
  const { namespaces, serviceAccounts } = counts;
  const rounds = Math.max(1, Math.floor(serviceAccounts / namespaces));
  return accountName((index % namespaces) + namespaces * (Math.floor(index / namespaces) % rounds));
}

export const labelsOf = (app: string, version = '1.0.0'): Labels => ({
  'app.kubernetes.io/name': app,
  'app.kubernetes.io/instance': `${app}-main`,
  'app.kubernetes.io/version': version,
  'app.kubernetes.io/part-of': app.split('-')[0] ?? 'payments',
});

/** Built-in kinds: the plural that they are reached by follows from the kind. */
export function typeOf({ apiVersion, kind }: KubeObject): ResourceType {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const plural = `${kind.toLowerCase().replace(/y$/, 'ie').replace(/s$/, 'se')}s`;
  return { group, version, plural, kind };
}
