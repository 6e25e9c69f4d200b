import { inProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { objectsOf, textOf, textsOf } from '../../argocd/project/lists.ts';
import { policyProblem } from '../../argocd/project/policy-line.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

function unreadable({ name, own }: ProjectView, { version }: ArgoCdView): Found[] {
  return objectsOf(own.roles).flatMap((role, index) => {
    const owner = { project: name, role: textOf(role.name), version };
    const [first] = textsOf(role.policies).flatMap((line, at) => {
      const problem = policyProblem(line, owner);
      return problem === undefined ? [] : [{ problem, at }];
    });
    if (first === undefined) return [];
    const message = `Argo CD would refuse this policy: ${first.problem}`;
    return [{ path: `spec.roles[${index}].policies[${first.at}]`, message }];
  });
}

export const projectRoleInvalid = argoCdRule({
  id: 'argocd/project-role-invalid',
  title: 'A project role has a policy that Argo CD would refuse',
  severity: 'low',
  reads: ['AppProject spec.roles[].policies'],
  why: 'Argo CD checks the policies of a project only in its own API: what comes from Git or kubectl is taken as it is. One line that it cannot read makes it leave out all roles of the project without an event or a condition, so that a policy that denies something is gone as well; a line about another subject or object does not do what it says. Found is the first such line of each role.',
  remedy: 'Write the policy as p, proj:<project>:<role>, <resource>, <action>, <project>/<object>, allow.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles',
    'argoproj/argo-cd: util/rbac/rbac.go, pkg/apis/application/v1alpha1/types.go, validatePolicy',
  ],
  check: inProjects(unreadable),
});
