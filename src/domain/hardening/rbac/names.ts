import { createHash } from 'node:crypto';

/** As long as a label value: longer names are valid, but not every tool knows it. */
const MAX_NAME = 63;
const HASH_LENGTH = 10;
const ENDS_LIKE_A_HASH = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`);

function withHash(name: string, parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, MAX_NAME - HASH_LENGTH - 1).replace(/[-.]+$/, '')}-${hash}`;
}

const isPlain = (name: string): boolean => name.length <= MAX_NAME && !ENDS_LIKE_A_HASH.test(name);

/**
 * The name of a Role: readable, at most 63 characters, and never the same for two roles. `gsp-a-b-c` could be the role
 * `b-c` of policy `a`, or `c` of policy `a-b`: only what no `-` makes ambiguous goes without a hash.
 */
export function roleName(policy: string, role: string): string {
  const name = `gsp-${policy}-${role}`;
  return isPlain(name) && !role.includes('-') ? name : withHash(name, ['role', policy, role]);
}

/**
 * The name of the RoleBinding to a Role of the same namespace. What a binding refers to cannot be changed, so the name
 * depends on it: a binding to another Role is another object, and is there before the old one goes.
 */
export const bindingName = (role: string): string => withHash(role, ['binding', 'Role', role]);

/** The ServiceAccount that a project deploys as, in each of its namespaces: people write this name in roles. */
export function accountName(project: string): string {
  const name = `gsp-${project}`;
  return isPlain(name) ? name : withHash(name, ['account', project]);
}

/** The Role of that ServiceAccount: always with a hash, so that it is the name of no role of a policy. */
export const accountRoleName = (project: string): string => withHash(`gsp-${project}`, ['account-role', project]);
