/**
 * Owns one cluster. Commands come as JSON lines on standard input (protocol.ts), replies go to standard output.
 * When standard input ends, whatever became of the process at its other end, the cluster goes too:
 * a signal handler over there would not survive SIGKILL.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { startCluster, type Cluster } from './cluster.ts';
import { readMessages, requestSchema, writeMessage, type ClusterInfo, type Request } from './protocol.ts';

let cluster: Cluster | undefined;
let detached = false;

async function stopAndExit(code: number): Promise<never> {
  await cluster?.stop();
  process.exit(code);
}

async function execute(request: Request): Promise<ClusterInfo> {
  if (request.command === 'stop') await stopAndExit(0);
  if (request.command === 'start') await startCluster(request.options, (created) => (cluster = created));
  if (!cluster) throw new Error('no cluster was started');
  if (request.command === 'signal') await cluster.signal(request.component, request.signal);
  if (request.command === 'restart') await cluster.restart(request.component);
  if (request.command === 'detach') await detach(cluster.info().control);
  return cluster.info();
}

async function answer(request: Request, to: Writable): Promise<void> {
  const { id } = request;
  try {
    writeMessage(to, { id, info: await execute(request) });
  } catch (error) {
    writeMessage(to, { id, error: error instanceof Error ? error.message : String(error) });
  }
}

async function serve(from: Readable, to: Writable): Promise<void> {
  // Whoever asked may be gone before the answer: then nobody misses it.
  to.on('error', () => undefined);
  try {
    await readMessages(from, requestSchema, (request) => void answer(request, to));
  } catch (error) {
    console.error(error);
  }
}

async function detach(control: string): Promise<void> {
  const server = createServer((socket) => void serve(socket, socket)).listen(control);
  await once(server, 'listening');
  detached = true;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAndExit(1));
await serve(process.stdin, process.stdout);
if (!detached) await stopAndExit(0);
