import { anySourceNamespace } from '../../argocd/audit/probes.ts';
import { inProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, isUsable, type ProjectView, worksElsewhere } from '../../argocd/audit/view.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

function openTo(project: ProjectView, view: ArgoCdView): Found[] {
  const place = isUsable(project) ? anySourceNamespace(project.own, view.version) : undefined;
  if (place === undefined) return [];
  const path = `spec.sourceNamespaces[${place}]`;
  if (worksElsewhere(view)) return [{ path, message: 'Applications of every namespace may use it' }];
  const message = 'Applications of every namespace may use it, once Argo CD works on those';
  return [{ path, message, severity: 'low' }];
}

export const projectWildcardSourceNamespace = argoCdRule({
  id: 'argocd/project-wildcard-source-namespace',
  title: 'Applications of any namespace may use a project',
  severity: 'high',
  reads: ['AppProject spec.sourceNamespaces', 'ConfigMap argocd-cmd-params-cm application.namespaces'],
  why: 'With Applications in any namespace, `sourceNamespaces` alone decides who may deploy by a project: whoever may create an Application in one of these namespaces has all that it permits. Found is a project whose list matches every namespace, as a glob or as a regular expression that is plainly `.*` or `.+`. High while Argo CD works on Applications outside its namespace, or that is not known, else low. Other regular expressions are not judged.',
  remedy: 'Name the namespaces whose Applications may use the project.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, IsAppNamespacePermitted',
  ],
  check: inProjects(openTo),
});
