import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { readMessages, replySchema, writeMessage, type ClusterInfo, type Command, type Reply } from './protocol.ts';

/** The caller's end of a supervisor. */
export interface Supervisor {
  /** Fails with what the supervisor says, or when it ends before it answers. */
  readonly call: (command: Exclude<Command, { command: 'stop' }>) => Promise<ClusterInfo>;
  /** Fulfilled when no process and no file of the cluster is left. */
  readonly stop: () => Promise<void>;
  /** Lets this process end while a detached supervisor goes on. */
  readonly release: () => void;
}

/** Starts a supervisor, which lives as long as this process unless told to `detach`. `stderr` may be a file descriptor. */
export function launchSupervisor(stderr: 'inherit' | number): Supervisor {
  const script = fileURLToPath(new URL('supervisor.ts', import.meta.url));
  // A group of its own: Ctrl-C is for the caller, whose end closes standard input.
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', stderr],
    detached: true,
  }) as ChildProcessByStdio<Writable, Readable, null>; // the types know no file descriptors
  return newSupervisor(child.stdout, child.stdin, once(child, 'exit'), () => {
    child.unref();
    child.stdin.destroy();
    child.stdout.destroy();
  });
}

/** Connects to a detached supervisor. Fails when it does not run. */
export async function connectSupervisor(control: string): Promise<Supervisor> {
  const socket = connect(control);
  await once(socket, 'connect');
  return newSupervisor(socket, socket, once(socket, 'close'), () => void socket.destroy());
}

function newSupervisor(from: Readable, to: Writable, closed: Promise<unknown>, release: () => void): Supervisor {
  const waiting = new Map<number, PromiseWithResolvers<ClusterInfo>>();
  let lastId = 0;

  const settle = (reply: Reply): void => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('info' in reply) caller?.resolve(reply.info);
    else caller?.reject(new Error(reply.error));
  };
  const fail = (reason: unknown): void => {
    for (const id of waiting.keys())
      settle({ id, error: `the supervisor of the control plane ended: ${String(reason)}` });
  };
  // A supervisor that is gone is noticed by `closed`, not by a write to it.
  to.on('error', () => undefined);
  readMessages(from, replySchema, settle).catch(fail);

  return {
    call: (command) => {
      const caller = Promise.withResolvers<ClusterInfo>();
      waiting.set(++lastId, caller);
      writeMessage(to, { id: lastId, ...command });
      void closed.then(fail, fail);
      return caller.promise;
    },
    stop: async () => {
      writeMessage(to, { id: ++lastId, command: 'stop' });
      await closed;
    },
    release,
  };
}
