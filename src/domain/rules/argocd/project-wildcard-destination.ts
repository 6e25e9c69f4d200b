import { placeOf } from '../../argocd/audit/places.ts';
import { CLUSTERS, NAMES } from '../../argocd/audit/names.ts';
import { anyNamespace, mayPermit } from '../../argocd/audit/probes.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';
import { type Cluster, withInCluster } from '../../argocd/project/clusters.ts';
import { objectsOf, textOf } from '../../argocd/project/lists.ts';

/** Of destinations that name a cluster which is not known by a Secret, only that spelling is known. */
function clustersOf({ spec }: ProjectView, { clusters }: ArgoCdView): Cluster[] {
  const known = withInCluster(clusters);
  const named = objectsOf(spec.destinations).flatMap(({ server, name }) => {
    const one = { server: textOf(server), name: textOf(name) };
    return known.some((cluster) => cluster.server === one.server || cluster.name === one.name) ? [] : [one];
  });
  return [...known, ...named];
}

function openTo(project: ProjectView, view: ArgoCdView): Found[] {
  if (!NAMES.every((namespace) => mayPermit(project.spec, namespace))) return [];
  const reach = { version: view.version, clusters: project.clusters };
  const [anywhere] = CLUSTERS;
  const everywhere = anywhere && anyNamespace(project.spec, anywhere, reach);
  if (everywhere !== undefined) {
    const { path, by } = placeOf(project, 'destinations', everywhere);
    return [{ path, message: `permits every namespace of every cluster${by}` }];
  }
  for (const cluster of clustersOf(project, view)) {
    const place = anyNamespace(project.spec, cluster, reach);
    if (place === undefined) continue;
    const { path, by } = placeOf(project, 'destinations', place);
    const own = cluster.server === view.ownCluster.server;
    const name = shown(cluster.name === '' ? cluster.server : cluster.name);
    const message = own
      ? `permits every namespace of the cluster that Argo CD runs in${by}`
      : `permits every namespace of cluster ${name}${by}`;
    return [{ path, message, ...(!own && { severity: 'medium' }) }];
  }
  return [];
}

export const projectWildcardDestination = argoCdRule({
  id: 'argocd/project-wildcard-destination',
  title: 'A project deploys to any namespace',
  severity: 'high',
  reads: ['AppProject spec.destinations', 'Secret data.project of clusters', 'ConfigMap argocd-cm globalProjects'],
  why: 'Destinations are what keeps the Applications of a project out of the namespaces of others, and out of those of Argo CD and the control plane. Found is a project that permits every namespace of every cluster or of the cluster that Argo CD runs in (high), or of another one (medium). Whether it does is found out by asking the globs of Argo CD for namespaces that nobody would list. What cluster Secrets and global projects add counts; where a project permits only clusters of its own and these are not known, it is taken to permit them. Entries with `!` are a rule of their own, and so is the project `default` while it is open.',
  remedy: 'List the namespaces, or give those of a team a common prefix and permit that.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, isDestinationMatched',
  ],
  check: inUsableProjects(openTo),
});
