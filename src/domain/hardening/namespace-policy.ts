import { type Context, hasHostNetworkClient } from './context.ts';
import { NAMESPACE, networkPolicy, objectName } from './object.ts';
import type { BlockedReason, Outcome } from './outcome.ts';

function reasonToWait(context: Context): BlockedReason | undefined {
  const { components, problems } = context.discovery;
  if (problems.length > 0) return 'ComponentUnprotected';
  if (components.length === 0) return 'ArgoCDNotFound';
  const bare = components.some(
    ({ component, outside }) =>
      hasHostNetworkClient(component, context) || (context.apiServer === undefined && outside.apiServer),
  );
  return bare ? 'ComponentUnprotected' : undefined;
}

/**
 * Denies all traffic of every other pod in Argo CD's namespace. Pods of Argo CD are selected too, but keep what their
 * own policies allow, since policies add up; so it waits until each of them has one.
 */
export function namespacePolicy(context: Context): readonly Outcome[] {
  if (!context.network.isolateNamespace) return [];
  const names = {
    namespace: context.facts.namespace,
    name: objectName(context.owner.name, NAMESPACE),
    component: NAMESPACE,
  };
  const blocked = reasonToWait(context);
  if (blocked !== undefined) return [{ ...names, blocked }];
  const object = networkPolicy(context.owner, { ...names, podSelector: {}, ingress: [], egress: [] });
  return [{ object, component: NAMESPACE }];
}
