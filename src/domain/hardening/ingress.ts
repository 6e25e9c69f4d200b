import type { Peer } from '../../api/spec.ts';
import type { PortId } from '../argocd/components.ts';
import type { Component } from '../argocd/discovery.ts';
import { allow, type Allowance } from './allowances.ts';
import { running, type Context } from './context.ts';
import { peersOf } from './peers.ts';

/** By name where the workload has one: the port of each pod is then right while a changed one rolls out. */
function listening({ ports }: Component, id: PortId): readonly (number | string)[] {
  const port = ports[id];
  return port === undefined ? [] : [port.name ?? port.number];
}

function fromComponents(component: Component, context: Context): readonly Allowance[] {
  return context.flows
    .filter(({ to }) => to === component.component)
    .flatMap(({ from, port }) => {
      const peers = running(from, context).map(({ selector }) => ({ podSelector: selector }));
      return allow(peers, listening(component, port));
    });
}

const fromPeers = (peers: readonly Peer[], component: Component, port: PortId): readonly Allowance[] =>
  allow(peers.flatMap(peersOf), listening(component, port));

/** Users and webhooks. What other components offer as their API is for Argo CD alone. */
const fromClients = (component: Component, { network }: Context): readonly Allowance[] => [
  ...(component.component === 'server' ? fromPeers(network.ingress, component, 'api') : []),
  ...fromPeers(network.ingress, component, 'webhook'),
];

const fromMonitoring = (component: Component, { network }: Context): readonly Allowance[] =>
  fromPeers(network.metrics, component, 'metrics');

/** Each source of what may come in; probes of the kubelet need none, as a pod always accepts its own node. */
const SOURCES = [fromComponents, fromClients, fromMonitoring] as const;

export const ingressOf = (component: Component, context: Context): readonly Allowance[] =>
  SOURCES.flatMap((source) => source(component, context));
