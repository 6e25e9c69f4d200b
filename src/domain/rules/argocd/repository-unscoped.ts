import { inSecrets } from '../../argocd/audit/secrets.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const repositoryUnscoped = argoCdRule({
  id: 'argocd/repository-unscoped',
  title: 'Every project may use the credentials of a repository',
  severity: 'low',
  reads: ['Secret data.project of repositories'],
  why: 'Without a project in its Secret, the credentials of a repository are used for every Application that names its URL, whatever its project: a team that is permitted the URL, by a wildcard for instance, reads what only another one should. Found is each repository Secret without a project, while the policy lets their fields be read (`spec.projects.secrets: Data`) and there is more than one project beside `default`.',
  remedy: 'Name the project in the field project of the Secret; note that this permits the repository to that project.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-scoped-repositories-and-clusters'],
  check: inSecrets('repository', ({ project = '' }, { shared }) =>
    project === '' && shared ? [{ path: 'data.project', message: 'names no project: every project may use it' }] : [],
  ),
});
