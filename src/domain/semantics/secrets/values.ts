/**
 * What a value under a telling key may be instead of a credential. Most of it was somebody's false alarm: see
 * defsec#1133, kubescape#1364, #1588 and #1839, regolibrary#563, and the allow lists of gitleaks.
 */

/** A variable, a template, a reference to where the value is, or the value encrypted. */
const REFERENCE = new RegExp(
  [
    String.raw`^\$(?:[A-Za-z_{($]|\d\b)`,
    String.raw`^%[^%]*%$`,
    '^%[({]',
    '^<',
    '^@[^@]*@$',
    String.raw`^@Microsoft\.KeyVault`,
    String.raw`^[{[]`,
    String.raw`^&[A-Za-z]\w*$`,
    String.raw`^\.[A-Za-z]\w*(?:\.|$)`,
    '^__[A-Za-z_]+__$',
    String.raw`^\*[A-Za-z]\w*$`,
    String.raw`^!(?:vault|env|file|secret|reference|Ref|Sub)\b`,
    String.raw`^ENC\[`,
    '^vault:[^#]*#',
    String.raw`^ref\+`,
    '^(?:arn|ssm|env|file|secretref|keyref|k8s|akv|gsm|awssm):',
    String.raw`\{\{|\}\}|\$\{|\$\(|<%|%>|\[\[`,
  ].join('|'),
);

/** Something that was put there to be replaced, or after the value was taken away. */
const MASKED =
  /^(.)\1*$|\*{3}|x{4}|\.{3}|…|^(?:your|insert|enter|replace)[-_ ]?[a-z]|(?:^|[-_.])(?:dummy|fake|placeholder|redacted|masked|unused)(?:$|[-_.])/i;
/** In capitals, as AWS and others mark what they print in their documentation. */
const FROM_DOCUMENTATION = /EXAMPLE/;

const NUMBER = /^[-+]?\d[\d.,_:]*(?:ns|us|ms|s|m|h|d|w|y|[kKMGTPE]i?[bB]?|%)?$/;
const DURATION = /^\d[\dhmsund.µ]*$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.+Z-]*)?$/;
/** Hashes of passwords and digests of files. */
const HASH =
  /^\$(?:2[abxy]?|[156y]|argon2|apr1|pbkdf2|scrypt)|^(?:sha\d{1,3}|md5|pbkdf2|scrypt|SCRAM|bcrypt)[-:_$]|@sha256:/i;
const URL = /^[a-z][a-z0-9+.-]{1,20}:\/\//i;
/** A call, or an entry of a list or map, in a program. */
const CODE = /^[A-Za-z_][\w.]*[([]/;
const ROOTED = /^(?:\.{0,2}|~|[A-Za-z]:)[\\/]/;
const SYSTEM_PATH =
  /^\/(?:etc|opt|var|run|home|mnt|usr|tmp|root|data|app|srv|vault|secrets?|config|conf|certs?|keys|tls|ssl|proc|dev|sys|bitnami)(?:\/|$)/;

const WORDS: ReadonlySet<string> = new Set(
  `true false yes no on off null nil none undefined empty unset default auto always never optional required enabled
  disabled enable disable string str text int integer number bool boolean object array list map bytes any unknown
  todo tbd hidden internal external basic bearer digest plain plaintext oauth oauth2 oidc jwt ldap saml token tokens
  secret secrets password passwords passwd passphrase pass username user key keys credential credentials apikey auth
  authorization header cookie query body form env file vault kubernetes static dynamic`.split(/\s+/),
);

/** A word with a number behind it at most, as names consist of: `k8s`, `oauth2`, `v12`, `1234`. */
const NAME_PART = /^(?:[A-Za-z]*|\d{1,12}|[A-Za-z]{1,12}\d{1,4}[A-Za-z]{0,3}|\d{1,4}[A-Za-z]{1,8})$/;
const BETWEEN = /[-._/:@#\\,+~]/;

/** Whether a text consists of words as names do, be it of an object, a host, a field or a file. */
export function isName(text: string): boolean {
  if (/^[A-Za-z]*$/.test(text)) return true;
  const parts = text.split(BETWEEN);
  return parts.length > 1 && parts.every((part) => NAME_PART.test(part));
}

const isPath = (text: string): boolean =>
  ROOTED.test(text) && (SYSTEM_PATH.test(text) || isName(text.replace(ROOTED, '/')));

/** Whether a text stands for a value that is elsewhere, is filled in later, or was taken away. */
export const isStandIn = (text: string): boolean =>
  REFERENCE.test(text) || MASKED.test(text) || FROM_DOCUMENTATION.test(text);

const ORDINARY = [NUMBER, DURATION, DATE, HASH, URL, CODE];

/** Whether a text is of a sort that no credential is: a flag, a number, a word, a URL, a path, a hash. */
export const isOrdinary = (text: string): boolean =>
  WORDS.has(text.toLowerCase()) || ORDINARY.some((pattern) => pattern.test(text)) || isPath(text);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX_DIGEST = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

/** Whether a text may as well be the id of something, or the hash of a commit or file. */
export const isId = (text: string): boolean => UUID.test(text) || HEX_DIGEST.test(text);
