import { accountName, type Made, namespaceName, type Place } from './made.ts';

export const namespace = ({ index, random }: Place): Made => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: namespaceName(index),
    labels: {
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/enforce-version': 'latest',
      'pod-security.kubernetes.io/warn': 'restricted',
      'example.com/stage': namespaceName(index).split('-').at(-1) ?? '',
      'example.com/cost-centre': String(1000 + random.below(9000)),
    },
    annotations: { 'example.com/owner': `team-${index % 40}@example.com` },
  },
});

const account = (name: string, namespace: string): Made => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { namespace, name },
  automountServiceAccountToken: false,
});

/** What Kubernetes makes in each namespace, which asks for no token here. */
export const defaultAccount = ({ namespace }: Place): Made => account('default', namespace);

export const serviceAccount = ({ namespace, index }: Place): Made => account(accountName(index), namespace);

/** Made after everything that it counts: without its controller nothing is let in beside it. */
export const quota = ({ namespace }: Place): Made => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { namespace, name: 'compute' },
  spec: { hard: { pods: '400', 'requests.cpu': '100', 'requests.memory': '400Gi', 'limits.memory': '800Gi' } },
});

export const limitRange = ({ namespace }: Place): Made => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { namespace, name: 'defaults' },
  spec: {
    limits: [{ type: 'Container', default: { memory: '256Mi' }, defaultRequest: { cpu: '50m', memory: '128Mi' } }],
  },
});
