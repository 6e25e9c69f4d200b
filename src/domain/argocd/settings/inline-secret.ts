/**
 * Secrets that stand in a YAML document instead of a reference such as `$oidc.clientSecret`. Lines are read, not YAML:
 * what is looked for is a key and whether a `$` follows, and a document that no YAML reader takes must be judged too.
 * Source: ReplaceStringSecret in util/settings/settings.go of Argo CD; names of Argo CD's and Dex' fields, in any case,
 * as their JSON decoder takes them.
 */

/** `clientSecret`, `bindPW` of LDAP, `secret` of static clients; as a key, quoted or not, in a block or in braces. */
const KEY = /(?:^|[\s{,-])(["']?)(clientSecret|bindPW|secret)\1\s*:(?=\s|["'$]|$)/gi;

/** A line longer than this is cut: Dex' configurations have short ones, and patterns take time. */
const MAX_LINE = 4096;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** What follows a key, without quotes, tags and anchors; of `|` and `>`, and of nothing, the next line that lies deeper. */
function valueAfter(rest: string, lines: readonly string[], at: number): string {
  const inline = rest.trim().replace(/^(?:[!&]\S*\s+)*/, '');
  if (inline !== '' && !/^[|>][-+0-9]*(\s|$)/.test(inline) && !inline.startsWith('#')) return inline;
  const next = lines[at + 1] ?? '';
  const deeper = next.trim() !== '' && indentOf(next) > indentOf(lines[at] ?? '');
  return deeper && !/^[\w"'-]+\s*:(\s|$)/.test(next.trim()) ? next.trim() : '';
}

/** True for text that is neither empty nor a reference. */
function isLiteral(value: string): boolean {
  const bare = value.replace(/^["']/, '');
  return !/^($|\$|["',}\]#]|null\b|~$)/.test(bare);
}

interface InlineSecret {
  /** The name of the field, as this file spells it. */
  readonly field: string;
  /** From 1. */
  readonly line: number;
}

const NAMES: Readonly<Record<string, string>> = { clientsecret: 'clientSecret', bindpw: 'bindPW', secret: 'secret' };

/** The first secret that is written out. Nothing of its value is in the answer. */
export function inlineSecret(yaml: string): InlineSecret | undefined {
  const lines = yaml.split(/\r?\n/).map((line) => line.slice(0, MAX_LINE));
  for (const [at, line] of lines.entries()) {
    if (line.trimStart().startsWith('#')) continue;
    for (const match of line.matchAll(KEY)) {
      const rest = line.slice(match.index + match[0].length);
      const field = NAMES[(match[2] ?? '').toLowerCase()] ?? '';
      if (isLiteral(valueAfter(rest, lines, at))) return { field, line: at + 1 };
    }
  }
  return undefined;
}
