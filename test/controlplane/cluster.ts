import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newLayout, writeFiles, type Layout } from './layout.ts';
import { createPki } from './pki.ts';
import { freePort } from './port.ts';
import { newProcesses, type Processes } from './processes.ts';
import type { ClusterInfo, ClusterOptions, Component } from './protocol.ts';
import { request, type Target } from './request.ts';

/** The last thing that a new cluster gets before it can run anything. */
const defaultServiceAccount = '/api/v1/namespaces/default/serviceaccounts/default';

/**
 * A cluster without nodes: etcd, kube-apiserver and kube-controller-manager on loopback, in a temporary folder.
 * `stop` may be called at any time, also while the cluster starts, and leaves neither process nor file.
 */
export interface Cluster {
  readonly info: () => ClusterInfo;
  readonly signal: (component: Component, signal: NodeJS.Signals) => Promise<void>;
  /** Ends the component if it runs, and starts it with the same ports and data. */
  readonly restart: (component: Component) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a cluster. `onCreate` gets it before there is anything to stop, and is the only way to have it stopped:
 * that stays with the caller when this throws, which it does with the last lines of the log of what failed.
 */
export async function startCluster(options: ClusterOptions, onCreate: (cluster: Cluster) => void): Promise<void> {
  const [port, pki] = await Promise.all([freePort(), createPki()]);
  const layout = newLayout(mkdtempSync(join(tmpdir(), 'controlplane-')), port, options.audit);
  const target = { server: layout.server, ca: pki.ca, identity: pki.admin };
  const processes = newProcesses(options, layout);
  onCreate(newCluster(layout, processes, target));
  writeFiles(layout, pki);
  processes.start('etcd');
  processes.start('kube-apiserver');
  await processes.poll('the API server to be ready', () => answers(target, '/readyz'));
  await publishEndpoints(target, port);
  processes.start('kube-controller-manager');
  await processes.poll('the default ServiceAccount', () => answers(target, defaultServiceAccount));
}

function newCluster(layout: Layout, processes: Processes, target: Target): Cluster {
  const { dir, kubeconfig, server, control, auditLog } = layout;
  return {
    info: () => ({
      dir,
      kubeconfig,
      server,
      control,
      supervisor: process.pid,
      pids: processes.pids(),
      ...(auditLog !== undefined && { auditLog }),
    }),
    signal: processes.signal,
    restart: async (component) => {
      await processes.signal(component, 'SIGKILL');
      processes.start(component);
      if (processes.has('kube-apiserver'))
        await processes.poll('the API server to be ready', () => answers(target, '/readyz'));
    },
    stop: async () => {
      await processes.stop();
      // Retried: a kubectl that still runs may add to its cache in there.
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function answers(target: Target, path: string): Promise<boolean> {
  return (await request(target, 'GET', path)).status === 200;
}

/**
 * Tells clients in the cluster where the API server is, which it does not do itself with `--endpoint-reconciler-type=none`:
 * its own reconciler wants an address that is not loopback, and so does the validation of EndpointSlices.
 * 192.0.2.1 is reserved for documentation (RFC 5737): right in form, and nobody's. The port is the real one.
 */
async function publishEndpoints(target: Target, port: number): Promise<void> {
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  };
  const path = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
  const { status, body } = await request(target, 'POST', path, slice);
  if (status !== 201) throw new Error(`EndpointSlice kubernetes: ${status} ${body}`);
}
