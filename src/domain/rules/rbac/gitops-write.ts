import { ask, capability } from './capability.ts';
import type { Level } from './place.ts';

const WRITE = 'create update patch';
const SETTINGS = new Set(['argocd-cm', 'argocd-rbac-cm']);
const SECRETS = new Set(['argocd-secret', 'argocd-initial-admin-secret']);

const whereArgoCdIs: Level = ({ namespace, argocd }) =>
  namespace === undefined || namespace === argocd ? 'critical' : undefined;

/** In the whole cluster it is the lesser of what rbac/secrets-write and rbac/system-configmaps find. */
const inArgoCdAlone: Level = ({ namespace, argocd }) => {
  if (namespace === undefined) return 'high';
  return namespace === argocd ? 'critical' : undefined;
};

export const gitopsWrite = capability({
  id: 'rbac/gitops-write',
  title: 'May deploy with the rights of Argo CD',
  severity: 'critical',
  ownWork: true,
  workOfArgoCd: true,
  why: 'Argo CD deploys what Applications say, with its own rights, which are those of an administrator as it is shipped; what argocd-rbac-cm says does not count for whoever writes through the Kubernetes API. Found for create, update and patch of Applications, ApplicationSets and AppProjects where they reach the namespace of Argo CD, also by a wildcard; and likewise of ConfigMaps (`argocd-cm` and `argocd-rbac-cm`, if names are given) and of Secrets (`argocd-secret`, if names are given), which hold who may log in, and the clusters and repositories that are trusted: these two as high where they are given in the whole cluster. Applications that are named are one level lower. Not found are Applications in other namespaces, which AppProjects limit. Nor are the parts of Argo CD by the bindings that it ships, and the operator itself: it is what they are for.',
  remedy:
    'Let people go through Argo CD, whose own RBAC and AppProjects limit them, or through Git. Grant Applications in namespaces of their own, not in that of Argo CD.',
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/security/',
  ],
  may: 'deploy with the rights of Argo CD',
  asks: [
    ask(whereArgoCdIs, 'argoproj.io', 'applications applicationsets', WRITE),
    ask(whereArgoCdIs, 'argoproj.io', 'appprojects', WRITE, { named: 'same' }),
    ask(inArgoCdAlone, '', 'configmaps', 'update patch', { named: (name) => (SETTINGS.has(name) ? 'same' : 'none') }),
    ask(inArgoCdAlone, '', 'secrets', WRITE, { named: (name) => (SECRETS.has(name) ? 'same' : 'none') }),
  ],
});
