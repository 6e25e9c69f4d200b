import { objectRule } from '../../audit/rule.ts';
import { exposedIn, isInAnnotation, MOVE, SOURCES, WHAT_IS_FOUND } from './exposed.ts';

export const plaintextInFluxResource = objectRule({
  id: 'secrets/plaintext-in-flux-resource',
  title: 'Object of Flux holds a credential in plain text',
  severity: 'high',
  subject: 'flux',
  reads: ['HelmRelease spec.values', 'Kustomization spec.postBuild and spec.patches', 'spec.url of sources'],
  why: `Whoever may get a HelmRelease reads its values, and it usually is in Git itself; so with what a Kustomization puts in, and the URL of a source. ${WHAT_IS_FOUND}`,
  remedy: `${MOVE} Flux takes values from Secrets by valuesFrom and substituteFrom, and logins by secretRef.`,
  mapping: {},
  sources: [...SOURCES, 'https://fluxcd.io/flux/components/helm/helmreleases/#values'],
  check: (resource) => exposedIn(resource, ({ path }) => !isInAnnotation(path)),
});
