import { boundsRule } from './bounds.ts';

export const noLimits = boundsRule({
  id: 'gitops/no-limits',
  kind: 'LimitRange',
  title: 'Namespace has no limits for containers',
  why: 'A container without limits may use up its node, and a quota refuses it only if it has one for limits. A LimitRange gives limits to containers that say none, and an upper bound to those that do. Found where a namespace is deployed by Argo CD or Flux and has workloads, but no LimitRange; what it says is not looked at. Namespaces of Kubernetes itself are left out.',
  remedy: 'Add a LimitRange with default limits and a maximum to the namespace.',
  sources: ['https://kubernetes.io/docs/concepts/policy/limit-range/'],
  of: ({ limitRanges }) => limitRanges,
});
