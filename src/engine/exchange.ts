import http from 'node:http';
import https from 'node:https';
import type { Credentials } from './credentials.ts';
import { ApiError, type ApiStatus, ConnectionError, messageOf } from './errors.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

/** Not a redirection: credentials are not carried elsewhere. */
export function isSuccess({ statusCode = 0 }: http.IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function headersFor(call: Call, payload: string | undefined, userAgent: string): Record<string, string> {
  return {
    accept: call.accept ?? 'application/json',
    'user-agent': userAgent,
    ...(payload !== undefined && {
      'content-type': call.contentType ?? 'application/json',
      'content-length': String(Buffer.byteLength(payload)),
    }),
  };
}

/** What the error of a kept connection looks like that the server closed meanwhile. */
const STALE = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Sends one request and resolves with whatever is answered, its body unread. Throws {@link ConnectionError} when
 * nothing is.
 */
export function send(
  server: URL,
  { agent, headers }: Credentials,
  call: Call,
  signal: AbortSignal,
  userAgent: string,
): Promise<http.IncomingMessage> {
  const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  let answered = false;
  const request = (server.protocol === 'http:' ? http : https).request({
    agent,
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port,
    method: call.method,
    path: server.pathname.replace(/\/$/, '') + call.path,
    headers: { ...headersFor(call, payload, userAgent), ...headers },
    signal,
  });
  request.on('response', (response) => {
    answered = true;
    resolve(response);
  });
  request.on('error', (cause: NodeJS.ErrnoException) => {
    // Every call here is idempotent. Each failure takes a kept connection out of the pool, so this comes to an end.
    const stale = !answered && request.reusedSocket && STALE.has(cause.code ?? '') && !signal.aborted;
    if (stale) return resolve(send(server, { agent, headers }, call, signal, userAgent));
    const reason = signal.aborted ? messageOf(signal.reason) : cause.message;
    reject(new ConnectionError(`${call.method} ${server.host}: ${reason}`, { cause }));
  });
  request.end(payload);
  return promise;
}

/** Throws {@link ConnectionError} when the body does not arrive whole. */
export async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch (cause) {
    throw new ConnectionError('the answer was cut off', { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Throws {@link ConnectionError}: some proxies answer for a server that they cannot reach. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConnectionError('the answer is not JSON', { cause });
  }
}

/** What an answer that is no success says. */
export async function errorOf(response: http.IncomingMessage): Promise<ApiError> {
  const text = await readText(response);
  const after = Number(response.headers['retry-after']);
  const retryAfterMs =
    Number.isFinite(after) && response.headers['retry-after'] !== undefined ? after * 1000 : undefined;
  return new ApiError(response.statusCode ?? 0, parseStatus(text), retryAfterMs);
}

/** Proxies and a starting API server answer with plain text. */
function parseStatus(text: string): ApiStatus {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : { message: text };
  } catch {
    return { message: text.trim().slice(0, 512) };
  }
}
