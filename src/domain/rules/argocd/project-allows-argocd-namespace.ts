import { ARGO_CD_POWERFUL, kindsText } from '../../argocd/audit/kinds.ts';
import { placeOf } from '../../argocd/audit/places.ts';
import { mayPermit, mayReach, permittedKinds, permittingDestination } from '../../argocd/audit/probes.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView, settingIs } from '../../argocd/audit/view.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

function reaches(project: ProjectView, view: ArgoCdView): Found[] {
  const { version, facts, ownCluster } = view;
  if (!mayPermit(project.spec, facts.namespace)) return [];
  if (settingIs(view, 'argocd-cm/cluster.inClusterEnabled', 'false')) return [];
  const to = { ...ownCluster, namespace: facts.namespace };
  const reach = { version, clusters: project.clusters };
  if (!mayReach(project.spec, to, reach)) return [];
  const kinds = permittedKinds(project.spec, ARGO_CD_POWERFUL, true, version);
  if (kinds.length === 0) return [];
  const { path, by } = placeOf(project, 'destinations', permittingDestination(project.spec, to, reach));
  const what = `permits ${kindsText(kinds, 3)} in ${facts.namespace}, where Argo CD runs${by}`;
  return [{ path, message: `${what}: who deploys by it is administrator of Argo CD` }];
}

export const projectAllowsArgoCdNamespace = argoCdRule({
  id: 'argocd/project-allows-argocd-namespace',
  title: 'A project deploys into the namespace of Argo CD',
  severity: 'high',
  reads: [
    'AppProject spec.destinations',
    'AppProject spec.namespaceResourceWhitelist',
    'AppProject spec.namespaceResourceBlacklist',
  ],
  why: "Whoever can put an Application, an AppProject, a Secret, a role or a pod beside Argo CD is its administrator: an Application there may use any project, the settings and accounts lie there, and a pod can run as the controller, which may usually do everything. Found is a project that permits that namespace of Argo CD's own cluster, by whatever entry, together with one of the kinds by which that is possible; an absent whitelist permits them all. A project that Argo CD is managed by needs this: except it by name, with a reason. The project `default` is a rule of its own while it is open.",
  remedy:
    'Remove the namespace from the destinations; keep what manages Argo CD itself in a project of its own, which only administrators may use.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#app-of-apps',
  ],
  check: inUsableProjects(reaches),
});
