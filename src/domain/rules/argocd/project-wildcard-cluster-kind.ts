import { placeOf } from '../../argocd/audit/places.ts';
import { ANY_KIND } from '../../argocd/audit/probes.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { permitsKind } from '../../argocd/project/permission.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

function openTo(project: ProjectView, { version }: ArgoCdView): Found[] {
  const { spec } = project;
  const permits = (list: typeof spec.clusterResourceWhitelist): boolean =>
    permitsKind({ ...spec, clusterResourceWhitelist: list ?? [] }, ANY_KIND, false, version) === 'yes';
  if (!permits(spec.clusterResourceWhitelist)) return [];
  const place = (spec.clusterResourceWhitelist ?? []).findIndex((entry) => permits([entry]));
  const { path, by } = placeOf(project, 'clusterResourceWhitelist', place < 0 ? undefined : place);
  return [{ path, message: `permits every cluster-scoped kind${by}` }];
}

export const projectWildcardClusterKind = argoCdRule({
  id: 'argocd/project-wildcard-cluster-kind',
  title: 'A project deploys any cluster-scoped kind',
  severity: 'high',
  reads: ['AppProject spec.clusterResourceWhitelist', 'AppProject spec.clusterResourceBlacklist'],
  why: 'Cluster-scoped objects know no destination: a ClusterRoleBinding, a webhook or a CustomResourceDefinition changes the whole cluster, whatever namespaces the project permits. Found is a project whose whitelist, with its blacklist, permits a kind that nobody has ever heard of. An absent or empty whitelist permits none. Lists that name single dangerous kinds are a rule of their own, and so is the project `default` while it is open.',
  remedy: 'List the cluster-scoped kinds that the project needs, or none.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, IsGroupKindNamePermitted',
  ],
  check: inUsableProjects(openTo),
});
