import { byText } from '../../order.ts';
import { type Grant, type NamedObject, objectText } from './binding.ts';
import { grantsTo, holdsIn, type RbacGraph } from './graph.ts';
import { type Attributes, permits, type Rule } from './rule.ts';
import { MASTERS, type Subject, subjectText, type User } from './subject.ts';

/** Somebody who may do something, and by which binding to which role. */
export interface Access {
  readonly subject: Subject;
  readonly binding: NamedObject;
  readonly role: NamedObject;
}

const namespaceOf = (attributes: Attributes): string | undefined =>
  'path' in attributes ? undefined : attributes.namespace;

/** Whether rules permit a request, found out once for those that many bindings share. */
function remembered(attributes: Attributes): (rules: readonly Rule[]) => boolean {
  const known = new Map<readonly Rule[], boolean>();
  return (rules) => {
    const answer = known.get(rules) ?? rules.some((rule) => permits(rule, attributes));
    known.set(rules, answer);
    return answer;
  };
}

function accessesBy({ subjects, binding, role }: Grant): readonly Access[] {
  return [...new Map(subjects.map((subject) => [subjectText(subject), subject])).values()].map((subject) => ({
    subject,
    binding,
    role,
  }));
}

/**
 * All who are permitted a request by a binding, sorted by subject and binding, once for each binding. Members of
 * `system:masters` are permitted everything without any, and are not listed for that.
 */
export function whoCan(graph: RbacGraph, attributes: Attributes): readonly Access[] {
  const permitted = remembered(attributes);
  const granting = graph.grants.filter((grant) => holdsIn(grant, namespaceOf(attributes)) && permitted(grant.rules));
  const keyed = granting
    .flatMap(accessesBy)
    .map((access) => ({ access, key: `${subjectText(access.subject)} ${objectText(access.binding)}` }));
  return keyed.toSorted(byText(({ key }) => key)).map(({ access }) => access);
}

/** The rules that count for a user in a namespace; undefined: for what is in none. Without what `system:masters` may. */
export function rulesFor(graph: RbacGraph, user: User, namespace?: string): readonly Rule[] {
  return grantsTo(graph, user)
    .filter((grant) => holdsIn(grant, namespace))
    .flatMap(({ rules }) => rules);
}

/** Whether the API server permits a user a request, with RBAC as its only authorizer. */
export function can(graph: RbacGraph, user: User, attributes: Attributes): boolean {
  if (user.groups.includes(MASTERS)) return true;
  return rulesFor(graph, user, namespaceOf(attributes)).some((rule) => permits(rule, attributes));
}
