import { placeOf } from '../../argocd/audit/places.ts';
import { anySource, publicSource } from '../../argocd/audit/source-probes.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';

function openTo(project: ProjectView, { version }: ArgoCdView): Found[] {
  const everything = anySource(project.spec, version);
  if (everything !== undefined) {
    const { path, by } = placeOf(project, 'sourceRepos', everything);
    return [{ path, message: `permits every repository${by}` }];
  }
  const public_ = publicSource(project.spec, version);
  if (public_ === undefined) return [];
  const { path, by } = placeOf(project, 'sourceRepos', public_.place);
  return [
    {
      path,
      message: `permits every repository of ${public_.host}${by}, where anybody may have one`,
      severity: 'medium',
    },
  ];
}

export const projectWildcardSource = argoCdRule({
  id: 'argocd/project-wildcard-source',
  title: 'A project deploys from any repository',
  severity: 'high',
  reads: ['AppProject spec.sourceRepos', 'Secret data.project of repositories', 'ConfigMap argocd-cm globalProjects'],
  why: 'The sources of a project are what keeps an Application from deploying what nobody has reviewed: with any repository permitted, whoever may change an Application points it at one of his own. Found is a project that permits repositories of any host in some scheme (high), or every repository of a public service such as github.com, where anybody may have one (medium). Whether it does is found out by asking the globs of Argo CD for repositories that nobody would list, so that `*`, `**` and `https://**` are all the same. Entries with `!` are a rule of their own, and so is the project `default` while it is open.',
  remedy: 'List the repositories, or those of one organisation: https://git.example.com/team/*.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, IsSourcePermitted',
  ],
  check: inUsableProjects(openTo),
});
