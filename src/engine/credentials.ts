import type http from 'node:http';
import https from 'node:https';

/** The part of client-node's KubeConfig that is used here: what an HTTPS request needs to be us. */
export interface CredentialSource {
  getCurrentCluster(): { readonly server: string; readonly proxyUrl?: string | undefined } | null;
  applyToHTTPSOptions(options: https.RequestOptions): Promise<void>;
}

export interface Credentials {
  readonly agent: http.Agent;
  readonly headers: Readonly<Record<string, string>>;
}

/** Files and exec plugins are asked again this often, so that rotated tokens and certificates are seen. */
const LIFETIME_MS = 60_000;

const AGENT = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Infinity, scheduling: 'lifo' } as const;

type Material = Pick<https.AgentOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'rejectUnauthorized' | 'servername'>;

const materialFields = ['ca', 'cert', 'key', 'passphrase', 'rejectUnauthorized', 'servername'] as const;

function materialOf(options: https.RequestOptions): Material {
  const entries = materialFields.map((field) => [field, options[field]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Material;
}

function headersOf({ headers, auth }: https.RequestOptions): Record<string, string> {
  const out: Record<string, string> = {};
  // A token file usually ends in a newline, which is not allowed in a header.
  for (const [name, value] of Object.entries(headers ?? {})) out[name] = String(value).trim();
  if (typeof auth === 'string') out['Authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`;
  return out;
}

/**
 * Credentials of a KubeConfig, cached for a minute. The connection pool is kept as long as the TLS material is
 * the same: a new pool for each request would mean a new TLS handshake for each request.
 *
 * @returns a function that yields current credentials; `fresh` asks the source whatever the age (after a 401).
 *   It throws what the source throws: an unreadable file, a failing exec plugin.
 */
export function credentialCache(source: CredentialSource, now: () => number): (fresh: boolean) => Promise<Credentials> {
  let current: (Credentials & { readonly material: string; readonly at: number }) | undefined;
  let loading: Promise<Credentials> | undefined;

  const load = async (): Promise<Credentials> => {
    const options: https.RequestOptions = { headers: {} };
    await source.applyToHTTPSOptions(options);
    const material = materialOf(options);
    const fingerprint = JSON.stringify(material);
    const proxied = source.getCurrentCluster()?.proxyUrl !== undefined && options.agent instanceof https.Agent;
    const kept = current?.material === fingerprint ? current.agent : undefined;
    const agent = kept ?? (proxied ? (options.agent as https.Agent) : new https.Agent({ ...AGENT, ...material }));
    current = { agent, headers: headersOf(options), material: fingerprint, at: now() };
    return current;
  };

  return async (fresh) => {
    if (!fresh && current !== undefined && now() - current.at < LIFETIME_MS) return current;
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  };
}
