import { fluxRule } from './flux-rule.ts';

export const noPrune = fluxRule({
  id: 'flux/no-prune',
  title: 'What is deleted in Git stays in the cluster',
  severity: 'low',
  reads: ['Kustomization spec.prune'],
  why: 'A grant or a workload that was taken out of Git goes on to exist, and nobody sees it any more. Found where spec.prune of a Kustomization is not true.',
  remedy:
    'Set spec.prune to true, and protect what must never be deleted by the annotation kustomize.toolkit.fluxcd.io/prune: disabled.',
  sources: ['https://fluxcd.io/flux/components/kustomize/kustomizations/#prune'],
  checks: {
    Kustomization: ({ prune }) =>
      prune === true
        ? []
        : [{ path: 'spec.prune', message: 'Objects that are deleted in Git are left in the cluster.' }],
  },
});
