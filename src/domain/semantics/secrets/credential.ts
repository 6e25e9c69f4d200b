import { entropyOf } from './entropy.ts';
import type { FamilyId } from './families.ts';
import { strengthOf, type Strength } from './keys.ts';
import { isId, isName, isOrdinary, isStandIn } from './values.ts';

/** Longer values are keys in PEM and the like, which have patterns of their own, or ciphertext. */
export const MAX_VALUE = 512;

/** What a program or a chart calls a password by, in place of one: `config.password`, `my-db-password`. */
const isNameOfSuch = (value: string): boolean =>
  /^[A-Za-z]+(?:[-._:/][A-Za-z]+)+$/.test(value) && /pass|pwd|secret|token|key|cred|auth/i.test(value);

/** Of `hint`: 3.5 bits, and more than letters, as gitleaks has it. Random hexadecimal digits have less than 4. */
const LOOKS_LIKE: Readonly<Record<Strength, (value: string) => boolean>> = {
  password: (value) => value.length >= 4 && !isNameOfSuch(value),
  certain: (value) => value.length >= 8 && !isName(value) && entropyOf(value) >= 2.5,
  hint: (value) => value.length >= 10 && /\d/.test(value) && !isName(value) && !isId(value) && entropyOf(value) >= 3.5,
};

const isAwsSecret = (key: string, value: string): boolean =>
  /^[A-Za-z0-9/+]{40}$/.test(value) && /secret.?access.?key/i.test(key);

/**
 * Whether the value of a key is a credential, by the two of them: the family, or undefined. A value with a space in it is
 * taken for words about a credential.
 */
export function credentialUnder(key: string, value: string): FamilyId | undefined {
  if (value.length < 4 || value.length > MAX_VALUE || /\s/.test(value)) return undefined;
  const strength = strengthOf(key);
  if (strength === undefined || isStandIn(value) || isOrdinary(value)) return undefined;
  if (!LOOKS_LIKE[strength](value) || value.toLowerCase() === key.toLowerCase()) return undefined;
  return isAwsSecret(key, value) ? 'aws-secret-key' : 'generic';
}
