import type { KubeObject, PolicyRule } from '../../../api/kube.ts';
import type { Owner } from '../../ownership.ts';
import { counted } from '../../text.ts';
import type { Withheld } from '../../withheld.ts';
import type { Desired } from '../outcome.ts';
import { type Denied, deniedGrant, deniedText } from './grants.ts';
import type { Namespaces } from './namespaces.ts';
import { RBAC } from './objects.ts';

/** Of what is generated at once: beyond it nothing is, so that a `*` does not fill the cluster. */
export const MAX_OBJECTS = 1000;

export interface RbacInput {
  readonly owner: Owner;
  readonly namespaces: Namespaces;
  /** The rules that the operator holds everywhere itself; undefined while that is not known. */
  readonly held: readonly PolicyRule[] | undefined;
  /** Keys of what was applied, or is there and labelled as ours: what stays as it is, is among these. */
  readonly known: Iterable<string>;
}

export interface RbacObjects {
  readonly desired: readonly Desired[];
  /** Keys of what stays as it is for now. */
  readonly kept: ReadonlySet<string>;
  readonly withheld: readonly Withheld[];
  /** What the operator may not grant, once for each role. */
  readonly denied: readonly Denied[];
}

/** What stands or falls together: the objects of one role, or of one project, in all of its namespaces. */
export interface Part {
  readonly kind: 'Role' | 'ServiceAccount';
  /** What its objects are named after. */
  readonly name: string;
  /** The role of the policy that its rules are those of, or `impersonation.tenant`. */
  readonly role: string;
  readonly rules: readonly PolicyRule[];
  /** `Kind/name` of its objects, in whatever namespace. */
  readonly names: readonly string[];
  readonly namespaces: readonly string[];
  readonly objectsIn: (namespace: string) => readonly KubeObject[];
}

/** Which of the known keys are objects of these names, in any namespace. */
export function keysNamed(names: readonly string[], known: Iterable<string>): Set<string> {
  const wanted = new Set(names);
  return new Set([...known].filter((key) => wanted.has(key.replace(/\/.*\//, '/'))));
}

const keysOf = (parts: readonly Part[], known: Iterable<string>): Set<string> =>
  keysNamed(
    parts.flatMap(({ names }) => names),
    known,
  );

const withheld = ({ kind, name }: Part, reason: Withheld['reason'], message: string): Withheld => ({
  reason,
  kind,
  name,
  message,
});

function nothing(parts: readonly Part[], reasons: readonly Withheld[], { known }: RbacInput): RbacObjects {
  return { desired: [], kept: keysOf(parts, known), withheld: reasons, denied: [] };
}

function objectsOf({ namespaces, objectsIn }: Part): Desired[] {
  return namespaces.flatMap(objectsIn).map((object) => ({ object, component: RBAC }));
}

function permitted(parts: readonly Part[], held: readonly PolicyRule[], { owner, known }: RbacInput): RbacObjects {
  const judged = new Map(parts.map(({ role, rules }) => [role, rules]));
  const denied = [...judged].flatMap(([role, rules]) => deniedGrant(owner.name, role, held, rules) ?? []);
  const texts = new Map(denied.map((each) => [each.role, deniedText(each)]));
  const refused = parts.filter(({ role }) => texts.has(role));
  return {
    desired: parts.filter(({ role }) => !texts.has(role)).flatMap(objectsOf),
    kept: keysOf(refused, known),
    withheld: refused.map((part) => withheld(part, 'EscalationDenied', texts.get(part.role) ?? '')),
    denied,
  };
}

/**
 * The objects of all parts, each part in all of its namespaces or not at all: a part that the operator may not grant is
 * left as it is, and all of them are while that is not known, or would be too many.
 *
 * @param field of the policy, which asks for them
 */
export function generate(parts: readonly Part[], field: string, input: RbacInput): RbacObjects {
  const count = parts.reduce((sum, { namespaces, names }) => sum + namespaces.length * names.length, 0);
  if (count > MAX_OBJECTS) {
    const message = `${counted(count, 'object')} would be more than ${MAX_OBJECTS}, so none is changed: name fewer namespaces`;
    return nothing(parts, [{ reason: 'TooManyObjects', kind: 'Role', name: field, message }], input);
  }
  if (input.held !== undefined) return permitted(parts, input.held, input);
  const message = 'it is not known yet what the operator may grant';
  return nothing(
    parts,
    parts.map((part) => withheld(part, 'Waiting', message)),
    input,
  );
}
