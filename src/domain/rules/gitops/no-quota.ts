import { boundsRule } from './bounds.ts';

export const noQuota = boundsRule({
  id: 'gitops/no-quota',
  kind: 'ResourceQuota',
  title: 'Namespace has no quota',
  why: 'Whoever may commit to the repository of one team can take all of the cluster from the others: replicas, memory, load balancers. Found where a namespace is deployed by Argo CD or Flux and has workloads, but no ResourceQuota; what a quota bounds is not looked at. Namespaces of Kubernetes itself are left out.',
  remedy: 'Add a ResourceQuota to the namespace, kept where the namespace is, out of reach of those it bounds.',
  sources: ['https://kubernetes.io/docs/concepts/policy/resource-quotas/'],
  of: ({ quotas }) => quotas,
});
