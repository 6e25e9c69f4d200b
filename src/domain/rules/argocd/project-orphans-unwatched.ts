import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const projectOrphansUnwatched = argoCdRule({
  id: 'argocd/project-orphans-unwatched',
  title: 'Nobody watches for objects that no Application tracks',
  severity: 'low',
  reads: ['AppProject spec.orphanedResources'],
  why: 'What somebody creates by hand in a namespace that Argo CD deploys to is in no Git repository, and Argo CD does not show it, unless the project watches for orphaned resources. Found is a project with Applications and without `orphanedResources`; that field being there is enough, as an empty one already switches the watch on.',
  remedy: 'Set orphanedResources with warn: true, and list what is to be ignored.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/user-guide/orphaned-resources/'],
  check: inUsableProjects(({ spec, applications }) =>
    spec.orphanedResources === undefined && applications.length > 0
      ? [{ path: 'spec.orphanedResources', message: 'objects that no Application tracks are not watched for' }]
      : [],
  ),
});
