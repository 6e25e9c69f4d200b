import type { KubeObject, LabelSelector, NetworkPolicySpec } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';

type Metadata = Parameters<typeof object>[2];

/** A Deployment whose pods are labelled `app` with its name, and listen at TCP 8080, named http. */
export const deployment = (name: string, pod: object = {}, metadata: Metadata = {}): KubeObject => {
  const ports = [{ name: 'http', containerPort: 8080 }];
  const spec = { containers: [{ name: 'app', image: 'app:1', ports }], ...pod };
  const template = { metadata: { labels: { app: name } }, spec };
  return object(['apps/v1', 'Deployment', name], { spec: { template } }, metadata);
};

export const policy = (name: string, spec: NetworkPolicySpec, metadata: Metadata = {}): KubeObject =>
  object(['networking.k8s.io/v1', 'NetworkPolicy', name], { spec }, metadata);

/** Selects pods by their label `app`. */
export const app = (value: string): LabelSelector => ({ matchLabels: { app: value } });

/** Lets in these blocks at TCP 8080, to the pods of `web`. */
export const lettingIn = (name: string, cidrs: readonly string[], port: number | string = 8080): KubeObject =>
  policy(name, {
    podSelector: app('web'),
    ingress: [{ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ port }] }],
  });

/** Nothing in, nothing out, for every pod. */
export const DENY_ALL = policy('deny-all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

export const service = (spec: object, annotations: Record<string, string> = {}): KubeObject =>
  object(['v1', 'Service', 'web'], { spec: { ports: [{ port: 80, nodePort: 30_080 }], ...spec } }, { annotations });

export const ingress = (spec: object, annotations: Record<string, string> = {}): KubeObject =>
  object(['networking.k8s.io/v1', 'Ingress', 'web'], { spec }, { annotations });
