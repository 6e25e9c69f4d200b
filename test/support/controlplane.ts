import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { clusterSource } from '../controlplane/binaries.ts';
import { launchSupervisor, type Supervisor } from '../controlplane/client.ts';
import { kubeconfigYaml } from '../controlplane/kubeconfig.ts';
import type { ClusterInfo, ClusterOptions, Component } from '../controlplane/protocol.ts';
import { kubectl } from './kubectl.ts';

export type ControlPlaneOptions = Partial<Pick<ClusterOptions, 'audit' | 'apiserverFlags'>>;

/** A real API server with its etcd and controllers, without nodes. */
export interface ControlPlane extends AsyncDisposable {
  /** Path of a cluster administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly server: string;
  /** Folder that lives as long as the control plane: a place for files about it. */
  readonly dir: string;
  /** The processes that run. */
  readonly pids: () => ClusterInfo['pids'];
  /** The API server's audit log, one JSON object a line, complete up to the last response; with the option `audit`. */
  readonly auditLog: string | undefined;
  /** SIGKILL; fulfilled when the process is gone. */
  readonly kill: (component: Component) => Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  readonly pause: (component: Component) => Promise<void>;
  /** SIGCONT. */
  readonly resume: (component: Component) => Promise<void>;
  /** Kills the component if it runs and starts it with the same port and data; fulfilled when the API server is ready. */
  readonly restart: (component: Component) => Promise<void>;
  /**
   * Path of a kubeconfig for a ServiceAccount that exists, with a new token (TokenRequest API).
   * The API server makes no token that expires in less than 600 s.
   */
  readonly serviceAccountKubeconfig: (namespace: string, name: string, options?: TokenOptions) => Promise<string>;
  /** Fulfilled when no process and no file is left. */
  readonly stop: () => Promise<void>;
}

export interface TokenOptions {
  readonly expirationSeconds?: number;
}

/**
 * Starts a control plane of its own for the caller, in about 5 s; any number may run side by side.
 * It ends with the calling process, however that ends. With CLUSTER=current it is the caller's cluster,
 * whose components cannot be touched.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const source = await clusterSource();
  return source.kind === 'current' ? currentCluster(source.kubeconfig) : newCluster(source.dir, options);
}

async function newCluster(binaries: string, options: ControlPlaneOptions): Promise<ControlPlane> {
  const supervisor = launchSupervisor('inherit');
  try {
    const info = await supervisor.call({
      command: 'start',
      options: { binaries, audit: false, apiserverFlags: [], ...options },
    });
    return supervised(supervisor, info);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

function supervised(supervisor: Supervisor, info: ClusterInfo): ControlPlane {
  let { pids } = info;
  const call = async (command: Parameters<Supervisor['call']>[0]): Promise<void> => {
    ({ pids } = await supervisor.call(command));
  };
  return {
    ...common(info),
    pids: () => pids,
    auditLog: info.auditLog,
    kill: async (component) => call({ command: 'signal', component, signal: 'SIGKILL' }),
    pause: async (component) => call({ command: 'signal', component, signal: 'SIGSTOP' }),
    resume: async (component) => call({ command: 'signal', component, signal: 'SIGCONT' }),
    restart: async (component) => call({ command: 'restart', component }),
    stop: supervisor.stop,
    [Symbol.asyncDispose]: supervisor.stop,
  };
}

function currentCluster(kubeconfigText: string): ControlPlane {
  const dir = mkdtempSync(join(tmpdir(), 'cluster-current-'));
  const kubeconfig = join(dir, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText, { mode: 0o600 });
  const refuse = async (component: Component): Promise<void> => {
    throw new Error(`CLUSTER=current: ${component} is not ours to touch`);
  };
  const stop = async (): Promise<void> => rmSync(dir, { recursive: true, force: true });
  return {
    ...common({ dir, kubeconfig, server: clusterOf(kubeconfigText).server }),
    pids: () => ({}),
    auditLog: undefined,
    kill: refuse,
    pause: refuse,
    resume: refuse,
    restart: refuse,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Common = Pick<ControlPlane, 'dir' | 'kubeconfig' | 'server'>;

function common({ dir, kubeconfig, server }: Common): Common & Pick<ControlPlane, 'serviceAccountKubeconfig'> {
  let count = 0;
  const serviceAccountKubeconfig: ControlPlane['serviceAccountKubeconfig'] = async (namespace, name, options = {}) => {
    const duration = options.expirationSeconds === undefined ? [] : [`--duration=${options.expirationSeconds}s`];
    const token = await kubectl(kubeconfig, ['create', 'token', name, `--namespace=${namespace}`, ...duration]);
    const { ca } = clusterOf(readFileSync(kubeconfig, 'utf8'));
    const path = join(dir, `${namespace}.${name}.${++count}.kubeconfig`);
    writeFileSync(path, kubeconfigYaml({ server, ca, user: { token: token.trim() }, namespace }), { mode: 0o600 });
    return path;
  };
  return { dir, kubeconfig, server, serviceAccountKubeconfig };
}

const clusterSchema = z.object({ server: z.string(), 'certificate-authority-data': z.base64() });
const kubeconfigSchema = z.object({ clusters: z.tuple([z.object({ cluster: clusterSchema })]) });

/** The one cluster of a kubeconfig, its certificate authority as PEM. */
function clusterOf(kubeconfigText: string): { server: string; ca: string } {
  const [{ cluster }] = kubeconfigSchema.parse(parse(kubeconfigText)).clusters;
  return { server: cluster.server, ca: Buffer.from(cluster['certificate-authority-data'], 'base64').toString() };
}
