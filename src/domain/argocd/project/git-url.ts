import { lower, trimSpace, withoutPrefix, withoutSuffix } from './go-text.ts';
import { rewritten } from './go-url.ts';

/** `ssh://user@host…` or `user@host:path`: one `@`, or several before the host, and neither `/` nor `:` before it. */
function isSsh(url: string): boolean {
  const rest = withoutPrefix(url, 'ssh://');
  const at = rest.lastIndexOf('@');
  return at >= 0 && at < rest.length - 1 && !/[/:]/.test(rest.slice(0, at));
}

/** The first colon of `git@host:path` would be taken for that of a port. */
const asUrl = (url: string): string =>
  !isSsh(url) || url.startsWith('ssh://') ? url : `ssh://${url.replace(':', '/')}`;

/**
 * A repository URL, or a pattern of them, as Argo CD compares it: in lower case, without `.git` and `ssh://`, and as
 * Go writes URLs. Empty for one that is no URL to Go, which then equals every other one. Never to be shown: the URL
 * may hold a password. A pattern with `{`, `\`, `|` or a space in its path is escaped as a whole and matches nothing
 * that it was meant to. Source: NormalizeGitURL in util/git/git.go.
 */
export function normalGitUrl(url: string): string {
  const named = asUrl(lower(trimSpace(url)));
  return withoutPrefix(rewritten(withoutSuffix(named, '.git')) ?? '', 'ssh://');
}

/** A repository URL for people: without user and password. */
export function shownUrl(url: string): string {
  return url.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#]*@/, '$1');
}
