import type { Role } from '../../../api/kube.ts';
import { missingRules } from './covers.ts';
import type { RbacGraph } from './graph.ts';
import { metaOf, objectOf, textOf } from './objects.ts';
import { EVERYTHING, readRules, type Rule } from './rule.ts';
import type { User } from './subject.ts';
import { can, rulesFor } from './who-can.ts';

const GROUP = 'rbac.authorization.k8s.io';

/**
 * Members of `system:masters` are exempt, as from all else.
 *
 * @param namespace in which the verb must be permitted: of the Role, or of the binding
 */
function isExempt(graph: RbacGraph, user: User, verb: 'escalate' | 'bind', role: Role, namespace: string): boolean {
  const object = objectOf(role);
  const resource = textOf(object['kind']) === 'Role' ? 'roles' : 'clusterroles';
  const attributes = { verb, group: GROUP, resource, name: metaOf(object).name ?? '', namespace };
  return can(graph, user, attributes);
}

/** Whoever aggregates may come to grant anything, now or later. */
function wantedBy(role: Role): readonly Rule[] {
  const { rules, aggregationRule = null } = objectOf(role);
  return [...readRules(rules, 'widest'), ...(aggregationRule === null ? [] : [EVERYTHING])];
}

/**
 * What a user lacks to write a Role or ClusterRole as it is to be, besides the right to write it at all; none: it may be
 * written. By PUT or PATCH: a POST knows no name, so that `escalate` for certain names does not count for it.
 * Source: kubernetes, pkg/registry/rbac, escalation_check.go and role and clusterrole/policybased/storage.go.
 *
 * @param graph read at its narrowest when it is about ourselves
 */
export function missingToWrite(graph: RbacGraph, user: User, role: Role): readonly Rule[] {
  const { namespace = '' } = metaOf(objectOf(role));
  if (isExempt(graph, user, 'escalate', role, namespace)) return [];
  return missingRules(rulesFor(graph, user, namespace), wantedBy(role));
}

/**
 * What a user lacks to bind a Role or ClusterRole, likewise. A role that is not there can be bound only by whom `bind` or
 * `system:masters` exempts. Source: rolebinding and clusterrolebinding/policybased/storage.go.
 *
 * @param namespace of the RoleBinding; empty for a ClusterRoleBinding
 */
export function missingToBind(graph: RbacGraph, user: User, role: Role, namespace: string): readonly Rule[] {
  if (isExempt(graph, user, 'bind', role, namespace)) return [];
  return missingRules(rulesFor(graph, user, namespace), readRules(objectOf(role)['rules'], 'widest'));
}
