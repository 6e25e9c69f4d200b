import type { Component } from '../argocd/discovery.ts';
import { allow, type Allowance } from './allowances.ts';
import { running, type Context } from './context.ts';
import { dnsAllowances } from './dns.ts';
import { purposeAllowances } from './purposes.ts';

/** By number, as a name would be looked up in the pods of the other end by some network plugins, and not by others. */
function toComponents(component: Component, context: Context): readonly Allowance[] {
  return context.flows
    .filter(({ from }) => from === component.component)
    .flatMap(({ to, port }) =>
      running(to, context).flatMap(({ selector, ports }) => {
        const { number } = ports[port] ?? {};
        return number === undefined ? [] : allow([{ podSelector: selector }], [number]);
      }),
    );
}

const toDns = (component: Component, { network }: Context): readonly Allowance[] =>
  component.outside.dns ? dnsAllowances(network) : [];

const toApiServer = (component: Component, { apiServer = [] }: Context): readonly Allowance[] =>
  component.outside.apiServer ? apiServer : [];

const toPurposes = (component: Component, { network, facts }: Context): readonly Allowance[] =>
  purposeAllowances(component.outside.egress, network, facts.hosts);

/** Each source of what may go out. */
const SOURCES = [toComponents, toDns, toApiServer, toPurposes] as const;

export const egressOf = (component: Component, context: Context): readonly Allowance[] =>
  SOURCES.flatMap((source) => source(component, context));
