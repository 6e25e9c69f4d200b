import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Identity } from './pki.ts';

/** An API server and the administrator's certificate to call it with. */
export interface Target {
  readonly server: string;
  readonly ca: string;
  readonly identity: Identity;
}

export interface Response {
  readonly status: number;
  readonly body: string;
}

/** One request on one connection: enough to set a cluster up, where nothing else is there yet. Fails after 5 s. */
export async function request(target: Target, method: string, path: string, body?: unknown): Promise<Response> {
  const options: RequestOptions = {
    method,
    ca: target.ca,
    cert: target.identity.certificate,
    key: target.identity.key,
    agent: false,
    signal: AbortSignal.timeout(5000),
    ...(body !== undefined && { headers: { 'content-type': 'application/json' } }),
  };
  return new Promise((resolve, reject) => {
    const call = httpsRequest(new URL(path, target.server), options, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
