import { kindsText, POWERFUL } from '../../argocd/audit/kinds.ts';
import { placeOf } from '../../argocd/audit/places.ts';
import { CLUSTERS } from '../../argocd/audit/names.ts';
import { mayPermit, mayReach, permittedKinds, permittingDestination } from '../../argocd/audit/probes.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { withInCluster } from '../../argocd/project/clusters.ts';
import { objectsOf, textOf } from '../../argocd/project/lists.ts';
import type { Destination } from '../../argocd/resources.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

const NAMESPACE = 'kube-system';

/** Clusters that only a destination names are asked for by that alone. */
function clustersOf({ spec }: ProjectView, { clusters }: ArgoCdView): Destination[] {
  const named = objectsOf(spec.destinations).map(({ server, name }) => ({
    ...(textOf(server) !== '' && { server: textOf(server) }),
    ...(textOf(name) !== '' && { name: textOf(name) }),
  }));
  return [...withInCluster(clusters), ...named, ...CLUSTERS];
}

function reaches(project: ProjectView, view: ArgoCdView): Found[] {
  const { spec } = project;
  if (!mayPermit(spec, NAMESPACE)) return [];
  const reach = { version: view.version, clusters: project.clusters };
  const to = clustersOf(project, view)
    .map((cluster) => ({ ...cluster, namespace: NAMESPACE }))
    .find((destination) => mayReach(spec, destination, reach));
  const kinds = to === undefined ? [] : permittedKinds(spec, POWERFUL, true, view.version);
  if (to === undefined || kinds.length === 0) return [];
  const { path, by } = placeOf(project, 'destinations', permittingDestination(spec, to, reach));
  return [{ path, message: `permits ${kindsText(kinds, 3)} in ${NAMESPACE}${by}, beside the control plane` }];
}

export const projectAllowsKubeSystem = argoCdRule({
  id: 'argocd/project-allows-kube-system',
  title: 'A project deploys into kube-system',
  severity: 'high',
  reads: [
    'AppProject spec.destinations',
    'AppProject spec.namespaceResourceWhitelist',
    'AppProject spec.namespaceResourceBlacklist',
  ],
  why: 'The namespace kube-system holds accounts of the control plane, of DNS and of network and storage drivers, many of which may do everything: a pod, a Secret for tokens or a RoleBinding there is as good as every right. Found is a project that permits it in any cluster, by whatever entry, together with one of these kinds. The project `default` is a rule of its own while it is open.',
  remedy:
    'Remove the namespace from the destinations; deploy what belongs there by a project that only administrators may use.',
  mapping: {},
  sources: [
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, isDestinationMatched',
  ],
  check: inUsableProjects(reaches),
});
