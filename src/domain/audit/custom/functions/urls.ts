import { refuse } from '../errors.ts';
import type { Meter } from '../meter.ts';
import type { CelFunction, CelType } from './function.ts';

class Location {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(scheme: string, host: string, path: string, query: string) {
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
}

const MAX_TEXT = 8192;

const HOST = /^(\[[0-9A-Fa-f:.%]+\]|[^\s:[\]<>"%\\^`{|}]*)(:\d*)?$/;

const isEscaped = (text: string): boolean => !/%(?![0-9A-Fa-f]{2})/.test(text);

/** An absolute URI, or an absolute path. Source: net/url, ParseRequestURI, which k8s.io/apiserver's urls.go takes. */
function parse(text: string): Location | undefined {
  if (text.length > MAX_TEXT || text === '' || /\p{Cc}/u.test(text)) return undefined;
  const [, scheme = '', authority, path = '', query = ''] =
    /^(?:([A-Za-z][-A-Za-z0-9+.]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  const host = (authority ?? '').replace(/^.*@/s, '');
  const isAbsolute = path.startsWith('/') || (authority !== undefined && path === '') || scheme !== '';
  if (!isAbsolute || !HOST.test(host) || !isEscaped(path)) return undefined;
  return new Location(scheme.toLowerCase(), host, path, query);
}

const url = (text: string): Location => parse(text) ?? refuse('a text is no URL');

const hostname = ({ host }: Location): string => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
const port = ({ host }: Location): string => /:(\d*)$/.exec(host.replace(/^\[.*\]/, ''))?.[1] ?? '';

/** As it may stand in a URL: what must be escaped is, and nothing twice. */
const escapedPath = ({ path }: Location): string =>
  path.replace(/[^-A-Za-z0-9._~!$&'()*+,;=:@/%[\]]/gu, (character) => encodeURIComponent(character.toWellFormed()));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Every key with all its values. */
function queryOf({ query }: Location): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';')) continue;
    const [key = '', value = ''] = part.split(/=(.*)/s, 2).map(decoded);
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else known.push(value);
  }
  return values;
}

const of = (
  signature: string,
  does: string,
  example: string,
  run: (meter: Meter, ...values: never[]) => unknown,
): CelFunction => ({ signature, from: 'Kubernetes', does, example, run });

const T = 'kubernetes.URL';
const A = `url('https://user@[::1]:80/a b?k=1&k=2')`;

/** Source: k8s.io/apiserver, pkg/cel/library/urls.go. */
export const URLS: readonly CelFunction[] = [
  of(
    `url(string): ${T}`,
    'From a text: an absolute URI, or an absolute path.',
    `url('/a') == url('/a')`,
    (_, text: string) => url(text),
  ),
  of('isURL(string): bool', 'Whether a text is one.', `!isURL('../a')`, (_, text: string) => parse(text) !== undefined),
  of(
    `${T}.getScheme(): string`,
    'Such as https; empty where there is none.',
    `${A}.getScheme() == 'https'`,
    (_, it: Location) => it.scheme,
  ),
  of(
    `${T}.getHost(): string`,
    'With its port, if it has one.',
    `${A}.getHost() == '[::1]:80'`,
    (_, it: Location) => it.host,
  ),
  of(`${T}.getHostname(): string`, 'Without port and brackets.', `${A}.getHostname() == '::1'`, (_, it: Location) =>
    hostname(it),
  ),
  of(`${T}.getPort(): string`, 'Empty where there is none.', `${A}.getPort() == '80'`, (_, it: Location) => port(it)),
  of(
    `${T}.getEscapedPath(): string`,
    'As it stands in a URL.',
    `${A}.getEscapedPath() == '/a%20b'`,
    (_, it: Location) => escapedPath(it),
  ),
  of(
    `${T}.getQuery(): map<string, list<string>>`,
    'Every key with all its values.',
    `${A}.getQuery().k == ['1', '2']`,
    (_, it: Location) => queryOf(it),
  ),
];

const textOf = ({ scheme, host, path, query }: Location): string => JSON.stringify([scheme, host, path, query]);

export const URL_TYPES: readonly CelType[] = [
  { name: T, constructor: Location, equals: (one: Location, other: Location) => textOf(one) === textOf(other) },
];
