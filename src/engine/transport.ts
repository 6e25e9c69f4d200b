import http from 'node:http';
import https from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { type Clock, systemClock } from './clock.ts';
import { type Credentials, type CredentialSource, credentialCache } from './credentials.ts';
import { ApiError, type ApiStatus, ConnectionError } from './errors.ts';
import { eachLine } from './lines.ts';
import { Semaphore } from './semaphore.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

/** Everything that leaves the process for the API server goes through one of these two. */
export interface Transport {
  /** One request, one JSON answer. Throws {@link ApiError} or {@link ConnectionError}. */
  request(call: Call, signal: AbortSignal): Promise<unknown>;
  /** A stream of JSON lines, until the server ends it (resolves) or it breaks or is aborted (throws). */
  stream(call: Call, onLine: (value: unknown) => void, signal: AbortSignal): Promise<void>;
}

export interface TransportOptions {
  /** Requests under way at once; watches do not count. More would only wait in the API server's own queues. */
  readonly maxInFlight?: number;
  /** A request without an answer for this long, in ms, is given up: the server is frozen or the path is dead. */
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  readonly clock?: Clock;
  readonly observe?: (method: string, code: string, seconds: number) => void;
}

const MAX_RETRIES = 10;
const MAX_RETRY_AFTER_MS = 30_000;

/**
 * The configuration that kubectl would use: `path` if given, else $KUBECONFIG, ~/.kube/config, or the service account
 * of the pod. Throws when nothing usable is found.
 */
export function loadKubeConfig(path?: string, context?: string): KubeConfig {
  const config = new KubeConfig();
  if (path === undefined) config.loadFromDefault();
  else config.loadFromFile(path);
  if (context !== undefined) config.setCurrentContext(context);
  if (config.getCurrentCluster() === null) throw new Error('the kubeconfig has no current cluster');
  return config;
}

/**
 * Raw JSON over one connection pool. Not client-node's typed clients: their serializer drops `from` of NetworkPolicy
 * rules without an error, which opens what should be closed, and they connect anew for each call.
 */
export function createTransport(source: CredentialSource, options: TransportOptions = {}): Transport {
  const { clock = systemClock, timeoutMs = 30_000, observe = () => {} } = options;
  const server = new URL(source.getCurrentCluster()?.server ?? 'https://localhost');
  const credentials = credentialCache(source, () => clock.monotonic());
  const slots = new Semaphore(options.maxInFlight ?? 8);
  const userAgent = options.userAgent ?? 'gitops-security-operator';

  const once = async (call: Call, signal: AbortSignal, fresh: boolean): Promise<http.IncomingMessage> => {
    const started = clock.monotonic();
    const seconds = (): number => (clock.monotonic() - started) / 1000;
    try {
      const response = await send(server, await credentials(fresh), call, signal, userAgent);
      observe(call.method, String(response.statusCode), seconds());
      return response;
    } catch (error) {
      observe(call.method, '<error>', seconds());
      throw error;
    }
  };

  /** Retried only where the server asks for it, or where the credentials may have been rotated. */
  const open = async (call: Call, signal: AbortSignal): Promise<http.IncomingMessage> => {
    for (let attempt = 0, fresh = false; ; attempt += 1) {
      const response = await once(call, signal, fresh);
      if (isSuccess(response)) return response;
      const error = await errorOf(response);
      const retryable = attempt < MAX_RETRIES && !signal.aborted;
      if (error.code === 401 && !fresh) fresh = true;
      else if (error.retryAfterMs === undefined || !retryable) throw error;
      else await clock.sleep(Math.min(error.retryAfterMs, MAX_RETRY_AFTER_MS), signal);
    }
  };

  return {
    request: (call, signal) =>
      slots.run(async () => {
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        return JSON.parse(await readText(await open(call, deadline))) as unknown;
      }),
    stream: async (call, onLine, signal) => {
      const response = await open(call, signal);
      await eachLine(response, (line) => onLine(JSON.parse(line) as unknown));
    },
  };
}

function isSuccess({ statusCode = 0 }: http.IncomingMessage): boolean {
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

function send(
  server: URL,
  { agent, headers }: Credentials,
  call: Call,
  signal: AbortSignal,
  userAgent: string,
  retry = true,
): Promise<http.IncomingMessage> {
  const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
  const prefix = server.pathname.replace(/\/$/, '');
  const plain = server.protocol === 'http:';
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const request = (plain ? http : https).request({
    ...(plain ? {} : { agent }),
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port === '' ? (plain ? 80 : 443) : server.port,
    method: call.method,
    path: prefix + call.path,
    headers: { ...headersFor(call, payload, userAgent), ...headers },
    signal,
  });
  request.on('response', resolve);
  request.on('error', (cause: NodeJS.ErrnoException) => {
    // A kept connection that the server closed meanwhile: nothing was answered, and every call here is idempotent.
    const stale = retry && request.reusedSocket && cause.code === 'ECONNRESET' && !signal.aborted;
    if (stale) resolve(send(server, { agent, headers }, call, signal, userAgent, false));
    else reject(new ConnectionError(`${call.method} ${server.host}: ${cause.message}`, { cause }));
  });
  request.end(payload);
  return promise;
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch (cause) {
    throw new ConnectionError('the answer was cut off', { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function errorOf(response: http.IncomingMessage): Promise<ApiError> {
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
    return typeof value === 'object' && value !== null ? (value as ApiStatus) : { message: text };
  } catch {
    return { message: text.trim().slice(0, 512) };
  }
}
