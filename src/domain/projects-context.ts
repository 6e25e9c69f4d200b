import type { ProjectsSpec } from '../api/projects.ts';
import { type Cluster } from './argocd/project/clusters.ts';
import { type EffectiveProject, effectiveProject, type EffectiveSources } from './argocd/project/effective.ts';
import { type KnownFields, knownFields } from './argocd/project/known-fields.ts';
import { type Version, versionOf } from './argocd/project/version.ts';
import type { Application, AppProject } from './argocd/resources.ts';
import type { ArgoSecret, Facts } from './facts.ts';
import type { Owner } from './ownership.ts';
import type { PolicyInput } from './policy-input.ts';
import { applicationNamespaces, byProject, isWorkedOn } from './project-usage.ts';

/** What is known of projects and of who uses them. */
export interface KnownProjects {
  readonly facts: Facts;
  readonly version: Version;
  /** Those that Argo CD works on. */
  readonly applications: readonly Application[];
  readonly using: ReadonlyMap<string, readonly Application[]>;
  readonly live: ReadonlyMap<string, AppProject>;
  /** Beside its own cluster, as far as their Secrets may be read. */
  readonly clusters: readonly Cluster[];
  /** A project with what widens it beside its own spec; worked out once for each. */
  readonly effective: (project: AppProject) => EffectiveProject;
}

/** What everything about projects is decided from. */
export interface ProjectsContext extends KnownProjects {
  readonly owner: Owner;
  readonly guard: ProjectsSpec['guard'];
  /** Undefined while the kind does not exist. */
  readonly fields: KnownFields | undefined;
}

const ofType = (secrets: readonly ArgoSecret[], type: string): ArgoSecret[] =>
  secrets.filter((secret) => secret.type === type);

function clustersOf(secrets: readonly ArgoSecret[]): Cluster[] {
  return ofType(secrets, 'cluster').flatMap(({ fields }) =>
    fields?.['server'] === undefined ? [] : [{ server: fields['server'], name: fields['name'] ?? '' }],
  );
}

function sourcesOf({ secrets = [], configMaps = [], appProjects }: Facts): EffectiveSources {
  const settings = configMaps.find(({ metadata }) => metadata.name === 'argocd-cm');
  // A repository may have a field `name` of its own: it is the Secret that is to be named.
  const given = (secret: ArgoSecret) => ({ ...secret.fields, name: secret.metadata.name });
  return {
    repositorySecrets: ofType(secrets, 'repository').map(given),
    clusterSecrets: ofType(secrets, 'cluster').map((secret) => ({
      ...given(secret),
      ...(secret.fields?.['name'] !== undefined && { clusterName: secret.fields['name'] }),
    })),
    globalProjects: settings?.data?.['globalProjects'] ?? '',
    projects: appProjects,
  };
}

const known = new WeakMap<object, KnownFields>();

/** The schema is an object that is replaced when the CRD changes: it is read once. */
function fieldsOf(schema: unknown): KnownFields | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const fields = known.get(schema) ?? knownFields(schema);
  known.set(schema, fields);
  return fields;
}

function effectiveOf(sources: EffectiveSources, version: Version): ProjectsContext['effective'] {
  const found = new Map<AppProject, EffectiveProject>();
  return (project) => {
    const answer = found.get(project) ?? effectiveProject(project, sources, version);
    found.set(project, answer);
    return answer;
  };
}

/** Projects and who uses them, whatever a policy says. */
export function knownProjects(facts: Facts): KnownProjects {
  const version = versionOf(facts.workloads);
  const patterns = applicationNamespaces(facts.configMaps);
  const elsewhere = facts.applicationsElsewhere.filter(({ metadata: { namespace = '' } }) =>
    isWorkedOn(namespace, facts.namespace, patterns, version),
  );
  const applications = [...facts.applications, ...elsewhere];
  return {
    facts,
    version,
    applications,
    using: byProject(applications),
    live: new Map(facts.appProjects.map((project) => [project.metadata.name, project])),
    clusters: clustersOf(facts.secrets ?? []),
    effective: effectiveOf(sourcesOf(facts), version),
  };
}

export const projectsContext = ({ facts, owner, spec }: PolicyInput): ProjectsContext => ({
  ...knownProjects(facts),
  owner,
  guard: spec.projects?.guard ?? 'Block',
  fields: fieldsOf(facts.projectSchema),
});
