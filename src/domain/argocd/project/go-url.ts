import ipaddr from 'ipaddr.js';

/**
 * What Go makes of a URL that it parses and writes again: url.Parse(text).String(). Not WHATWG's rules, which `URL` of
 * JavaScript follows. Texts here have one character for each byte of UTF-8. Source: net/url of Go 1.25.
 */

type Part = 'path' | 'host' | 'zone' | 'user' | 'fragment';

const UNRESERVED = /[A-Za-z0-9\-._~]/;
/** What may stand as it is, beside {@link UNRESERVED}. */
const ALLOWED: Readonly<Record<Part, string>> = {
  path: '$&+,/:;=@',
  host: '!"$&\'()*+,:;<=>[]',
  zone: '!"$&\'()*+,:;<=>[]',
  user: '$&+,;=',
  fragment: '!$&()*+,/:;=?@',
};

const stands = (character: string, part: Part): boolean =>
  UNRESERVED.test(character) || ALLOWED[part].includes(character);

const hex = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');

const escape = (text: string, part: Part): string =>
  Array.from(text, (one) => (stands(one, part) ? one : `%${hex(one)}`)).join('');

const unhex = (escaped: string): string => String.fromCharCode(Number.parseInt(escaped.slice(1), 16));

/** In a host, only bytes beyond ASCII are escaped, and the percent sign; in its zone, only what might stand there. */
function mayBeEscaped(escaped: string, part: Part): boolean {
  if (escaped === '%25') return true;
  const byte = unhex(escaped);
  if (part === 'host') return byte >= '\x80';
  return part !== 'zone' || byte === ' ' || stands(byte, 'host');
}

function unescape(text: string, part: Part): string | undefined {
  const escapes = text.match(/%[0-9a-f]{2}/gi) ?? [];
  const isHost = part === 'host' || part === 'zone';
  if (/%(?![0-9a-f]{2})/i.test(text) || !escapes.every((one) => mayBeEscaped(one, part))) return undefined;
  const plain = text.replaceAll(/%[0-9a-f]{2}/gi, '');
  if (isHost && Array.from(plain).some((one) => one < '\x80' && !stands(one, part))) return undefined;
  return text.replaceAll(/%[0-9a-f]{2}/gi, unhex);
}

/** A path or fragment keeps its spelling where that is valid, and is escaped anew as a whole where it is not. */
function respelled(text: string, part: 'path' | 'fragment'): string | undefined {
  const plain = unescape(text, part);
  if (plain === undefined || plain === '*') return plain;
  const valid = Array.from(text).every((one) => "!$&'()*+,;=:@[]%".includes(one) || stands(one, part));
  return valid ? text : escape(plain, part);
}

const isPort = (text: string): boolean => /^(?::[0-9]*)?$/.test(text);

function bracketed(host: string): string | undefined {
  const [, address = '', port = ''] = /^\[(.*)\](.*)$/s.exec(host) ?? [];
  const zoneAt = address.indexOf('%25');
  const plain = zoneAt < 0 ? unescape(address, 'host') : unescape(address.slice(0, zoneAt), 'host');
  const zone = zoneAt < 0 ? '' : unescape(address.slice(zoneAt), 'zone');
  if (plain === undefined || zone === undefined || !isPort(port)) return undefined;
  const isAddress = ipaddr.IPv6.isValid(plain) && zone !== '%';
  return isAddress ? `[${plain}${zone}]${port}` : undefined;
}

function hostOf(host: string): string | undefined {
  const bracket = host.lastIndexOf('[');
  if (bracket === 0) return bracketed(host);
  const colon = host.lastIndexOf(':');
  if (bracket > 0 || (colon >= 0 && !isPort(host.slice(colon)))) return undefined;
  return unescape(host, 'host');
}

const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

/** With a password, when there is one, which is why none of this is ever shown. */
function userOf(text: string): string | undefined {
  const colon = text.indexOf(':');
  const name = unescape(colon < 0 ? text : text.slice(0, colon), 'user');
  const password = colon < 0 ? '' : unescape(text.slice(colon + 1), 'user');
  if (name === undefined || password === undefined || !USER.test(text)) return undefined;
  return colon < 0 ? escape(name, 'user') : `${escape(name, 'user')}:${escape(password, 'user')}`;
}

interface Authority {
  /** With its `@`; empty for none. */
  readonly user: string;
  readonly host: string;
}

function authorityOf(text: string): Authority | undefined {
  const at = text.lastIndexOf('@');
  const host = hostOf(text.slice(at + 1));
  const user = at < 0 ? '' : userOf(text.slice(0, at));
  if (host === undefined || user === undefined) return undefined;
  return { user: at < 0 ? '' : `${user}@`, host: escape(host, 'host') };
}

/** `rest` is what follows the scheme, up to the query. */
function hierarchical(scheme: string, rest: string): string | undefined {
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  const end = rest.indexOf('/', 2);
  const authority = hasAuthority ? authorityOf(rest.slice(2, end < 0 ? undefined : end)) : { user: '', host: '' };
  const path = respelled(hasAuthority ? (end < 0 ? '' : rest.slice(end)) : rest, 'path');
  if (authority === undefined || path === undefined) return undefined;
  const { user, host } = authority;
  const slashes =
    hasAuthority && `${host}${path}${user}` !== '' && (scheme !== '' || `${host}${user}` !== '') ? '//' : '';
  return `${scheme === '' ? '' : `${scheme}:`}${slashes}${user}${host}${path}`;
}

function cut(text: string, at: number): readonly [string, string] {
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

function beforeQuery(text: string): string | undefined {
  const [, scheme = '', rest = text] = /^([A-Za-z][A-Za-z0-9+\-.]*):(.*)$/s.exec(text) ?? [];
  if (scheme === '' && text.startsWith(':')) return undefined;
  if (rest.startsWith('/')) return hierarchical(scheme.toLowerCase(), rest);
  if (scheme !== '') return `${scheme.toLowerCase()}:${rest}`;
  return (rest.split('/')[0] ?? '').includes(':') ? undefined : hierarchical('', rest);
}

const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** The URL as Go writes it again; undefined where Go does not take it for one. */
export function rewritten(url: string): string | undefined {
  const [whole, fragment] = cut(toBytes(url), toBytes(url).indexOf('#'));
  if (Array.from(whole).some((one) => one < ' ' || one === '\x7f')) return undefined;
  const [before, query] = cut(whole, whole.indexOf('?'));
  const written = whole === '*' ? whole : beforeQuery(before);
  const after = fragment.length > 1 ? respelled(fragment.slice(1), 'fragment') : '';
  if (written === undefined || after === undefined) return undefined;
  return fromBytes(`${written}${query}${after === '' ? '' : `#${after}`}`);
}
