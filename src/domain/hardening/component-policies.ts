import type { Component } from '../argocd/discovery.ts';
import { hasHostNetworkClient, running, type Context } from './context.ts';
import { egressOf } from './egress.ts';
import { ingressOf } from './ingress.ts';
import { networkPolicy, objectName } from './object.ts';
import type { Outcome } from './outcome.ts';

function nameOf({ component, workload }: Component, context: Context): string {
  const several = running(component, context).length > 1;
  return objectName(context.owner.name, component, several ? `${workload.kind}/${workload.name}` : undefined);
}

function componentPolicy(component: Component, context: Context): Outcome {
  const { namespace } = context.facts;
  const names = { namespace, name: nameOf(component, context), component: component.component };
  const needed = component.outside.apiServer;
  if (needed && context.apiServer === undefined) return { ...names, blocked: 'APIServerUnknown' };
  if (hasHostNetworkClient(component.component, context)) return { ...names, blocked: 'HostNetworkClient' };
  const object = networkPolicy(context.owner, {
    ...names,
    podSelector: component.selector,
    ingress: ingressOf(component, context),
    egress: egressOf(component, context),
  });
  return { object, component: component.component };
}

/**
 * One NetworkPolicy for each workload of Argo CD, which isolates its pods and allows what they need in one piece: there
 * is no moment at which they are cut off, nor one at which they are open.
 */
export const componentPolicies = (context: Context): readonly Outcome[] =>
  context.discovery.components.map((component) => componentPolicy(component, context));
