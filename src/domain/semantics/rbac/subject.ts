import { fieldsOf, type Reading } from '../unknown.ts';
import { textOf } from './objects.ts';

/** To whom a binding gives its role. `Unreadable` may be anybody. */
export interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount' | 'Unreadable';
  readonly name: string;
  /** Of a ServiceAccount. */
  readonly namespace?: string;
}

/** Who asks, as authentication has found out. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}

/** Its members may do everything, whatever RBAC says: the API server asks nobody. */
export const MASTERS = 'system:masters';

const ACCOUNT = 'system:serviceaccount:';
const ACCOUNTS = 'system:serviceaccounts';

const UNREADABLE: Subject = { kind: 'Unreadable', name: '' };

/** A ServiceAccount as the API server knows it. */
export function serviceAccountUser({ namespace, name }: ServiceAccountName): User {
  return {
    name: `${ACCOUNT}${namespace}:${name}`,
    groups: [ACCOUNTS, `${ACCOUNTS}:${namespace}`, 'system:authenticated'],
  };
}

/** A ServiceAccount may be bound by its user name as well: the authorizer compares nothing else. */
function userSubject(name: string): Subject {
  const [namespace = '', account = '', ...rest] = name.startsWith(ACCOUNT) ? name.slice(ACCOUNT.length).split(':') : [];
  if (namespace === '' || account === '' || rest.length > 0) return { kind: 'User', name };
  return { kind: 'ServiceAccount', namespace, name: account };
}

/**
 * One entry of `subjects`; undefined when it is nobody. `apiGroup` decides nothing.
 * Source: kubernetes, pkg/registry/rbac/validation/rule.go, appliesToUser.
 *
 * @param own the namespace of the binding, for ServiceAccounts without one: empty where it is in none
 */
export function readSubject(value: unknown, own: string | undefined, reading: Reading): Subject | undefined {
  const fields = fieldsOf(value) ?? { kind: false };
  const [kind, name, given] = [textOf(fields['kind']), textOf(fields['name']), textOf(fields['namespace'])];
  const anybody = reading === 'widest' ? UNREADABLE : undefined;
  if (kind === 'User') return name === undefined ? anybody : userSubject(name);
  if (kind === 'Group') return name === undefined ? anybody : { kind, name };
  if (kind !== 'ServiceAccount') return kind === undefined ? anybody : undefined;
  const namespace = given === '' ? own : given;
  if (name === undefined || namespace === undefined) return anybody;
  return namespace === '' ? undefined : { kind, namespace, name };
}

/** The name by which a User or ServiceAccount is known to the authorizer. */
export function userNameOf({ kind, namespace, name }: Subject): string {
  return kind === 'ServiceAccount' ? `${ACCOUNT}${namespace}:${name}` : name;
}

/** For sorting, and to tell one from the other. */
export const subjectText = ({ kind, namespace = '', name }: Subject): string => JSON.stringify([kind, namespace, name]);
