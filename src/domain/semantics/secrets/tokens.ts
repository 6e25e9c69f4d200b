import { entropyOf } from './entropy.ts';
import type { FamilyId } from './families.ts';

/**
 * Credentials that are known by their own form. Lengths and floors of entropy are those of the rules of gitleaks
 * (config/gitleaks.toml), which has them from the issuers. A pattern either has a bounded length or begins where no
 * character of its own is before it, so none is tried twice over the same text.
 */
export interface Form {
  readonly family: FamilyId;
  /** Source of a pattern for what no text of this family is without: a first look, at many families at once. */
  readonly sign: string;
  readonly isIn: (text: string) => boolean;
}

/** Whether one of the matches has so much entropy that it is no example. */
function random(pattern: RegExp, floor: number, also: (token: string) => boolean = () => true): Form['isIn'] {
  return (text) => {
    for (const [token] of text.matchAll(pattern)) if (entropyOf(token) >= floor && also(token)) return true;
    return false;
  };
}

const isText = (bytes: string): boolean => /^[\x20-\x7e\s]*$/.test(bytes);

/** What a text is in base64, of either alphabet; undefined where that is no ASCII. */
export function decoded(base64: string): string | undefined {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  return isText(text) ? text : undefined;
}

/** A token has a header that names an algorithm: RFC 7515. */
const isJwt = (token: string): boolean => /"alg"\s{0,4}:/.test(decoded(token.slice(0, token.indexOf('.'))) ?? '');

const JWT = /(?<![\w-])eyJ[\w-]{14,}\.[\w-]{16,}\.[\w-]{10,}/g;

const isEncodedJwt = (token: string): boolean => {
  const text = decoded(token) ?? '';
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text.trim()) && isJwt(text);
};

/** More than an example of its beginning and end: 64 characters of base64, wherever lines are broken, escaped or not. */
function isPrivateKey(text: string): boolean {
  for (const { 0: header, index } of text.matchAll(/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g)) {
    const from = index + header.length;
    const [body = ''] = text.slice(from, from + 4096).split('-----END', 1);
    const bare = body.replaceAll(/\\+[nrt]|\s/g, '');
    if (!/\.{3}|[<$…*]|\{\{/.test(bare) && bare.replaceAll(/[^A-Za-z0-9+/=]/g, '').length >= 64) return true;
  }
  return false;
}

export const TOKENS: readonly Form[] = [
  { family: 'private-key', sign: 'PRIVATE KEY', isIn: isPrivateKey },
  {
    family: 'age-key',
    sign: 'AGE-SECRET-KEY-1',
    isIn: (text) => /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/.test(text),
  },
  {
    family: 'aws-access-key',
    sign: 'A(?:KIA|SIA|BIA|CCA|3T)',
    isIn: random(
      /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|A[KS]IA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
      3,
      (token) => !token.endsWith('EXAMPLE'),
    ),
  },
  { family: 'azure-client-secret', sign: 'Q~', isIn: random(/(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g, 3) },
  { family: 'gcp-api-key', sign: 'AIza', isIn: random(/(?<![\w-])AIza[\w-]{35}(?![\w-])/g, 4) },
  {
    family: 'github-token',
    sign: 'gh[pousr]_|github_pat_',
    isIn: random(/(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{82})/g, 3),
  },
  {
    family: 'gitlab-token',
    sign: 'gl(?:pat|ptt|dt|rt|rtr|cbt|ft|soat|agent|imt|ffct|oas)-',
    isIn: random(/(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|rtr|cbt|ft|soat|agent|imt|ffct|oas)-[\w-]{20,64}/g, 3),
  },
  { family: 'npm-token', sign: 'npm_', isIn: random(/(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g, 2) },
  {
    family: 'slack-token',
    sign: 'xox[a-z]-|xapp-|hooks\\.slack\\.com/',
    isIn: random(
      /(?<![A-Za-z0-9])(?:xox[abeoprs]-(?:\d-)?[A-Za-z0-9]|xapp-\d-[A-Z0-9])[A-Za-z0-9-]{20,250}|hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Z0-9]{6,20}\/[A-Za-z0-9]{6,20}\/[A-Za-z0-9]{16,50}/g,
      3,
      (token) => /\d/.test(token),
    ),
  },
  {
    family: 'stripe-key',
    sign: '[sr]k_(?:test|live|prod)_',
    isIn: random(/(?<![A-Za-z0-9])[sr]k_(?:test|live|prod)_[A-Za-z0-9]{10,99}/g, 2, (token) => /\d/.test(token)),
  },
  {
    family: 'vault-token',
    sign: 'hv[sbr]\\.|\\bs\\.[A-Za-z0-9]{24}',
    isIn: random(
      /(?<![\w.-])(?:hvs\.[\w-]{24,120}|hv[br]\.[\w-]{100,300}|s\.[A-Za-z0-9]{24}(?![\w.-]))/g,
      3.5,
      (token) => /\d/.test(token),
    ),
  },
  { family: 'jwt', sign: 'eyJ', isIn: random(JWT, 3, isJwt) },
  { family: 'jwt', sign: 'ZXlK', isIn: random(/(?<![\w+/])ZXlK[\w+/-]{60,8192}={0,2}/g, 2, isEncodedJwt) },
];
