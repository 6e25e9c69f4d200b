import type { Labels } from '../../../api/kube.ts';
import { byText } from '../../order.ts';
import { meets, readSelector } from '../../semantics/selector.ts';
import { fieldsOf } from '../../semantics/unknown.ts';
import type { AppProject, AppProjectSpec } from '../resources.ts';
import {
  fromCluster,
  fromGlobal,
  fromRepository,
  type Addition,
  type ClusterSecret,
  type RepositorySecret,
} from './additions.ts';
import { trimmedServer, type Cluster } from './clusters.ts';
import { readGlobalProjects } from './global-projects.ts';
import { objectsOf, textOf, textsOf } from './lists.ts';
import type { Version } from './version.ts';

/**
 * What a project permits is more than its own spec says: repository and cluster Secrets add to it, and so do global
 * projects. Source: GetAppProjectByName, GetGlobalProjects and mergeVirtualProject in util/argo/argo.go.
 */

export interface EffectiveSources {
  readonly repositorySecrets: readonly RepositorySecret[];
  readonly clusterSecrets: readonly ClusterSecret[];
  /** The value of that key in argocd-cm; empty for none. */
  readonly globalProjects: string;
  /** All of Argo CD's namespace, of which some may be global. */
  readonly projects: readonly AppProject[];
}

export interface EffectiveProject {
  readonly spec: AppProjectSpec;
  readonly additions: readonly Addition[];
  /** The clusters whose Secret names the project. */
  readonly clusters: readonly Cluster[];
  /** What Argo CD cannot read, for people. */
  readonly problems: readonly string[];
}

const byName = byText<{ readonly name: string }>(({ name }) => name);

interface Globals {
  readonly projects: readonly AppProject[];
  readonly problems: readonly string[];
}

/** Argo CD stops at the first entry with which something is wrong. */
function globalsOf(
  { metadata: { name, labels } }: AppProject,
  { globalProjects, projects }: EffectiveSources,
): Globals {
  const { entries, problem } = readGlobalProjects(globalProjects);
  const found: AppProject[] = [];
  const stop = (why: string): Globals => ({
    projects: found,
    problems: [`${why}, so Argo CD skips this and all later globalProjects`],
  });
  for (const { projectName, labelSelector } of entries) {
    if (projectName === name) continue;
    const selector = readSelector(labelSelector);
    if (selector === undefined) return stop(`the labelSelector for ${projectName} is not valid`);
    if (!meets((fieldsOf(labels) ?? {}) as Labels, selector)) continue;
    const project = projects.find(({ metadata }) => metadata.name === projectName);
    if (project === undefined) return stop(`there is no project ${projectName}`);
    found.push(project);
  }
  return { projects: found, problems: problem === undefined ? [] : [problem] };
}

/** A list that is absent and gets nothing stays absent: to `namespaceResourceWhitelist`, that is not the same as empty. */
function withAdditions(spec: AppProjectSpec, additions: readonly Addition[]): AppProjectSpec {
  const merged = { ...spec } as Record<string, unknown>;
  for (const [field, entries] of Map.groupBy(additions, ({ field }) => field)) {
    const own = field === 'sourceRepos' ? textsOf(spec[field]) : objectsOf<object>(spec[field]);
    merged[field] = [...own, ...entries.map(({ entry }) => entry)];
  }
  return merged;
}

/** A project as Argo CD uses it, what was added to its own spec, and by what. */
export function effectiveProject(project: AppProject, sources: EffectiveSources, version?: Version): EffectiveProject {
  const { name } = project.metadata;
  const repositories = sources.repositorySecrets.filter((secret) => secret.project === name).toSorted(byName);
  const clusters = sources.clusterSecrets.filter((secret) => secret.project === name).toSorted(byName);
  const globals = globalsOf(project, sources);
  const additions = [
    ...repositories.map(fromRepository),
    ...clusters.flatMap(fromCluster),
    ...globals.projects.flatMap((global) => fromGlobal(global, version)),
  ];
  return {
    spec: withAdditions(project.spec ?? {}, additions),
    additions,
    clusters: clusters.map(({ server, clusterName }) => ({
      server: trimmedServer(textOf(server)),
      name: textOf(clusterName),
    })),
    problems: globals.problems,
  };
}
