import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './outcome.ts';

/** The operator as it is built, which serves by now; its mirrors may not have synced yet. */
export interface Operator extends AsyncDisposable {
  readonly pid: number;
  /** Of /livez, /readyz and /metrics. */
  readonly url: string;
  /** When it was started, by `performance.now()`. */
  readonly started: number;
  readonly stop: () => Promise<void>;
}

/** @param nodeFlags flags of Node.js itself, such as `--max-semi-space-size=1` */
export async function startBuilt(kubeconfig: string, nodeFlags: readonly string[] = []): Promise<Operator> {
  const args = ['--kubeconfig', kubeconfig, '--no-leader-election', '--bind-address', '127.0.0.1', '--port', '0'];
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, join(ROOT, 'dist/operator.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A bench that fails leaves nothing behind.
  process.once('exit', () => child.kill());
  const serving = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { message, port } = JSON.parse(line) as { message: string; port: number };
    if (message === 'started') serving.resolve(port);
  });
  const exited = once(child, 'close');
  void exited.then(() => serving.reject(new Error('the operator ended')));
  const url = `http://127.0.0.1:${await serving.promise}`;
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  return { pid: child.pid ?? 0, url, started, stop, [Symbol.asyncDispose]: stop };
}
