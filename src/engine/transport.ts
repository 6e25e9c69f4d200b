import { readFileSync } from 'node:fs';
import type http from 'node:http';
import { delimiter, dirname } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { type Clock, systemClock } from './clock.ts';
import { type Credentials, type CredentialSource, credentialCache } from './credentials.ts';
import { ApiError } from './errors.ts';
import { type Call, errorOf, isSuccess, parseJson, readText, send } from './exchange.ts';
import { eachLine } from './lines.ts';
import { Semaphore } from './semaphore.ts';
import { withTokenFiles } from './token-file.ts';

/** Everything that leaves the process for the API server goes through one of these two. */
export interface Transport {
  /**
   * One request, one JSON answer. Throws {@link ApiError}, {@link ConnectionError}, or what stands in the way of a
   * request at all: the reason of the signal, or of lacking credentials.
   */
  request(call: Call, signal: AbortSignal): Promise<unknown>;
  /**
   * A stream of JSON lines, until the server ends it (resolves) or it breaks or is aborted (throws, as `request`).
   *
   * @param onOpen called when the server has accepted, before the first line
   */
  stream(call: Call, onLine: (value: unknown) => void, signal: AbortSignal, onOpen?: () => void): Promise<void>;
}

export interface TransportOptions {
  /** Requests under way at once; watches do not count. More would only wait in the API server's own queues. */
  readonly maxInFlight?: number;
  /** A request without an answer for this long, in ms, is given up: the server is frozen or the path is dead. */
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  readonly clock?: Clock;
  readonly observe?: (method: string, code: string, seconds: number) => void;
  readonly retried?: (method: string, code: string) => void;
}

const AGENT = 'gitops-security-operator';
const MAX_RETRIES = 10;
const MAX_RETRY_AFTER_MS = 30_000;

class Config extends KubeConfig {
  override loadFromFile(...[file, options]: Parameters<KubeConfig['loadFromFile']>): void {
    super.loadFromFile(file, options);
    this.users = withTokenFiles(this.users, readFileSync(file, 'utf8'), dirname(file));
  }
}

/**
 * The configuration that kubectl would use: `paths` if given, one or several as in $KUBECONFIG, else $KUBECONFIG,
 * ~/.kube/config, or the service account of the pod. Throws when a file cannot be read, or has no current cluster.
 */
export function loadKubeConfig(paths?: string, context?: string): CredentialSource {
  const config = new Config();
  const [first, ...others] = paths?.split(delimiter).filter((path) => path !== '') ?? [];
  if (first === undefined) config.loadFromDefault();
  else config.loadFromFile(first);
  for (const path of others) {
    const other = new Config();
    other.loadFromFile(path);
    config.mergeConfig(other, true);
  }
  if (context !== undefined) config.setCurrentContext(context);
  if (config.getCurrentCluster() === null) throw new Error('the kubeconfig has no current cluster');
  return credentialSource(config);
}

/**
 * Each KubeConfig remembers tokens: of files for a minute, of exec plugins until they expire, or for ever. We have our
 * own minute, and a token that was refused is of no use: a copy remembers nothing.
 */
function credentialSource(config: KubeConfig): CredentialSource {
  const remembersFile = config.getCurrentUser()?.authProvider?.config?.tokenFile !== undefined;
  let current = config;
  return {
    getCurrentCluster: () => config.getCurrentCluster(),
    applyToHTTPSOptions: async (options, fresh) => {
      if (fresh || remembersFile) {
        current = new KubeConfig();
        current.loadFromOptions(config);
      }
      await current.applyToHTTPSOptions(options);
    },
  };
}

/** @returns ms to wait before the next try; throws the error when the server asks for none, or often enough */
function askedToWait(error: ApiError, attempt: number): number {
  if (error.retryAfterMs === undefined || attempt >= MAX_RETRIES) throw error;
  return Math.min(error.retryAfterMs, MAX_RETRY_AFTER_MS);
}

/**
 * Raw JSON over one connection pool. Not client-node's typed clients: their serializer drops `from` of NetworkPolicy
 * rules without an error, which opens what should be closed, and they connect anew for each call.
 */
export function createTransport(source: CredentialSource, options: TransportOptions = {}): Transport {
  const { clock = systemClock, timeoutMs = 30_000, observe = () => {}, userAgent = AGENT } = options;
  const server = new URL(source.getCurrentCluster()?.server ?? 'https://localhost');
  const insist = createInsist(
    credentialCache(source, () => clock.monotonic()),
    clock,
    options.retried,
  );
  const slots = new Semaphore(options.maxInFlight ?? 8);

  /** Resolves with a success, and throws for any other answer. */
  const open = async (call: Call, use: Credentials, signal: AbortSignal): Promise<http.IncomingMessage> => {
    const started = clock.monotonic();
    const tell = (code: string): void => observe(call.method, code, (clock.monotonic() - started) / 1000);
    const response = await send(server, use, call, signal, userAgent).catch((error: unknown) => {
      tell('<error>');
      throw error;
    });
    tell(String(response.statusCode));
    if (!isSuccess(response)) throw await errorOf(response);
    return response;
  };

  return {
    request: (call, signal) => {
      const limit = deadline(clock, timeoutMs, signal);
      const exchange = async (use: Credentials) => parseJson(await readText(await open(call, use, limit.signal)));
      const work = (use: Credentials) => slots.run(() => exchange(use), limit.signal);
      return insist(call, limit.signal, work).finally(limit.clear);
    },
    stream: async (call, onLine, signal, onOpen) => {
      const limit = deadline(clock, timeoutMs, signal);
      const response = await insist(call, limit.signal, (use) => open(call, use, limit.signal)).finally(limit.clear);
      onOpen?.();
      await eachLine(response, (line) => onLine(JSON.parse(line) as unknown));
    },
  };
}

type Insist = <T>(call: Call, signal: AbortSignal, work: (use: Credentials) => Promise<T>) => Promise<T>;

/** Work is tried again only where the server asks for it, or where the credentials may have been rotated. */
function createInsist(
  credentials: ReturnType<typeof credentialCache>,
  clock: Clock,
  retried: TransportOptions['retried'],
): Insist {
  return async (call, signal, work) => {
    let refused: Credentials | undefined;
    for (let attempt = 0; ; attempt += 1) {
      const use = await credentials(refused);
      try {
        return await work(use);
      } catch (error) {
        if (!(error instanceof ApiError) || signal.aborted) throw error;
        if (error.code === 401 && refused === undefined) refused = use;
        else await clock.sleep(askedToWait(error, attempt), signal);
        retried?.(call.method, String(error.code));
      }
    }
  };
}

/** A signal that is aborted as `signal` is, or after `ms` unless it is cleared before. */
function deadline(clock: Clock, ms: number, signal: AbortSignal): { readonly signal: AbortSignal; clear: () => void } {
  const [late, cleared] = [new AbortController(), new AbortController()];
  void clock.sleep(ms, cleared.signal).then(() => {
    if (!cleared.signal.aborted) late.abort(new Error(`no answer within ${ms / 1000} s`));
  });
  return { signal: AbortSignal.any([signal, late.signal]), clear: () => cleared.abort() };
}
