import type { Found } from '../../audit/rule.ts';
import type { Fields } from '../../semantics/unknown.ts';
import { fluxRule, textOf } from './flux-rule.ts';

/** On another cluster, it is whoever the kubeconfig says. */
function check(spec: Fields): Found[] {
  if (textOf(spec, 'serviceAccountName') !== undefined || spec['kubeConfig'] !== undefined) return [];
  return [
    {
      path: 'spec.serviceAccountName',
      message: 'Is applied with the rights of the controller: it names no ServiceAccount.',
    },
  ];
}

export const noServiceAccount = fluxRule({
  id: 'flux/no-service-account',
  title: 'Applied with the rights of Flux itself',
  severity: 'medium',
  reads: ['Kustomization and HelmRelease spec: serviceAccountName, kubeConfig'],
  why: "Flux's controllers are cluster-admin as they are installed. Without a ServiceAccount, what is in the repository is applied with these rights: whoever may push to it, or make such an object, may do anything. Found where a Kustomization or a HelmRelease names no ServiceAccount and no kubeconfig of another cluster. The flag --default-service-account of the controllers makes up for it, and cannot be seen from here; the Kustomization by which Flux keeps itself needs its rights: accept those by an exception.",
  remedy:
    'Name a ServiceAccount of the namespace in spec.serviceAccountName, and give it what the objects need, and no more.',
  sources: [
    'https://fluxcd.io/flux/components/kustomize/kustomizations/#service-account-reference',
    'https://fluxcd.io/flux/components/helm/helmreleases/#service-account-reference',
    'https://fluxcd.io/flux/installation/configuration/multitenancy/',
  ],
  checks: { Kustomization: check, HelmRelease: check },
});
