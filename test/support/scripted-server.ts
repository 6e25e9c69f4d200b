import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { until } from './until.ts';

/** A request that waits for the test to answer it. */
export interface Exchange {
  readonly request: http.IncomingMessage;
  readonly url: URL;
  readonly body: string;
  /** Answers with JSON, and is done. */
  readonly json: (code: number, value: unknown, headers?: http.OutgoingHttpHeaders) => void;
  /** Begins a stream, or goes on with it: one line for each value. */
  readonly lines: (...values: readonly unknown[]) => void;
  /** Sends bytes as they are, not followed by anything. */
  readonly raw: (text: string) => void;
  /** Ends the stream properly. */
  readonly end: () => void;
  /** Cuts the connection. */
  readonly cut: () => void;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** The next request that nobody has taken yet. */
  next(): Promise<Exchange>;
  /** Requests that came and that nobody has taken. */
  readonly waiting: number;
  /** Requests that were not answered completely, and whose client still waits. */
  readonly open: number;
  /** Connections that were ever made. */
  readonly connections: number;
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function exchange(request: http.IncomingMessage, response: http.ServerResponse, body: string): Exchange {
  const url = new URL(request.url ?? '/', 'http://server');
  const type = { 'content-type': 'application/json' };
  const begin = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, type);
    response.flushHeaders();
  };
  return {
    request,
    url,
    body,
    json: (code, value, headers = {}) =>
      void response.writeHead(code, { ...type, ...headers }).end(JSON.stringify(value)),
    lines: (...values) => {
      begin();
      for (const value of values) response.write(`${JSON.stringify(value)}\n`);
    },
    raw: (text) => {
      begin();
      response.write(text);
    },
    end: () => {
      begin();
      response.end();
    },
    cut: () => void request.socket.resetAndDestroy(),
  };
}

/** A server whose every answer is given by the test, on a free port of the loopback. */
export async function scriptedServer(tls?: https.ServerOptions): Promise<ScriptedServer> {
  const queue: Exchange[] = [];
  let [open, connections] = [0, 0];
  const serve: http.RequestListener = (request, response) => {
    open += 1;
    response.once('close', () => (open -= 1));
    bodyOf(request).then(
      (body) => queue.push(exchange(request, response, body)),
      () => {},
    );
  };
  const server = tls === undefined ? http.createServer(serve) : https.createServer(tls, serve);
  server.keepAliveTimeout = 0;
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    connections += 1;
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    next: async () => {
      await until(() => queue.length > 0);
      return queue.shift() as Exchange;
    },
    get waiting() {
      return queue.length;
    },
    get open() {
      return open;
    },
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
