/** How Go treats text, where JavaScript would differ. */

/** White space of unicode.IsSpace: with U+0085, and without U+FEFF. */
const SPACE = String.raw`[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const EDGES = new RegExp(`^${SPACE}+`, 'u');
const RUN = new RegExp(`${SPACE}+`, 'u');
const isSpace = (character: string): boolean => RUN.test(character);

/** As strings.TrimSpace. */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text[end - 1] ?? '')) end--;
  return text.slice(0, end).replace(EDGES, '');
}

/** As strings.Fields. */
export const fieldsOfText = (text: string): string[] => text.split(RUN).filter((field) => field !== '');

/** As strings.ToLower: character by character, where JavaScript looks at the neighbours, and İ is an i. */
export const lower = (text: string): string =>
  Array.from(text.toWellFormed(), (one) => (one === 'İ' ? 'i' : one.toLowerCase())).join('');

/** As strings.TrimSuffix. */
export const withoutSuffix = (text: string, suffix: string): string =>
  text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;

/** As strings.TrimPrefix. */
export const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;
