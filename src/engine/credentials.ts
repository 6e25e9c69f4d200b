import http from 'node:http';
import https from 'node:https';

/** Where credentials come from: what an HTTPS request needs to be us. */
export interface CredentialSource {
  getCurrentCluster(): { readonly server: string; readonly proxyUrl?: string | undefined } | null;
  /** With `fresh` nothing that was remembered may be used: the API server has refused it. */
  applyToHTTPSOptions(options: https.RequestOptions, fresh: boolean): Promise<void>;
}

export interface Credentials {
  readonly agent: http.Agent;
  readonly headers: Readonly<Record<string, string>>;
}

/** Yields what to use now; never again what was `refused`, if the source has anything else by now. */
export type CredentialCache = (refused?: Credentials) => Promise<Credentials>;

/** Files and exec plugins are asked again this often, so that rotated tokens and certificates are seen. */
const LIFETIME_MS = 60_000;

const AGENT = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Infinity, scheduling: 'lifo' } as const;

type Material = Pick<https.AgentOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'rejectUnauthorized' | 'servername'>;

const materialFields = ['ca', 'cert', 'key', 'passphrase', 'rejectUnauthorized', 'servername'] as const;

function materialOf(options: https.RequestOptions): Material {
  const entries = materialFields.map((field) => [field, options[field]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function headersOf({ headers, auth }: https.RequestOptions): Record<string, string> {
  const out: Record<string, string> = {};
  // A token file usually ends in a newline, which is not allowed in a header.
  for (const [name, value] of Object.entries(headers ?? {})) out[name] = String(value).trim();
  if (typeof auth === 'string') out['Authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`;
  return out;
}

/** The source's own agent makes a connection for each request; it is used only where it knows the way: a proxy. */
function agentFor(cluster: ReturnType<CredentialSource['getCurrentCluster']>, options: https.RequestOptions) {
  if (cluster?.proxyUrl !== undefined && options.agent instanceof http.Agent) return options.agent;
  const plain = cluster?.server.startsWith('http:') === true;
  return plain ? new http.Agent(AGENT) : new https.Agent({ ...AGENT, ...materialOf(options) });
}

/**
 * Credentials of a source, cached for a minute. The connection pool is kept as long as the TLS material is the same:
 * a new pool for each request would mean a new TLS handshake for each request. When the source fails, what was known
 * before serves on, until the API server refuses it; the first time, and after that, what the source throws is thrown.
 *
 * @param now monotonic time in ms
 */
export function credentialCache(source: CredentialSource, now: () => number): CredentialCache {
  let current: (Credentials & { readonly material: string }) | undefined;
  let loadedAt = 0;
  let loading: Promise<Credentials> | undefined;

  const load = async (fresh: boolean): Promise<Credentials> => {
    const options: https.RequestOptions = { headers: {} };
    await source.applyToHTTPSOptions(options, fresh);
    const material = JSON.stringify(materialOf(options));
    const agent = current?.material === material ? current.agent : agentFor(source.getCurrentCluster(), options);
    current = { agent, headers: headersOf(options), material };
    loadedAt = now();
    return current;
  };

  return async (refused) => {
    const useless = current === undefined || current === refused;
    if (current !== undefined && !useless && now() - loadedAt < LIFETIME_MS) return current;
    loading ??= load(current !== undefined && useless).finally(() => {
      loading = undefined;
    });
    return loading.catch((error: unknown) => {
      if (current === undefined || current === refused) throw error;
      return current;
    });
  };
}
