import { readFileSync } from 'node:fs';
import https from 'node:https';
import { parse } from 'yaml';

/** An API server, and what a request of somebody needs: for loops that are to cost no more than their requests. */
export interface Bare {
  readonly server: string;
  readonly agent: https.Agent;
  readonly headers: Readonly<Record<string, string>>;
}

interface Config {
  clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  users: { user: { token?: string; 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

const decode = (text = ''): string => Buffer.from(text, 'base64').toString();

/** @param path a kubeconfig with one cluster, and one user with a client certificate or a token */
export function bareConnection(path: string): Bare {
  const { clusters, users } = parse(readFileSync(path, 'utf8')) as Config;
  const { server = '', 'certificate-authority-data': ca } = clusters[0]?.cluster ?? {};
  const { token, 'client-certificate-data': cert, 'client-key-data': key } = users[0]?.user ?? {};
  const identity = token === undefined ? { cert: decode(cert), key: decode(key) } : {};
  return {
    server,
    agent: new https.Agent({ keepAlive: true, ca: decode(ca), ...identity }),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  };
}

/** The body of an answer, or of an error of the API server, as text. */
export async function textOf(bare: Bare, path: string, accept = 'application/json'): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { agent: bare.agent, headers: { ...bare.headers, accept } };
  const request = https.get(new URL(path, bare.server), options, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (response.statusCode === 200) resolve(text);
      else reject(new Error(`${path}: ${response.statusCode} ${text}`));
    });
  });
  request.on('error', reject);
  return promise;
}
