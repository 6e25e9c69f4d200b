import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const endWithParent = new URL('end-with-parent.ts', import.meta.url).href;

const lineSchema = z.looseObject({ time: z.string(), level: z.string(), message: z.string() });
const startedSchema = z.looseObject({ message: z.literal('started'), port: z.number() });

/** One line of the log: the fields beside these are as they were logged. */
export type LogLine = z.output<typeof lineSchema>;

/** An operator that runs as a process of its own. */
export interface OperatorProcess extends AsyncDisposable {
  readonly pid: number;
  /** Of /livez, /readyz and /metrics, on loopback. */
  readonly port: number;
  /** What it has logged so far: grows. */
  readonly log: readonly LogLine[];
  /** Fulfilled when the process has gone: with its exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  /** SIGTERM; fulfilled with the exit code when the process has gone. */
  readonly stop: () => Promise<number | null>;
  /** SIGKILL; fulfilled when the process has gone. */
  readonly kill: () => Promise<void>;
}

/**
 * Runs the operator from its sources and resolves once it serves its port; its mirrors may not have synced yet.
 * It ends with the calling process, however that ends. Fails with its log when it ends before it serves.
 */
export async function startOperator(
  kubeconfig: string,
  flags: readonly string[] = ['--no-leader-election'],
): Promise<OperatorProcess> {
  const args = ['--import', endWithParent, main, '--kubeconfig', kubeconfig];
  args.push('--bind-address', '127.0.0.1', '--port', '0', ...flags);
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const log: LogLine[] = [];
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const started = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.push(parseLine(line));
    const { data } = startedSchema.safeParse(log.at(-1));
    if (data !== undefined) started.resolve(data.port);
  });
  void exited.then(() => started.reject(new Error(`the operator ended at its start: ${JSON.stringify(log)}`)));
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  const kill = async (): Promise<void> => void (await end('SIGKILL'));
  const stop = async (): Promise<number | null> => end('SIGTERM');
  const port = await started.promise;
  return { pid: child.pid ?? 0, port, log, exited, stop, kill, [Symbol.asyncDispose]: kill };
}

/** What is no line of the log, such as a crash, is kept as if it were one. */
function parseLine(line: string): LogLine {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return { time: '', level: 'error', message: line };
  }
}
