import { inSets } from '../../argocd/audit/sets.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const applicationSetInsecure = argoCdRule({
  id: 'argocd/application-set-insecure',
  title: 'A generator does not verify whom it asks',
  severity: 'medium',
  reads: ['ApplicationSet spec.generators[].scmProvider', 'ApplicationSet spec.generators[].pullRequest'],
  why: 'With `insecure`, the controller takes any certificate for that of the service for source code, and sends it its token: whoever sits between them reads the token, and decides what is generated. Found is each generator for repositories or pull requests that has it.',
  remedy: 'Remove insecure, and name the certificate authority of the service in caRef or in argocd-tls-certs-cm.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-SCM-Provider/'],
  check: inSets(({ generators }) =>
    generators
      .filter(({ insecure }) => insecure === true)
      .map(({ path, provider = 'the service' }) => ({
        path: `${path}.${provider.slice(0, 40)}.insecure`,
        message: `the certificate of ${provider.slice(0, 40)} is not verified`,
      })),
  ),
});
