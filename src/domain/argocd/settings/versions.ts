import { atLeast } from '../project/version.ts';

/** A span of versions of Argo CD; without bounds, all that are supported. */
export interface Span {
  /** The first that has it, such as `3.3.0`. */
  readonly since?: string;
  /** The first that does not have it any more. */
  readonly before?: string;
}

/** Whether a version lies in the span: undefined where that depends on a version that is not known. */
export function inSpan({ since, before }: Span, version: string | undefined): boolean | undefined {
  const begun = since === undefined ? true : atLeast(version, since);
  const over = before === undefined ? false : atLeast(version, before);
  return begun === undefined || over === undefined ? undefined : begun && !over;
}

/** A value that holds from a version on. */
export interface Since {
  readonly since?: string;
  readonly value: string;
}

/** The last of the values that the version has reached: undefined where that depends on a version that is not known. */
export function valueAt(values: readonly Since[], version: string | undefined): string | undefined {
  if (values.length <= 1) return values[0]?.value;
  const reached = values.map((entry) => ({ entry, holds: inSpan(entry, version) }));
  return reached.some(({ holds }) => holds === undefined)
    ? undefined
    : reached.findLast(({ holds }) => holds === true)?.entry.value;
}

/** `3.3.0 and later`, for people. */
export function spanText({ since, before }: Span): string {
  if (since !== undefined) return before === undefined ? `${since} and later` : `${since} up to before ${before}`;
  return before === undefined ? 'every version' : `versions before ${before}`;
}
