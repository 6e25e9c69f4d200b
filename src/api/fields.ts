import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** The scalar fields and small structures that the schema is made of, each with its bound and its rules. */

/** One rule in two languages with one message: CEL for the API server, a predicate for `parsePolicy`. */
export interface Rule<T> {
  /** CEL; https://kubernetes.io/docs/reference/using-api/cel/ says what is there beyond the standard. */
  readonly cel: string;
  /** What to do about it, not only what is wrong. */
  readonly message: string;
  readonly holds: (value: T) => boolean;
}

/** Adds rules to a schema. To be called once per schema, as a second call would replace the CEL rules of the first. */
export function ruled<S extends z.ZodType>(schema: S, ...rules: readonly Rule<z.output<S>>[]): S {
  const cel = rules.map(({ cel: rule, message }) => ({ rule, message }));
  const bare = schema.meta({ 'x-kubernetes-validations': cel });
  return rules.reduce((checked, { holds, message }) => checked.refine(holds, { message }), bare);
}

/** CEL for "this matches". The expression must mean the same in RE2, and hold no single quote. */
export function celMatches(operand: string, pattern: RegExp): string {
  return `${operand}.matches(r'${pattern.source}')`;
}

export function matches(pattern: RegExp, message: string): Rule<string> {
  return { cel: celMatches('self', pattern), message, holds: (candidate) => pattern.test(candidate) };
}

/** A string of limited length; one that is too long is not looked at any further. */
export function text(max: number, min = 0): z.ZodString {
  const message = `must have at most ${max} characters`;
  const bounded = z
    .string()
    .refine((candidate) => hasAtMost(max, candidate), { abort: true, message })
    .meta({ maxLength: max });
  return min > 0 ? bounded.min(min) : bounded;
}

/** The API server counts code points, of which a character beyond U+FFFF is one, and JavaScript's `length` two. */
function hasAtMost(max: number, candidate: string): boolean {
  return candidate.length <= max || (candidate.length <= 2 * max && Array.from(candidate).length <= max);
}

export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
export const DNS_LABEL_MESSAGE =
  "must consist of lower-case letters, digits and '-', and start and end with a letter or digit";

/** RFC 1123: the name of a namespace, and of a policy, as that becomes a label value and part of object names. */
export const dnsLabel = ruled(text(63, 1), matches(DNS_LABEL, DNS_LABEL_MESSAGE));

/** RFC 1123 subdomain: the name of most objects. */
export const dnsSubdomain = ruled(
  text(253, 1),
  matches(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    `${DNS_LABEL_MESSAGE}; parts may be joined with dots`,
  ),
);

/** Every form of an IPv4 address that a resolver takes (`127.1`, `0x7f.1`) has a last label that starts with a digit. */
export const hostName = ruled(
  text(253, 1),
  matches(
    /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be a lower-case DNS name without scheme, port, path or wildcard, such as git.example.com; for an IP address use cidr',
  ),
);

/** True for a CIDR as net/netip of Go reads it (no leading zeros, no zone, no IPv4 in IPv6) that has no host bits. */
function isMaskedCidr(cidrText: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-f.:]+)\/(0|[1-9][0-9]{0,2})$/i.exec(cidrText) ?? [];
  if (isIPv4(address)) return Number(bits) <= 32 && sameAddress(address, ipaddr.IPv4.networkAddressFromCIDR(cidrText));
  if (!isIPv6(address) || Number(bits) > 128 || ipaddr.IPv6.parse(address).isIPv4MappedAddress()) return false;
  return sameAddress(address, ipaddr.IPv6.networkAddressFromCIDR(cidrText));
}

function sameAddress(address: string, network: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ipaddr.parse(address).toNormalizedString() === network.toNormalizedString();
}

export const cidr = ruled(text(43, 1), {
  cel: 'isCIDR(self) && cidr(self) == cidr(self).masked()',
  message: 'must be a CIDR without host bits or leading zeros, such as 192.168.0.0/24, 10.1.2.3/32 or 2001:db8::/32',
  holds: isMaskedCidr,
});

/** Not of list type `set`, where a duplicate fails server-side apply with an internal error (500) and without a remedy. */
export const portList = ruled(z.array(z.int().min(1).max(65535)).min(1).max(32), {
  cel: 'self.all(port, self.exists_one(other, other == port))',
  message: 'must not name a port twice',
  holds: (ports) => new Set(ports).size === ports.length,
});

/** Printable ASCII without spaces: what names, URLs and globs of them consist of. */
const VISIBLE = /^[!-~]+$/;

/**
 * Plain characters, `*`, `?`, `\` before any character, `[abc]` or `[a-z]`, and `{a,b}` without wildcards. More than that
 * Argo CD's glob library reads wrongly or not at all, and a window that holds back would hold back nothing.
 * Source: github.com/gobwas/glob 0.2.3, syntax/lexer/lexer.go, syntax/ast/parser.go.
 */
const SOUND_GLOB =
  /^([!-Z^-z|~]|\\[!-~]|\[!?(a-z|A-Z|0-9|[A-Za-z0-9._:/]+)\]|\{[!-)+.->@-Z^-z|~-]+(,[!-)+.->@-Z^-z|~-]+)*\})+$/;

const PERMITS = 'Argo CD would permit everything that does not match it; list what is permitted instead';
const SELECTS = 'nothing is negated here, so it would select nothing; list what is meant instead';

function unnegated(max: number, pattern: RegExp, why: string): z.ZodString {
  return ruled(text(max, 1).regex(pattern), {
    cel: "!self.startsWith('!')",
    message: `must not start with '!': ${why}`,
    holds: (candidate) => !candidate.startsWith('!'),
  });
}

/**
 * A name or URL, or a glob of them, that permits something in a project. Source of the reason: IsSourcePermitted and
 * isDestinationMatched in pkg/apis/application/v1alpha1/app_project_types.go of Argo CD.
 */
export const permittedGlob = (max: number) => unnegated(max, VISIBLE, PERMITS);

/** A name or URL, or a glob of them, that selects what is held back. */
export const selectingGlob = (max: number) => unnegated(max, SOUND_GLOB, SELECTS);

/** A name, glob or regular expression of a namespace. */
export const namespacePattern = unnegated(253, VISIBLE, SELECTS);

/** A list whose items are told apart, and merged by server-side apply, by one of their fields. */
export function keyedList<K extends string, T extends z.ZodType<Readonly<Record<K, string>>>>(
  item: T,
  key: K,
  max: number,
) {
  return z
    .array(item)
    .max(max)
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [key] })
    .refine((items) => new Set(items.map((each) => each[key])).size === items.length, {
      message: `must not have two items with the same ${key}`,
    });
}
