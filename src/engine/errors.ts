/** An answer of the API server that is not a success. `body` never reaches a log: it may quote the object. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;
  readonly causes: readonly string[];

  constructor(code: number, status: ApiStatus, retryAfterMs?: number) {
    super(status.message ?? `HTTP ${code}`);
    this.code = code;
    this.reason = status.reason ?? '';
    this.retryAfterMs = retryAfterMs;
    this.causes = (status.details?.causes ?? []).map(({ reason }) => reason ?? '');
  }
}

/** The fields of meta/v1 Status that decide anything. */
export interface ApiStatus {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly { readonly reason?: string }[] };
}

/** No answer: refused, reset, timed out, cut off in the middle. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** What an answer means for us:
 * - `retry`: the same request may succeed later.
 * - `conflict`: somebody else was faster; read again, then decide again.
 * - `exists`: a create found the object there already.
 * - `gone`: the version asked for is too old, or unknown to the server: list again.
 * - `missing`: the object or the whole kind is not there.
 * - `forbidden`: credentials or rights are lacking; an administrator can grant them at any time.
 * - `terminal`: the same request will never succeed.
 */
export type Verdict = 'retry' | 'conflict' | 'exists' | 'gone' | 'missing' | 'forbidden' | 'terminal';

const byCode: Readonly<Record<number, Verdict>> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'missing',
  408: 'retry',
  409: 'conflict',
  410: 'gone',
  429: 'retry',
};

/** One place decides what a failure means; nobody else reads status codes. */
export function classify(error: unknown): Verdict {
  if (!(error instanceof ApiError)) return 'retry';
  if (error.reason === 'AlreadyExists') return 'exists';
  // The version is newer than all that the server has: it was restored from a backup.
  if (error.causes.includes('ResourceVersionTooLarge')) return 'gone';
  // A field that the schema lacks: HTTP 500 without a reason, and it would be retried for ever.
  if (error.code >= 500) return error.message.startsWith('failed to create typed patch object') ? 'terminal' : 'retry';
  // Namespace controller: nothing can be created here now, but the namespace may come back.
  if (error.causes.includes('NamespaceTerminating')) return 'retry';
  return byCode[error.code] ?? 'terminal';
}

/** A fault in the program itself, which no retry will heal: what other languages call a panic. */
export function isPanic(error: unknown): error is Error {
  return [TypeError, RangeError, ReferenceError].some((type) => error instanceof type);
}

/** One line for logs and conditions: an API server's message is its own text, bounded. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.length > 512 ? `${text.slice(0, 511)}…` : text;
}
