import { CLUSTERS } from '../../argocd/audit/names.ts';
import { ANY_KIND, anyNamespace, mayReach, permittedKinds } from '../../argocd/audit/probes.ts';
import { ARGO_CD_POWERFUL, CLUSTER_POWERFUL } from '../../argocd/audit/kinds.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { inProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, isUsable, type ProjectView, settingIs, worksElsewhere } from '../../argocd/audit/view.ts';
import { textsOf } from '../../argocd/project/lists.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

/** What makes the users of a project administrators of Argo CD, or of a cluster. */
function powerOf({ spec, clusters }: ProjectView, view: ArgoCdView): string | undefined {
  const { version, ownCluster, facts } = view;
  const reach = { version, clusters };
  if (permittedKinds(spec, [...CLUSTER_POWERFUL, ANY_KIND], false, version).length > 0)
    return 'cluster-scoped kinds that give every right';
  if (permittedKinds(spec, ARGO_CD_POWERFUL, true, version).length === 0) return undefined;
  if ([...CLUSTERS.slice(0, 1), ownCluster].some((cluster) => anyNamespace(spec, cluster, reach) !== undefined))
    return 'every namespace';
  const local = !settingIs(view, 'argocd-cm/cluster.inClusterEnabled', 'false');
  return local && mayReach(spec, { ...ownCluster, namespace: facts.namespace }, reach)
    ? `the namespace ${facts.namespace}`
    : undefined;
}

function used(project: ProjectView, view: ArgoCdView): Found[] {
  const [first] = textsOf(project.own.sourceNamespaces).filter((one) => one !== view.facts.namespace);
  if (first === undefined || !isUsable(project) || !worksElsewhere(view)) return [];
  const power = powerOf(project, view);
  if (power === undefined) return [];
  const who = `who may create Applications in ${shown(first, 70)}`;
  return [{ path: 'spec.sourceNamespaces', message: `${who} deploys by it, and it permits ${power}` }];
}

export const applicationInAnyNamespace = argoCdRule({
  id: 'argocd/application-in-any-namespace',
  title: 'A powerful project may be used from namespaces of others',
  severity: 'critical',
  reads: [
    'AppProject spec.sourceNamespaces',
    'AppProject spec.destinations',
    'AppProject spec.clusterResourceWhitelist',
    'ConfigMap argocd-cmd-params-cm application.namespaces',
  ],
  why: 'Applications outside the namespace of Argo CD are for those who are not its administrators. A project that they may use, by `sourceNamespaces`, must not lead further than they may go by themselves: one that permits the namespace of Argo CD, every namespace, or cluster-scoped kinds that give every right makes each of them an administrator. Found is such a project while Argo CD works on Applications outside its namespace, or that is not known.',
  remedy:
    'Give Applications of other namespaces a project of their own that permits the namespaces of their team alone.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/'],
  check: inProjects(used),
});
