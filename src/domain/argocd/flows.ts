import type { ComponentId, PortId } from './components.ts';

/** A connection that Argo CD makes inside its namespace. */
export interface Flow {
  readonly from: ComponentId;
  readonly to: ComponentId;
  readonly port: PortId;
  /** Only where this component does not run. */
  readonly unless?: ComponentId;
}

const REDIS_CLIENTS = ['server', 'repo-server', 'application-controller'] as const;

/** Clients of a highly available Redis ask HAProxy, which knows the master; without one they ask Sentinel themselves. */
const redisClientFlows = REDIS_CLIENTS.flatMap((from): readonly Flow[] => [
  { from, to: 'redis', port: 'redis' },
  { from, to: 'redis-ha-haproxy', port: 'redis' },
  { from, to: 'redis-ha-server', port: 'redis', unless: 'redis-ha-haproxy' },
  { from, to: 'redis-ha-server', port: 'sentinel', unless: 'redis-ha-haproxy' },
]);

/**
 * Every connection between components of Argo CD. Egress of one and ingress of the other are both read from here, so
 * that they cannot disagree. Sources: the clients that Argo CD's commands construct, and the NetworkPolicies that it ships.
 */
export const FLOWS: readonly Flow[] = [
  { from: 'server', to: 'repo-server', port: 'api' },
  { from: 'application-controller', to: 'repo-server', port: 'api' },
  { from: 'applicationset-controller', to: 'repo-server', port: 'api' },
  { from: 'notifications-controller', to: 'repo-server', port: 'api' },
  { from: 'server', to: 'dex-server', port: 'api' },
  { from: 'application-controller', to: 'commit-server', port: 'api' },
  ...redisClientFlows,
  { from: 'redis-ha-haproxy', to: 'redis-ha-server', port: 'redis' },
  { from: 'redis-ha-haproxy', to: 'redis-ha-server', port: 'sentinel' },
  { from: 'redis-ha-server', to: 'redis-ha-server', port: 'redis' },
  { from: 'redis-ha-server', to: 'redis-ha-server', port: 'sentinel' },
];

/** The flows between the components that run. */
export function flowsAmong(present: ReadonlySet<ComponentId>): readonly Flow[] {
  return FLOWS.filter(
    ({ from, to, unless }) => present.has(from) && present.has(to) && (unless === undefined || !present.has(unless)),
  );
}
