import type { Found } from '../../audit/rule.ts';
import type { Exposure, Seen } from '../../audit/subjects.ts';
import { familyOf } from '../../semantics/secrets/families.ts';
import { cap } from '../../text.ts';

/** What to do about a credential that is in plain text anywhere but in a Secret. */
export const MOVE =
  'Put the value into a Secret, best into one that a store of secrets keeps, and refer to it. Then replace the credential: whoever could read the object, its history or its repository may have it.';

/** The same paragraph ends the reason of every rule about credentials in plain text. */
export const WHAT_IS_FOUND =
  'Found are private keys, tokens and keys of known forms, logins in URLs, headers and connection strings, manifests of Secrets, and values under names such as password; not found are references, templates, ciphertext, hashes, paths and values that look like names. Neither the value nor any part of it is kept.';

export const SOURCES = [
  'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  'https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml',
];

/** In the object or in the template of its pods. */
export const isInAnnotation = (path: string): boolean =>
  /^(?:spec\.(?:jobTemplate\.spec\.)?template\.|template\.)?metadata\.annotations/.test(path);

function worded({ path, family }: Exposure, where: string): string {
  const place = `${path === '' ? 'the object' : cap(path, 140)}${where}`;
  return family === 'too-large'
    ? `${place} holds more than is looked through: the rest may hold credentials`
    : `${place} holds what looks like ${familyOf(family).title}`;
}

/**
 * The credentials in an object, each as a finding.
 *
 * @param isMeant which of them the rule is about
 * @param where what is to be said of the place, behind its path
 */
export const exposedIn = (
  { exposed = [] }: Seen,
  isMeant: (exposure: Exposure) => boolean,
  where: (exposure: Exposure) => string = () => '',
): Found[] =>
  exposed.filter(isMeant).map((exposure) => ({
    path: exposure.path,
    message: worded(exposure, where(exposure)),
    severity: familyOf(exposure.family).severity,
  }));
