/**
 * Whether a text matches a pattern of the policy, in which `*` is any characters and `?` is one. No regular expression: many
 * stars in one would take for ever. Here no step back goes further than the last star. Called for every namespace, so
 * nothing is allocated.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let mark = 0;
  while (index < text.length)
    if (pattern[at] === '*') {
      star = at++;
      mark = index;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++mark;
    } else return false;
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
