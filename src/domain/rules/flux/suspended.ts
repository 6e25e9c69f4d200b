import type { Found } from '../../audit/rule.ts';
import type { Fields } from '../../semantics/unknown.ts';
import { fluxRule } from './flux-rule.ts';

const check = (spec: Fields): Found[] =>
  spec['suspend'] === true
    ? [{ path: 'spec.suspend', message: 'Is suspended: Flux neither applies nor corrects anything.' }]
    : [];

export const suspended = fluxRule({
  id: 'flux/suspended',
  title: 'Reconciliation is suspended',
  severity: 'low',
  reads: ['spec.suspend of Kustomizations, HelmReleases and sources'],
  why: 'While it is suspended, no commit arrives, no fix of a vulnerability either, and what is changed in the cluster stays changed. It is meant for an hour of work, and easily forgotten. Found where spec.suspend is true; since when cannot be told.',
  remedy: 'Resume it: flux resume, or spec.suspend false in Git.',
  sources: ['https://fluxcd.io/flux/components/kustomize/kustomizations/#suspend'],
  checks: {
    Kustomization: check,
    HelmRelease: check,
    GitRepository: check,
    OCIRepository: check,
    HelmRepository: check,
    HelmChart: check,
    Bucket: check,
  },
});
