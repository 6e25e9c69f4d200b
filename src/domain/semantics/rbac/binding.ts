import { entriesOf, type Fields, fieldsOf, type Reading } from '../unknown.ts';
import { metaOf, textOf } from './objects.ts';
import { EVERYTHING, type Rule } from './rule.ts';
import { readSubject, type Subject } from './subject.ts';

/** An object by its kind and name; `namespace` is there where it is in one. */
export interface NamedObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export type BindingKind = 'RoleBinding' | 'ClusterRoleBinding';

/** What one binding says: who may do what, and where. */
export interface Grant {
  readonly binding: NamedObject;
  readonly role: NamedObject;
  /** Undefined: in every namespace, and for what is in none. */
  readonly namespace: string | undefined;
  readonly subjects: readonly Subject[];
  readonly rules: readonly Rule[];
  /** Says of itself that Kubernetes made it; anybody can say that of an object. */
  readonly bootstrap: boolean;
}

/** The rules of a role, undefined when it is not there. */
export type FindRules = (role: NamedObject) => readonly Rule[] | undefined;

/** What stands for a name that cannot be read. */
const UNREADABLE = '(unreadable)';

/** For sorting, and to tell one from the other. */
export const objectText = ({ kind, namespace = '', name }: NamedObject): string =>
  JSON.stringify([kind, namespace, name]);

/** A Role is in the namespace of its binding, and so a ClusterRoleBinding never finds one. */
function readRoleRef(roleRef: unknown, namespace: string): NamedObject | undefined {
  const fields = fieldsOf(roleRef) ?? { kind: false };
  const [kind, name] = [textOf(fields['kind']), textOf(fields['name'])];
  if (kind === undefined || name === undefined) return undefined;
  return kind === 'Role' ? { kind, namespace, name } : { kind, name };
}

function readSubjects(subjects: unknown, own: string | undefined, reading: Reading): readonly Subject[] {
  // A list that cannot be read is one entry that cannot.
  return (entriesOf(subjects) ?? [false]).flatMap((subject) => readSubject(subject, own, reading) ?? []);
}

/**
 * What a binding grants, and whether its role is not there: it then grants nothing yet.
 * A namespace or a role that cannot be read may be any: at its widest the binding holds in the whole cluster, and permits
 * everything. At its narrowest it grants nothing.
 */
export function readBinding(kind: BindingKind, object: Fields, find: FindRules, reading: Reading) {
  const { name = UNREADABLE, namespace: own, labels } = metaOf(object);
  const namespace = kind === 'RoleBinding' ? own : '';
  const ref = readRoleRef(object['roleRef'], namespace ?? UNREADABLE);
  const isKnown = ref !== undefined && (namespace !== undefined || (ref.kind !== 'Role' && reading === 'widest'));
  const unknown = reading === 'widest' ? [EVERYTHING] : [];
  const rules = isKnown ? find(ref) : unknown;
  const grant: Grant = {
    binding: kind === 'RoleBinding' ? { kind, namespace: namespace ?? UNREADABLE, name } : { kind, name },
    role: ref ?? { kind: UNREADABLE, name: UNREADABLE },
    namespace: kind === 'RoleBinding' ? namespace : undefined,
    subjects: readSubjects(object['subjects'], namespace, reading),
    rules: rules ?? [],
    bootstrap: labels['kubernetes.io/bootstrapping'] === 'rbac-defaults',
  };
  return { grant, isDangling: rules === undefined };
}
