import type { CasesById, RuleCases } from '../case.ts';
import { flux } from './objects.ts';

const pair = (kind: string, fails: object, passes: object): RuleCases => ({
  fails: { objects: [flux(kind, fails)] },
  passes: { objects: [flux(kind, passes)] },
});

const source = (namespace: string) => ({ sourceRef: { kind: 'GitRepository', name: 'shop', namespace } });

export const cases: CasesById = {
  'flux/plain-http': pair('GitRepository', { url: 'http://git.example.org/a' }, { url: 'https://git.example.org/a' }),
  'flux/unverified-source': pair('GitRepository', {}, { verify: { mode: 'HEAD', secretRef: { name: 'keys' } } }),
  'flux/no-service-account': pair('Kustomization', {}, { serviceAccountName: 'deployer' }),
  'flux/cross-namespace-reference': pair('Kustomization', source('flux-system'), source('shop')),
  'flux/pass-credentials': pair('HelmRepository', { passCredentials: true }, { passCredentials: false }),
  'flux/mutable-reference': pair('GitRepository', { ref: { branch: 'main' } }, { ref: { tag: 'v1.2.3' } }),
  'flux/suspended': pair('Kustomization', { suspend: true }, { suspend: false }),
  'flux/no-prune': pair('Kustomization', { prune: false }, { prune: true }),
  'flux/no-drift-detection': pair('HelmRelease', {}, { driftDetection: { mode: 'enabled' } }),
};
