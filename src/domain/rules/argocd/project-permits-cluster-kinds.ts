import { CLUSTER_POWERFUL, CLUSTER_SHARED, kindsText } from '../../argocd/audit/kinds.ts';
import { ANY_KIND, permittedKinds } from '../../argocd/audit/probes.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { permitsKind } from '../../argocd/project/permission.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

const path = 'spec.clusterResourceWhitelist';

function permitted({ spec }: ProjectView, { version }: ArgoCdView): Found[] {
  if (permitsKind(spec, ANY_KIND, false, version) === 'yes') return [];
  const powerful = permittedKinds(spec, CLUSTER_POWERFUL, false, version);
  if (powerful.length > 0)
    return [{ path, message: `permits ${kindsText(powerful)}, by which every right can be had` }];
  const shared = CLUSTER_SHARED.filter((kind) => permitsKind(spec, kind, false, version) === 'yes');
  if (shared.length === 0) return [];
  const message = `permits ${kindsText(shared)} of any name: those of others, too`;
  return [{ path, message, severity: 'medium' }];
}

export const projectPermitsClusterKinds = argoCdRule({
  id: 'argocd/project-permits-cluster-kinds',
  title: 'A project deploys cluster-scoped kinds that give every right',
  severity: 'high',
  reads: ['AppProject spec.clusterResourceWhitelist', 'AppProject spec.clusterResourceBlacklist'],
  why: 'Some cluster-scoped kinds are as good as every right in the cluster, and no destination restricts them. Found as high are projects that permit ClusterRoles and their bindings, webhooks and admission policies, CustomResourceDefinitions or APIServices, by certain names as well, since a name says nothing of what such an object does. Found as medium are those that permit Namespaces, Nodes, PersistentVolumes, signing requests, storage classes and drivers or network policies of the whole cluster of any name. Projects that permit every cluster-scoped kind are a rule of their own.',
  remedy:
    'Remove these kinds from the whitelist, and deploy such objects by a project of the administrators alone; since Argo CD 3.3 the whitelist can name single objects.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects',
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks',
  ],
  check: inUsableProjects(permitted),
});
