import { discover } from '../../argocd/discovery.ts';
import { isWideOpen } from '../../argocd/audit/probes.ts';
import { isUsable, viewOf } from '../../argocd/audit/view.ts';
import { argoCdRule, type FoundIn } from '../../audit/rule.ts';
import type { Facts } from '../../facts.ts';
import { DEFAULT_PROJECT } from '../../hardening/projects/object.ts';

/** Argo CD's server makes the project when it starts, and gives it everything: server/server.go. */
function missing({ workloads, namespace }: Facts): FoundIn[] {
  if (!discover(workloads).components.some(({ component }) => component === 'server')) return [];
  return [
    {
      object: { kind: 'AppProject', namespace, name: DEFAULT_PROJECT },
      path: '',
      message: 'does not exist: Argo CD makes it anew when its server starts, with every permission',
      severity: 'medium',
      remedy: 'Create the project without sources and destinations, or set spec.projects.lockDefault.',
    },
  ];
}

/** What the plan of projects says by itself, where a policy has any. */
export const defaultProjectOpen = argoCdRule({
  id: 'argocd/default-project-open',
  title: 'The project of Applications that name none permits something',
  severity: 'high',
  reads: ['AppProject spec.sourceRepos', 'AppProject spec.destinations', 'AppProject spec.clusterResourceWhitelist'],
  why: 'Argo CD makes a project `default` that permits every repository, every destination and every kind. An Application that names no project is one of it, so whoever may create Applications in it can deploy anything anywhere, into the namespace of Argo CD as well. Found is a `default` that permits any source together with any destination: high where that is every repository and every namespace, medium where it is restricted. Found is also, as medium, that there is no such project while Argo CD has a server, as that makes it anew. What Secrets and global projects add to it counts.',
  remedy: 'Give each Application a project of its own, then set spec.projects.lockDefault.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#the-default-project',
    'argoproj/argo-cd: server/server.go, pkg/apis/application/v1alpha1/app_project_types.go',
  ],
  asked: ({ projects }) => projects === undefined || (projects.items.length === 0 && !projects.lockDefault),
  check: (facts) => {
    const { projects, version } = viewOf(facts);
    const project = projects.find(({ name }) => name === DEFAULT_PROJECT);
    if (project === undefined) return missing(facts);
    if (!isUsable(project)) return [];
    const open = isWideOpen(project.spec, version);
    return [
      {
        object: project.ref,
        path: 'spec.sourceRepos',
        message: open
          ? 'the project of every Application that names none permits every repository and namespace'
          : 'the project of every Application that names none permits sources and destinations',
        ...(!open && { severity: 'medium' }),
      },
    ];
  },
});
