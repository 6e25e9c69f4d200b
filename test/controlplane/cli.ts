/**
 * `cli.ts build|up|down|status`: one cluster that lives until it is told to go, described in `.cluster` of the current
 * folder. `build` only makes sure that there are binaries.
 */
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ended } from '../support/processes.ts';
import { clusterSource } from './binaries.ts';
import { connectSupervisor, launchSupervisor, type Supervisor } from './client.ts';
import type { ClusterInfo } from './protocol.ts';

const folder = join(process.cwd(), '.cluster');
const kubeconfig = join(folder, 'kubeconfig');
const stateFile = join(folder, 'state.json');

const stateSchema = z.object({
  pid: z.number(),
  server: z.string(),
  /** Temporary folder of the cluster, for the case that its supervisor could not remove it. */
  dir: z.string(),
  /** Socket of the supervisor. That it answers says more than that some process has its pid. */
  control: z.string(),
});
type State = z.infer<typeof stateSchema>;

interface Running {
  readonly state: State;
  readonly supervisor: Supervisor;
}

const commands = { build: async () => void (await clusterSource()), up, down, status };

async function up(): Promise<string> {
  const source = await clusterSource();
  if (source.kind === 'current') return 'using the cluster that kubectl uses (CLUSTER=current)';
  const running = await connectRunning();
  if (running) {
    running.supervisor.release();
    return `running already: ${describe(running.state)}`;
  }
  return describe(await start(source.dir));
}

/** The supervisor ends with this process until the very last step: an interrupted start leaves nothing. */
async function start(binaries: string): Promise<State> {
  removeState();
  mkdirSync(folder, { recursive: true });
  const supervisor = launchSupervisor(openSync(join(folder, 'supervisor.log'), 'w'));
  try {
    const info = await supervisor.call({ command: 'start', options: { binaries, audit: false, apiserverFlags: [] } });
    const state = saveState(info);
    await supervisor.call({ command: 'detach' });
    return state;
  } finally {
    supervisor.release();
  }
}

async function down(): Promise<string> {
  const running = await connectRunning();
  if (running) await stop(running);
  removeState();
  return running ? 'stopped' : 'nothing runs';
}

async function stop({ supervisor, state }: Running): Promise<void> {
  await supervisor.stop();
  // Its socket closes a moment before the process is gone.
  await ended(state.pid);
}

async function status(): Promise<string> {
  const running = await connectRunning();
  running?.supervisor.release();
  return running ? describe(running.state) : 'nothing runs';
}

function describe({ pid, server }: State): string {
  return `${server} (supervisor ${pid})\nexport KUBECONFIG=${kubeconfig}`;
}

async function connectRunning(): Promise<Running | undefined> {
  const state = readState();
  if (!state) return undefined;
  try {
    return { state, supervisor: await connectSupervisor(state.control) };
  } catch {
    return undefined;
  }
}

/** Undefined when there is none, or none that can be read: an interrupted write is no cluster. */
function readState(): State | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(stateFile, 'utf8')));
  } catch {
    return undefined;
  }
}

function saveState({ supervisor: pid, server, dir, control, kubeconfig: source }: ClusterInfo): State {
  const state = { pid, server, dir, control };
  writeFileSync(kubeconfig, readFileSync(source), { mode: 0o600 });
  writeFileSync(stateFile, JSON.stringify(state, undefined, 2));
  return state;
}

/** Removes our files, and those that a cluster left whose supervisor was killed. */
function removeState(): void {
  const state = readState();
  if (state) rmSync(state.dir, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

async function main([name]: readonly string[]): Promise<void> {
  const command = Object.entries(commands).find(([known]) => known === name)?.[1];
  if (!command) throw new Error(`usage: cli.ts ${Object.keys(commands).join('|')}`);
  const message = await command();
  if (message) console.log(message);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
