import type { KubeObject } from '../../../../../src/api/kube.ts';

type Wrap = (template: object) => object;

const inSpec: Wrap = (template) => ({ spec: { template } });

const WRAPS: Readonly<Record<string, readonly [apiVersion: string, wrap: Wrap]>> = {
  PodTemplate: ['v1', (template) => ({ template })],
  ReplicationController: ['v1', inSpec],
  ReplicaSet: ['apps/v1', inSpec],
  Deployment: ['apps/v1', inSpec],
  StatefulSet: ['apps/v1', inSpec],
  DaemonSet: ['apps/v1', inSpec],
  Job: ['batch/v1', inSpec],
  CronJob: ['batch/v1', (template) => ({ spec: { jobTemplate: { spec: { template } } } })],
};

/** Every kind that makes Pods. */
export const CONTROLLERS: readonly string[] = Object.keys(WRAPS);

/** An object of a kind that makes Pods like the given one. */
export function wrapped(kind: string, pod: KubeObject): KubeObject {
  const [apiVersion, wrap] = WRAPS[kind] ?? ['v1', inSpec];
  const { name, namespace = 'shop', labels = {}, annotations = {} } = pod.metadata;
  const { spec } = pod as KubeObject & { spec?: unknown };
  return { apiVersion, kind, metadata: { name, namespace }, ...wrap({ metadata: { labels, annotations }, spec }) };
}
