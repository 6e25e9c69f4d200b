import { objectRule } from '../../audit/rule.ts';
import { exposedIn, isInAnnotation, MOVE, SOURCES, WHAT_IS_FOUND } from './exposed.ts';

export const plaintextInApplication = objectRule({
  id: 'secrets/plaintext-in-application',
  title: 'Application holds a credential in plain text',
  severity: 'high',
  subject: 'application',
  reads: [
    'Application spec.source and spec.sources: helm.parameters, helm.values, helm.valuesObject, plugin, kustomize, repoURL',
    'Application operation',
  ],
  why: `Whoever may get an Application, in Kubernetes or in Argo CD, reads its parameters and values, and it usually is in Git itself. ${WHAT_IS_FOUND}`,
  remedy: `${MOVE} For a login in repoURL, make a repository Secret and take it out of the URL.`,
  mapping: {},
  sources: [...SOURCES, 'https://argo-cd.readthedocs.io/en/stable/operator-manual/secret-management/'],
  check: (application) => exposedIn(application, ({ path }) => !isInAnnotation(path)),
});
