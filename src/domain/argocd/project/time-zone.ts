const MAX_CACHED = 256;
const cache = new Map<string, Intl.DateTimeFormat | undefined>();

/** Go finds zones as files: by exact case, and never by an offset such as `+01:00`. Intl is less strict. */
function isFile(name: string, canonical: string): boolean {
  const sameBut = canonical.toLowerCase() === name.toLowerCase();
  return sameBut ? canonical === name : name.split('/').every((part) => /^[A-Z]/.test(part));
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    return isFile(timeZone, format.resolvedOptions().timeZone) ? format : undefined;
  } catch {
    return undefined;
  }
}

function cached(name: string): Intl.DateTimeFormat | undefined {
  if (!cache.has(name)) {
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(name, formatOf(name));
  }
  return cache.get(name);
}

/** `GMT`, `GMT+05:30`, `GMT-00:44:30` → ms. */
function offsetIn(text: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^GMT([+-])(\d+):(\d+)(?::(\d+))?$/.exec(text) ?? [];
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds);
  return (sign === '-' ? -1 : 1) * size * 1000;
}

/**
 * By how many ms the clocks of a time zone are ahead of UTC at a moment; undefined for a zone that there is not.
 * Empty is UTC, and so is `Local`, in the images of Argo CD. Source: time.LoadLocation of Go.
 */
export function offsetOf(timeZone: string, moment: number): number | undefined {
  if (timeZone === '' || timeZone === 'Local') return 0;
  const parts = cached(timeZone)?.formatToParts(moment);
  return parts && offsetIn(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
}
