import { kindsText, ROLES } from '../../argocd/audit/kinds.ts';
import { permittedKinds } from '../../argocd/audit/probes.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView, settingIs } from '../../argocd/audit/view.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

const IMPERSONATION = 'argocd-cm/application.sync.impersonation.enabled';

function permitted({ spec }: ProjectView, view: ArgoCdView): Found[] {
  if (settingIs(view, IMPERSONATION, 'true')) return [];
  const kinds = permittedKinds(spec, ROLES, true, view.version);
  if (kinds.length === 0) return [];
  const field = spec.namespaceResourceWhitelist === undefined ? 'Blacklist' : 'Whitelist';
  const message = `permits ${kindsText(kinds)}: who deploys by it can grant himself every right in its namespaces`;
  return [{ path: `spec.namespaceResource${field}`, message }];
}

export const projectAllowsRbacKinds = argoCdRule({
  id: 'argocd/project-allows-rbac-kinds',
  title: 'A project deploys roles and their bindings',
  severity: 'medium',
  reads: [
    'AppProject spec.namespaceResourceWhitelist',
    'AppProject spec.namespaceResourceBlacklist',
    'ConfigMap argocd-cm application.sync.impersonation.enabled',
  ],
  why: 'Kubernetes lets nobody grant what he does not have, but Argo CD deploys as its controller, which usually has everything: a repository can bind whomever it likes to cluster-admin in the namespaces of its project, read the Secrets of others there and run pods as any account. Found is a project that permits Roles or RoleBindings; an absent whitelist permits every namespaced kind. Not found where Argo CD deploys as accounts of projects, as their rights then count. Applications and AppProjects matter beside Argo CD, which is a rule of its own.',
  remedy:
    'Add Role and RoleBinding of rbac.authorization.k8s.io to namespaceResourceBlacklist, or let the project deploy as an account of its own by spec.rbac.impersonation.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/',
  ],
  check: inUsableProjects(permitted),
});
