import { COMMENT } from './assignments.ts';
import { credentialUnder } from './credential.ts';
import { entropyOf } from './entropy.ts';
import { isSecretManifest } from './secret-manifest.ts';
import { decoded, type Form } from './tokens.ts';
import { isName, isOrdinary, isStandIn } from './values.ts';

/** Credentials that are known by what is around them. Every pattern looks a bounded way ahead. */

/** The private key is the credential; without one the file is harmless. */
const isServiceAccount = (text: string): boolean =>
  /\\?["']?private_key\\?["']?\s{0,4}:\s{0,4}[|>"'\\][^A-Za-z]{0,16}-----BEGIN /.test(text) &&
  /type\\?["']?\s{0,4}:\s{0,4}\\?["']?service_account/.test(text);

const CLIENT_KEY = /client-key-data["']?\s{0,4}:\s{0,4}["']?[A-Za-z0-9+/]{64}/;
const IS_CONFIG = /current-context["']?\s{0,4}:|["']?kind["']?\s{0,4}:\s{0,4}["']?Config["']?\s/;
const TOKEN = /(?:^|[\s{,"'])token["']?\s{0,4}:\s{0,4}["']?([\w.~+/=-]{16,4096})/g;

function isKubeconfig(text: string): boolean {
  if (CLIENT_KEY.test(text)) return true;
  if (!IS_CONFIG.test(text)) return false;
  return [...text.matchAll(TOKEN)].some(([, token = '']) => !isStandIn(token) && !isName(token));
}

const AUTH = /auth["']?\s{0,4}:\s{0,4}["']?([A-Za-z0-9+/]{6,2048}={0,2})/g;

/** One `auth` at least, base64 of a name, a colon and a password. A `password` beside it is found by its key. */
function isDockerConfig(text: string): boolean {
  const whole = /eyJhdXRocyI6[A-Za-z0-9+/]{16,65536}/.exec(text)?.[0];
  const json = whole === undefined ? text : (decoded(whole.slice(0, whole.length - (whole.length % 4))) ?? '');
  const logins = [...json.matchAll(AUTH)].map(([, base64 = '']) => decoded(base64) ?? '');
  return logins.some((login) => /^[^:]{1,512}:./.test(login));
}

/** The user and password of a URL, from behind `://`. Azure DevOps and SSH take names there without a password. */
function isUserinfo(userinfo: string): boolean {
  const colon = userinfo.indexOf(':');
  const password = colon < 0 ? '' : userinfo.slice(colon + 1);
  if (password !== '') return !isStandIn(password) && !isStandIn(userinfo);
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon);
  return user.length >= 20 && /\d/.test(user) && !isName(user) && !isStandIn(user) && entropyOf(user) >= 3.5;
}

const USERINFO = /:\/\/([^\s/?#"'<>`\\@]{1,512}@?[^\s/?#"'<>`\\@]{0,64})@/g;

/** Whether the line up to a place begins as a comment: URLs with a made-up password stand in many. */
function isComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 256), at);
  return COMMENT.test(before.slice(before.lastIndexOf('\n') + 1));
}

function hasUserinfo(text: string): boolean {
  for (const { 1: userinfo = '', index } of text.matchAll(USERINFO))
    if (isUserinfo(userinfo) && !isComment(text, index)) return true;
  return false;
}

/** `user:password@tcp(host)/database`: github.com/go-sql-driver/mysql */
const isMysqlDsn = (text: string): boolean =>
  [...text.matchAll(/(?<![\w.-])[\w.-]{1,64}:([^\s@/"'`]{2,128})@(?:tcp|unix)\(/g)].some(
    ([, password = '']) => !isStandIn(password),
  );

const HEADER = /\b(basic|bearer)\s{1,4}([\w.~+/-]{8,4096}={0,2})/gi;

/** RFC 7617 and RFC 6750. */
function isAuthorization(text: string): boolean {
  for (const [, scheme = '', value = ''] of text.matchAll(HEADER)) {
    const isBasic = scheme.toLowerCase() === 'basic';
    if (isBasic && /^[^:\s]{1,256}:[^\s]{2,}$/.test(decoded(value) ?? '')) return true;
    if (!isBasic && credentialUnder('token', value) !== undefined) return true;
  }
  return false;
}

/** `curl -u name:password`, as commands and scripts have it. */
const CURL_USER = /\s(?:-u|--user)[= ]{1,4}["']?[^\s:"'$<]{0,128}:([^\s"']{3,128})/g;

const isCurlLogin = (text: string): boolean =>
  [...text.matchAll(CURL_USER)].some(([, password = '']) => !isStandIn(password) && !isOrdinary(password));

export const STRUCTURES: readonly Form[] = [
  { family: 'gcp-service-account', sign: 'service_account', isIn: isServiceAccount },
  {
    family: 'kubeconfig',
    sign: 'client-key-data|current-context|kind["\']?\\s?:\\s?["\']?Config\\b',
    isIn: isKubeconfig,
  },
  { family: 'kubernetes-secret', sign: 'kind\\\\?["\']?\\s{0,4}:\\s{0,4}\\\\?["\']?Secret\\b', isIn: isSecretManifest },
  { family: 'docker-config', sign: 'auths|eyJhdXRocyI6', isIn: isDockerConfig },
  { family: 'url-password', sign: ':\\/\\/[^\\s/?#"\'<>`\\\\@]{1,512}@', isIn: hasUserinfo },
  { family: 'http-login', sign: '[bB](?:asic|earer)\\s{1,4}[\\w.~+/-]{8}', isIn: isAuthorization },
  { family: 'http-login', sign: 'curl\\b', isIn: isCurlLogin },
  { family: 'dsn', sign: '@(?:tcp|unix)\\(', isIn: isMysqlDsn },
];
