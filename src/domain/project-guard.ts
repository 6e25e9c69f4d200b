import { notPermitted } from './argocd/project/refusals.ts';
import type { Application, AppProject } from './argocd/resources.ts';
import { applicationText } from './project-usage.ts';
import type { ProjectsContext } from './projects-context.ts';
import { some } from './text.ts';

type Refusals = (application: Application) => readonly string[];

/** Why a project, with all that widens it, does not permit an Application; empty where it does. */
function refusalsOf(project: AppProject, context: ProjectsContext): Refusals {
  const { spec, clusters: own } = context.effective(project);
  const { facts, version, clusters } = context;
  return (application) =>
    notPermitted(application, spec, {
      controlPlane: facts.namespace,
      version,
      clusters,
      projectClusters: facts.secrets === undefined ? undefined : own,
    });
}

/** The Applications that use a project and that it does not permit as it is to be, in words. */
export function refused(object: AppProject, context: ProjectsContext): string[] {
  const why = refusalsOf(object, context);
  return (context.using.get(object.metadata.name) ?? []).flatMap((application) => {
    const reasons = why(application);
    return reasons.length === 0 ? [] : [`${applicationText(application)}: ${some(reasons)}`];
  });
}

/**
 * The Applications that a project permits now and would not permit as it is to be, in words: what would get worse. One
 * that does not exist permits nothing now.
 */
export function newlyRefused(object: AppProject, context: ProjectsContext): string[] {
  const { name } = object.metadata;
  const live = context.live.get(name);
  if (live === undefined) return [];
  const now = refusalsOf(live, context);
  const permitted = (context.using.get(name) ?? []).filter((application) => now(application).length === 0);
  return refused(object, { ...context, using: new Map([[name, permitted]]) });
}
