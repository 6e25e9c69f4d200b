import type { Context } from './context.ts';
import { NAMESPACE, networkPolicy, objectName } from './object.ts';
import type { BlockedReason, Outcome } from './outcome.ts';

function reasonToWait({ discovery: { components, problems }, apiServer }: Context): BlockedReason | undefined {
  if (problems.length > 0) return 'ComponentUnprotected';
  if (components.length === 0) return 'ArgoCDNotFound';
  return apiServer === undefined && components.some(({ outside }) => outside.apiServer)
    ? 'ComponentUnprotected'
    : undefined;
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
  return [{ object, component: NAMESPACE, needsApiServer: false }];
}
