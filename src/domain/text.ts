/** Cut to `max` characters, and seen to be cut. */
export function cap(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

/** A value as JSON on one line, short enough to be read; `absent` where there is none. */
function shortJson(value: unknown, max = 200): string {
  return value === undefined ? 'absent' : cap(JSON.stringify(value) ?? typeof value, max);
}

/**
 * What stood at a path of an object, for people: the API server means everyone, or every port, by an empty list.
 */
export function valueAt(path: string, value: unknown, max = 200): string {
  const empty = Array.isArray(value) && value.length === 0;
  if (empty && /\.(from|to)$/.test(path)) return '[] (everyone)';
  if (empty && path.endsWith('.ports')) return '[] (all ports)';
  return shortJson(value, max);
}

/** `3 objects`, `1 object`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first few of many, and how many more there are. */
export function some(texts: readonly string[], most = 3): string {
  const rest = texts.length > most ? `; and ${texts.length - most} more` : '';
  return `${texts.slice(0, most).join('; ')}${rest}`;
}

/**
 * As a sentence: with a full stop, and a capital letter unless it begins with a name, such as `repo-server`,
 * `spec.network` or `argocd/web`.
 */
export function sentence(text: string): string {
  const begun = /^[a-z]+[ ,]/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** The first few of many as sentences, and how many more there are. */
export function sentences(texts: readonly string[], most: number): string {
  const rest = texts.length > most ? [`and ${texts.length - most} more`] : [];
  return [...texts.slice(0, most), ...rest].map(sentence).join(' ');
}
