import { placeOf } from '../../argocd/audit/places.ts';
import { anyCluster } from '../../argocd/audit/probes.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

function unscoped(project: ProjectView, { version }: ArgoCdView): Found[] {
  const { spec } = project;
  const place = spec.permitOnlyProjectScopedClusters === true ? undefined : anyCluster(spec, version);
  if (place === undefined) return [];
  const { path, by } = placeOf(project, 'destinations', place);
  return [{ path, message: `permits clusters that nobody has named, and those yet to be registered${by}` }];
}

export const projectUnscopedClusters = argoCdRule({
  id: 'argocd/project-unscoped-clusters',
  title: 'A project deploys to every cluster',
  severity: 'medium',
  reads: ['AppProject spec.destinations', 'AppProject spec.permitOnlyProjectScopedClusters'],
  why: 'A destination with a wildcard for the cluster permits every cluster that is registered, and each one that will be: whoever registers production next year opens it to this project. Found is a project with such a destination, for whatever namespaces, that does not restrict itself to the clusters whose Secret names it.',
  remedy:
    'Name the clusters, or set permitOnlyProjectScopedClusters and name the project in the Secret of each of its clusters.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-scoped-repositories-and-clusters',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, IsDestinationPermitted',
  ],
  check: inUsableProjects(unscoped),
});
