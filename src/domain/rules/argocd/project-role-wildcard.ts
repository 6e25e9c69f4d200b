import { NAMES } from '../../argocd/audit/names.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { inProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { globMatches } from '../../argocd/project/glob.ts';
import { objectsOf, textOf, textsOf } from '../../argocd/project/lists.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';
import { counted } from '../../text.ts';

/** What nobody needs by a pipeline; an action that does not exist is only matched by a pattern for all of them. */
const REQUESTS: readonly (readonly [resource: string, action: string])[] = [
  ['applications', 'override'],
  ['exec', 'create'],
  ['applicationsets', NAMES[0]],
  ['repositories', NAMES[0]],
  ['clusters', NAMES[0]],
];

/** Resources and actions are globs to casbin. Any other effect than `allow` and `deny` is none. */
function isWildcard(line: string, { version }: ArgoCdView): boolean {
  const [kind, , resource = '', action = '', , effect] = line.split(',').map((field) => field.trim());
  if (kind !== 'p' || effect !== 'allow') return false;
  const use = { version };
  return REQUESTS.some(([what, how]) => globMatches(resource, what, use) && globMatches(action, how, use));
}

function powerful({ own }: ProjectView, view: ArgoCdView): Found[] {
  return objectsOf(own.roles).flatMap((role, index) => {
    const lines = textsOf(role.policies)
      .map((line, at) => ({ line, at }))
      .filter(({ line }) => isWildcard(line, view));
    const [first] = lines;
    if (first === undefined) return [];
    const rest = lines.length > 1 ? `, and ${counted(lines.length - 1, 'more')}` : '';
    const [name, policy] = [shown(textOf(role.name), 60), shown(first.line.trim(), 120)];
    return [{ path: `spec.roles[${index}].policies[${first.at}]`, message: `role ${name} has ${policy}${rest}` }];
  });
}

export const projectRoleWildcard = argoCdRule({
  id: 'argocd/project-role-wildcard',
  title: 'A project role may do anything',
  severity: 'medium',
  reads: ['AppProject spec.roles[].policies'],
  why: 'With every action on Applications comes `override`, by which manifests are deployed that are in no repository, as well as `delete` and every custom action; with exec come shells in the pods of Applications. Found is each role with a policy that allows `override` of Applications, `create` of exec, or every action on ApplicationSets, repositories or clusters, be it by a glob. Which objects the policy names does not matter: one Application is enough to deploy by. What everybody may, and roles of the whole install, are settings.',
  remedy: 'List the actions that the role needs: get and sync are enough for most pipelines.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/', 'argoproj/argo-cd: util/rbac/rbac.go'],
  check: inProjects(powerful),
});
