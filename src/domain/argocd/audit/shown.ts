import { cap } from '../../text.ts';

/** The end of the part of a URL that begins here and may name a user. */
function endOfAuthority(text: string): number {
  const end = text.search(/[/?#\s]/);
  return end < 0 ? text.length : end;
}

function withoutUser(rest: string): string {
  const end = endOfAuthority(rest);
  return rest.slice(rest.slice(0, end).lastIndexOf('@') + 1);
}

const MAX_READ = 4096;

/** A text that somebody wrote, in quotes and cut: without the users and passwords of all URLs in it. */
export function shown(text: string, max = 100): string {
  const [first = '', ...rest] = text.slice(0, MAX_READ).split('://');
  return cap(JSON.stringify([first, ...rest.map(withoutUser)].join('://')), max);
}
