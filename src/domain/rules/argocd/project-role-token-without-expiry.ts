import { shown } from '../../argocd/audit/shown.ts';
import { inProjects } from '../../argocd/audit/checks.ts';
import { type ProjectView } from '../../argocd/audit/view.ts';
import { objectsOf, textOf } from '../../argocd/project/lists.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';
import { counted } from '../../text.ts';

function endless({ own }: ProjectView): Found[] {
  return objectsOf(own.roles).flatMap((role, index) => {
    const tokens = objectsOf(role.jwtTokens).filter(({ exp }) => typeof exp !== 'number' || exp === 0);
    if (tokens.length === 0) return [];
    const name = shown(textOf(role.name), 60);
    const message = `role ${name} has ${counted(tokens.length, 'token')} that never expire${tokens.length === 1 ? 's' : ''}`;
    return [{ path: `spec.roles[${index}].jwtTokens`, message }];
  });
}

export const projectRoleTokenWithoutExpiry = argoCdRule({
  id: 'argocd/project-role-token-without-expiry',
  title: 'A token of a project role never expires',
  severity: 'medium',
  reads: ['AppProject spec.roles[].jwtTokens'],
  why: 'A token of a role gives all that the role may, to whoever holds it, for as long as it lives; tokens lie in pipelines and on laptops, and by default they live for ever. Found is each role with tokens that have no `exp`. Argo CD keeps a copy of them in `status.jwtTokensByRole` and takes both together: who removes one from the spec alone has not revoked it. The copies are not looked at, nor are tokens of accounts.',
  remedy: 'Delete them with argocd proj role delete-token, and create new ones with --expires-in.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, NormalizeJWTTokens',
  ],
  check: inProjects(endless),
});
