import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DaemonOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** File that its output is appended to. */
  readonly log: string;
  /** It is ready when it listens on this port of loopback. */
  readonly port: number;
}

/**
 * Starts a program and waits until it listens. It ends with the thread that started it, however that ends: Linux
 * sees to that by setpriv. Disposing of it is SIGTERM. Fails with the end of its output when the program ends before, or after 60 s.
 */
export async function startDaemon({ command, args, env, log, port }: DaemonOptions): Promise<AsyncDisposable> {
  const file = openSync(log, 'a');
  const child = spawn('setpriv', ['--pdeathsig=KILL', command, ...args], { env, stdio: ['ignore', file, file] });
  closeSync(file);
  const exited = once(child, 'exit');
  const early = exited.then(([code, signal]) => {
    throw new Error(
      `${command} ended (${signal ?? code}):\n${readFileSync(log, 'utf8').split('\n').slice(-20).join('\n')}`,
    );
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  await Promise.race([listening(port), early]);
  early.catch(() => undefined);
  return { [Symbol.asyncDispose]: stop };
}

async function listening(port: number, seconds = 60): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
}
