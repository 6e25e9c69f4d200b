import type { NetworkSpec } from '../../api/spec.ts';
import type { Facts } from '../facts.ts';
import type { Component, Discovery } from '../argocd/discovery.ts';
import type { ComponentId } from '../argocd/components.ts';
import { flowsAmong, type Flow } from '../argocd/flows.ts';
import { discover } from '../argocd/discovery.ts';
import { apiServerAllowances } from './api-server.ts';
import type { Allowance } from './allowances.ts';

/** The policy that objects are generated for. */
export interface Owner {
  readonly name: string;
  readonly uid: string;
}

/** What every generator reads. */
export interface Context {
  readonly facts: Facts;
  readonly network: NetworkSpec;
  readonly owner: Owner;
  readonly discovery: Discovery;
  readonly flows: readonly Flow[];
  /** Undefined if no usable address is known. */
  readonly apiServer: readonly Allowance[] | undefined;
}

export function contextOf(facts: Facts, network: NetworkSpec, owner: Owner): Context {
  const discovery = discover(facts.workloads);
  const flows = flowsAmong(new Set(discovery.components.map(({ component }) => component)));
  return { facts, network, owner, discovery, flows, apiServer: apiServerAllowances(facts, network) };
}

/** Whether a component that must reach this one has the addresses of the nodes, which no selector matches. */
export function hasHostNetworkClient(id: ComponentId, context: Context): boolean {
  const clients = context.flows.filter(({ to }) => to === id).flatMap(({ from }) => running(from, context));
  return clients.some(({ hostNetwork }) => hostNetwork);
}

export function running(id: ComponentId, { discovery }: Context): readonly Component[] {
  return discovery.components.filter(({ component }) => component === id);
}
