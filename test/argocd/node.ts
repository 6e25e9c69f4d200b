import type { KubeObject } from '../../src/api/kube.ts';
import { Mirror } from '../../src/engine/mirror.ts';
import { objectPath, resourceType } from '../../src/engine/object.ts';
import { Reflector } from '../../src/engine/reflector.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import type { ControlPlane } from '../support/controlplane.ts';
import { type OperatorProcess, startOperator } from '../support/operator.ts';
import { recordingLog } from '../support/recording-log.ts';

const PODS = resourceType('', 'v1', 'pods', 'Pod');
const OPERATOR_IMAGE = /\/gitops-security-operator:/;

interface Pod extends KubeObject {
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly containers: readonly { readonly image: string; readonly args?: readonly string[] }[];
  };
}

export interface Node extends AsyncDisposable {
  /** The operators that run now, one for each of their pods. */
  readonly operators: () => readonly OperatorProcess[];
}

/**
 * Stands in for the kubelets of a cluster without nodes. A pod of the operator becomes a process with the pod's
 * arguments and its ServiceAccount's token; any other pod is called ready, and nothing runs for it.
 */
export function startNode(cluster: ControlPlane): Node {
  const transport = createTransport(loadKubeConfig(cluster.kubeconfig));
  const stop = new AbortController();
  const mirror = new Mirror<Pod>();
  const running = new Map<string, Promise<OperatorProcess>>();
  const started = new Map<string, OperatorProcess>();

  const ready = async (pod: Pod): Promise<void> => {
    const condition = { type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() };
    const body = { status: { phase: 'Running', conditions: [condition] } };
    const path = `${objectPath(PODS, pod.metadata)}/status`;
    const call = { method: 'PATCH', path, body, contentType: 'application/merge-patch+json' } as const;
    await transport.request(call, stop.signal);
  };
  const begin = async (key: string, pod: Pod): Promise<void> => {
    const [container] = pod.spec.containers;
    if (OPERATOR_IMAGE.test(container?.image ?? '')) {
      running.set(key, run(cluster, pod));
      started.set(key, await (running.get(key) as Promise<OperatorProcess>));
    }
    await ready(pod);
  };
  const end = async (key: string): Promise<void> => {
    const process = await running.get(key);
    running.delete(key);
    started.delete(key);
    await process?.stop();
  };
  mirror.onChange(({ key, old, new: pod }) => {
    if (pod === undefined) void end(key);
    // A pod that has gone before it was called ready is no failure.
    else if (old === undefined) void begin(key, pod).catch(() => undefined);
  });
  const project = (raw: KubeObject): Pod => raw as Pod;
  const reflector = new Reflector({ type: PODS, project }, mirror, transport, recordingLog());
  const done = reflector.run(stop.signal);
  return {
    operators: () => [...started.values()],
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await done;
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
