/**
 * How surely a key says that its value is a credential. `password`: whatever the value is; `certain`: a key or token, of
 * some length; `hint`: a word that stands in many other keys too, so the value must look like it was made at random.
 */
export type Strength = 'password' | 'certain' | 'hint';

/** In any key that may be one: a first look, and what a text is searched for. */
export const TELLING =
  /pass|pwd|secret|token|cred|auth|bindpw|(?:api|access|private|encryption|signing|master|account|shared|storage|session|license|deploy)[-_. ]?key/i;

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Behind such a word stands something about the credential, or where it is. */
const ABOUT = set(
  `name names file files filename path paths dir directory folder url urls uri uris endpoint endpoints host port server
  id ids ref reference refs keyname key keys enabled enable disabled required ttl length len size min max minimum
  maximum count limit type types kind mode method methods policy policies pattern regex format field fields column
  header headers param parameter prefix suffix label labels text hint message msg description desc placeholder title
  prompt expiry expires expiration expire expired age lifetime timeout duration seconds minutes hours days interval
  period rotation reset hash hashed checksum digest sum sha algorithm alg algo cipher encoding encoder version provider
  issuer audience aud scope scopes source store manager class template selector strength strategy validator generator
  env var variable variables index attempts retries history location bucket region namespace mount volume backend
  engine group groups user users username owner role roles plugin driver handler filter login security review reviews
  request requests response webhook separator delimiter complexity allowed change changed updated created time date
  timestamp iterations rounds pub cert certs certificate crt ca pem yaml yml json conf config cfg properties ini toml
  sh xml template tpl tmpl lock annotation annotations reload auto match integration exchange handling reviewer`,
);

/** A key with one of these says whether there is a credential, what it was made of, or which one is taken. */
const BESIDE = set(
  'checksum hash digest sha existing use enable disable is has allow require skip no without public csrf',
);

const PASSWORD = 'password passwd passphrase passcode pwd requirepass masterauth bindpw'.split(' ');
const CERTAIN = [
  'apikey secretkey accesskey privatekey encryptionkey signingkey masterkey accountkey sharedkey storagekey authkey',
  'sessionkey licensekey deploykey clientsecret appsecret consumersecret sharedsecret sessionsecret cookiesecret',
  'jwtsecret webhooksecret signingsecret hmacsecret apisecret accesstoken authtoken apitoken bearertoken bottoken',
  'refreshtoken personaltoken privatetoken registrationtoken admintoken roottoken deploytoken jobtoken vaulttoken',
].flatMap((line) => line.split(' '));
const HINT = ['secret', 'token', 'credential', 'cred'];

const endsWith = (word: string, ends: readonly string[]): boolean =>
  ends.some((end) => word.endsWith(end) || (word.endsWith('s') && word.endsWith(`${end}s`)));

const wordsOf = (key: string): string[] =>
  key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');

function strengthOfWords(words: readonly string[]): Strength | undefined {
  const pairs = words.map((word, index) => word + (words[index + 1] ?? ''));
  if (words.some((word, index) => endsWith(word, PASSWORD) || (index > 0 && /^(?:pass|pw)$/.test(word))))
    return 'password';
  if (pairs.some((pair) => endsWith(pair, CERTAIN))) return 'certain';
  const hints = words.some((word) => endsWith(word, HINT) || word === 'auth' || word === 'authorization');
  return hints ? 'hint' : undefined;
}

/**
 * `key` is about a credential unless it is one: `secretKey`, and not `passwordKey`. The `passwordSecret` is the one that
 * holds the password.
 */
function isAbout(words: readonly string[]): boolean {
  const [last = '', before = ''] = words.toReversed();
  if (/^secrets?$/.test(last)) return endsWith(before, PASSWORD);
  const isKey = /^keys?$/.test(last) && endsWith(before + last, CERTAIN);
  return ABOUT.has(last) && !isKey;
}

/**
 * How surely a key says that its value is a credential; undefined where it does not. Words are told apart by capitals and
 * by anything that is no letter, so `author`, `tokenizer` and `keyboard` say nothing.
 *
 * @param key of a field, an environment variable, a flag or an annotation; at most a few hundred characters are read
 */
export function strengthOf(key: string): Strength | undefined {
  if (key.length > 256 || !TELLING.test(key)) return undefined;
  const all = wordsOf(key);
  if (all.some((word) => BESIDE.has(word))) return undefined;
  const words = wordsOf(key.slice(key.lastIndexOf('/') + 1));
  return isAbout(words) ? undefined : strengthOfWords(words);
}
