import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** What is wrong, in words; nothing when all is well. */
export type Probe = () => string | undefined;

export interface ServerOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly live: Probe;
  readonly ready: Probe;
  readonly registry: Registry;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  readonly code: number;
  readonly text: string;
  readonly type?: string;
}

function probed(probe: Probe): Answer {
  const problem = probe();
  return problem === undefined ? { code: 200, text: 'ok\n' } : { code: 503, text: `${problem}\n` };
}

async function answer(path: string, { live, ready, registry }: ServerOptions): Promise<Answer> {
  if (path === '/livez') return probed(live);
  if (path === '/readyz') return probed(ready);
  if (path === '/metrics') return { code: 200, text: await registry.metrics(), type: registry.contentType };
  return { code: 404, text: 'paths: /livez, /readyz, /metrics\n' };
}

/** Serves /livez, /readyz and /metrics, for GET only. Rejects when the address cannot be listened on. */
export async function startServer(options: ServerOptions): Promise<HealthServer> {
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const reply = ({ code, text, type = 'text/plain; charset=utf-8' }: Answer): void =>
      void response.writeHead(code, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(text);
    if (request.method !== 'GET') return reply({ code: 405, text: 'GET only\n' });
    answer(path, options).then(reply, () => reply({ code: 500, text: 'internal error\n' }));
  });
  server.requestTimeout = 10_000;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(options.port, options.host, resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
