import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from './protocol.ts';

/** One process of a cluster. */
export interface Running {
  readonly pid: number;
  /** Fulfilled when the process is gone, or could not be started: with how it ended and the last lines of its log. */
  readonly exited: Promise<string>;
  readonly signal: (signal: NodeJS.Signals) => void;
}

/**
 * Starts a component with its output appended to `<dir>/<name>.log`.
 * Its standard input is a pipe that nothing is written to: it closes when this process dies, in whatever way,
 * and EXIT_WITH_STDIN makes the multi-call binary follow. Other builds ignore the variable.
 */
export function startComponent(name: Component, binaries: string, args: readonly string[], dir: string): Running {
  const log = join(dir, `${name}.log`);
  const output = openSync(log, 'a');
  // No variable of the caller: etcd reads ETCD_*, Go reads HTTP_PROXY and GODEBUG.
  const child = spawn(join(binaries, name), args, {
    cwd: dir,
    env: { PATH: process.env['PATH'], HOME: dir, EXIT_WITH_STDIN: '1' },
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  const exited = once(child, 'exit').then(
    ([code, signal]) => `${name} ended (${signal ?? `exit code ${code}`}):\n${tail(log)}`,
    (error: unknown) => `${name} did not start: ${String(error)}`,
  );
  return { pid: child.pid ?? 0, exited, signal: (signal) => void child.kill(signal) };
}

function tail(file: string, lines = 20): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
