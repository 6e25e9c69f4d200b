/**
 * Made-up credentials of the forms that issuers use. None stands in a file as it is: scanners of repositories would
 * find it there.
 */

const ALPHABETS = {
  alnum: 'q7Rw2LmX9vBt4KzH0pYc6NdJs8GfA3eUiZ1oT5hQrVyMxCkWnPjDbESlFgOaIu',
  upper: 'Q7RW2LMX3VBT4KZHPYC6NDJSGFAEUIO5',
  bech32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  hex: '7f3a9c0e5b1d8246',
  digits: '7391046258',
} as const;

/** Text that looks random, the same every time. */
export function made(alphabet: keyof typeof ALPHABETS, length: number): string {
  const units = ALPHABETS[alphabet];
  return Array.from(
    { length },
    (_, index) => units[(index * 7 + Math.floor(index / units.length) * 3) % units.length],
  ).join('');
}

export const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const pem = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

export const privateKey = (label = 'PRIVATE KEY'): string => pem(label, made('alnum', 64));
export const certificate = pem('CERTIFICATE', made('alnum', 64));
export const publicKey = pem('PUBLIC KEY', made('alnum', 64));
export const jwt = [
  base64url('{"alg":"HS256","typ":"JWT"}'),
  base64url('{"sub":"1234567890"}'),
  made('alnum', 43),
].join('.');
export const githubToken = `ghp_${made('alnum', 36)}`;
export const awsKeyId = `AKIA${made('upper', 16)}`;
export const password = `${made('alnum', 12)}!`;
