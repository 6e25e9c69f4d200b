import { inSecrets } from '../../argocd/audit/secrets.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const clusterUnscoped = argoCdRule({
  id: 'argocd/cluster-unscoped',
  title: 'Every project may use the credentials of a cluster',
  severity: 'low',
  reads: ['Secret data.project of clusters'],
  why: 'Without a project in its Secret, a cluster is there for every project whose destinations match it, and permitOnlyProjectScopedClusters can be used by none. Found is each cluster Secret without a project, while the policy lets their fields be read (`spec.projects.secrets: Data`) and there is more than one project beside `default`. A cluster that several projects share cannot name one: except it, with a reason.',
  remedy: 'Name the project in the field project of the Secret; note that this permits the cluster to that project.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-scoped-repositories-and-clusters'],
  check: inSecrets('cluster', ({ project = '' }, { shared }) =>
    project === '' && shared ? [{ path: 'data.project', message: 'names no project: every project may use it' }] : [],
  ),
});
