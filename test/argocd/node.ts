import type { KubeObject } from '../../src/api/kube.ts';
import { objectPath, resourceType } from '../../src/engine/object.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import type { ControlPlane } from '../support/controlplane.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { watchObjects } from './watch.ts';

const PODS = resourceType('', 'v1', 'pods', 'Pod');
const OPERATOR_IMAGE = /\/gitops-security-operator:/;

interface Pod extends KubeObject {
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly containers: readonly { readonly image: string; readonly args?: readonly string[] }[];
  };
}

/**
 * Stands in for the kubelets of a cluster without nodes. A pod of the operator becomes a process with the pod's
 * arguments and its ServiceAccount's token; any other pod is called ready, and nothing runs for it.
 */
export function startNode(cluster: ControlPlane): AsyncDisposable {
  const transport = createTransport(loadKubeConfig(cluster.kubeconfig));
  const stop = new AbortController();
  const running = new Map<string, Promise<OperatorProcess>>();

  const ready = async (pod: Pod): Promise<void> => {
    const condition = { type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() };
    const body = { status: { phase: 'Running', conditions: [condition] } };
    const path = `${objectPath(PODS, pod.metadata)}/status`;
    const call = { method: 'PATCH', path, body, contentType: 'application/merge-patch+json' } as const;
    await transport.request(call, stop.signal);
  };
  const begin = async (key: string, pod: Pod): Promise<void> => {
    if (OPERATOR_IMAGE.test(pod.spec.containers[0]?.image ?? '')) {
      const process = run(cluster, pod);
      running.set(key, process);
      await process;
    }
    await ready(pod);
  };
  const end = async (key: string): Promise<void> => {
    const process = await running.get(key);
    running.delete(key);
    await process?.stop();
  };
  const watch = watchObjects<Pod>(transport, PODS, ({ key, old, new: pod }) => {
    if (pod === undefined) void end(key);
    // A pod that has gone before it was called ready is no failure.
    else if (old === undefined) void begin(key, pod).catch(() => undefined);
  });
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await watch[Symbol.asyncDispose]();
      await Promise.all([...running.keys()].map(end));
    },
  };
}

async function run(cluster: ControlPlane, { metadata, spec }: Pod): Promise<OperatorProcess> {
  const { namespace = '' } = metadata;
  const kubeconfig = await cluster.serviceAccountKubeconfig(namespace, spec.serviceAccountName ?? 'default');
  // Those of the container, but for the port: several share this machine, and startOperator has its own.
  const args = (spec.containers[0]?.args ?? []).filter((arg) => !/^--(port|bind-address)=/.test(arg));
  return startOperator(kubeconfig, [...args, `--namespace=${namespace}`]);
}
