import { type ObjectRef, refTo } from '../../audit/rule.ts';
import type { Facts } from '../../facts.ts';
import { DEFAULT_PROJECT } from '../../hardening/projects/object.ts';
import { applicationNamespaces } from '../../project-usage.ts';
import { type KnownProjects, knownProjects } from '../../projects-context.ts';
import { settingsFacts } from '../../settings-plan.ts';
import type { Addition } from '../project/additions.ts';
import { type Cluster, IN_CLUSTER, withInCluster } from '../project/clusters.ts';
import { objectsOf, textsOf } from '../project/lists.ts';
import type { Version } from '../project/version.ts';
import type { Application, AppProject, AppProjectSpec } from '../resources.ts';
import { effectiveOf } from '../settings/effective.ts';
import { SETTINGS } from '../settings/index.ts';
import { viewOf as settingsViewOf, type View as SettingsView } from '../settings/view.ts';
import { isWideOpen } from './probes.ts';

/** A project as rules look at it: what it permits is by its own spec and by all that widens it. */
export interface ProjectView {
  readonly name: string;
  readonly ref: ObjectRef;
  readonly own: AppProjectSpec;
  readonly spec: AppProjectSpec;
  readonly additions: readonly Addition[];
  /** The clusters whose Secret names it; undefined while Secrets are not looked at. */
  readonly clusters: readonly Cluster[] | undefined;
  readonly applications: readonly Application[];
}

/** What rules about Argo CD look at, worked out once for all of them. */
export interface ArgoCdView extends KnownProjects {
  readonly projects: readonly ProjectView[];
  /**
   * Those by which something can be deployed. Not the open project `default`: that it is open says all that could be said
   * of it.
   */
  readonly usable: readonly ProjectView[];
  /** Argo CD's own cluster, by both of its spellings. */
  readonly ownCluster: Cluster;
  /** The values of a setting, once for each workload that reads it; undefined for one that is not known. */
  readonly setting: (id: string) => readonly (string | undefined)[];
}

function projectView(project: AppProject, known: KnownProjects): ProjectView {
  const { spec, additions, clusters } = known.effective(project);
  const { name } = project.metadata;
  return {
    name,
    ref: refTo(project),
    own: project.spec ?? {},
    spec,
    additions,
    clusters: known.facts.secrets === undefined ? undefined : clusters,
    applications: known.using.get(name) ?? [],
  };
}

/** Whether anything can be deployed by it: it takes a source and a destination. */
export const isUsable = ({ spec }: ProjectView): boolean =>
  textsOf(spec.sourceRepos).length > 0 && objectsOf(spec.destinations).length > 0;

/** The project of every Application that names none, with all that Argo CD's server gives it when it makes it. */
const isOpenDefault = ({ name, spec }: ProjectView, version: Version): boolean =>
  name === DEFAULT_PROJECT && isWideOpen(spec, version);

function settingReader(facts: Facts): ArgoCdView['setting'] {
  let view: SettingsView | undefined;
  const known = new Map<string, readonly (string | undefined)[]>();
  const read = (id: string): readonly (string | undefined)[] => {
    const setting = SETTINGS.find((entry) => entry.id === id);
    view ??= settingsViewOf(settingsFacts(facts));
    return setting === undefined ? [] : effectiveOf(setting, view).map(({ value }) => value);
  };
  return (id) => {
    const values = known.get(id) ?? read(id);
    known.set(id, values);
    return values;
  };
}

function build(facts: Facts): ArgoCdView {
  const known = knownProjects(facts);
  const projects = facts.appProjects.map((project) => projectView(project, known));
  return {
    ...known,
    projects,
    usable: projects.filter((project) => isUsable(project) && !isOpenDefault(project, known.version)),
    ownCluster: withInCluster(known.clusters).find(({ server }) => server === IN_CLUSTER.server) ?? IN_CLUSTER,
    setting: settingReader(facts),
  };
}

const views = new WeakMap<Facts, ArgoCdView>();

/** All rules look at the same facts, one after the other. */
export function viewOf(facts: Facts): ArgoCdView {
  const view = views.get(facts) ?? build(facts);
  views.set(facts, view);
  return view;
}

/** Whether a setting is surely one of these, wherever it is read. */
export function settingIs({ setting }: ArgoCdView, id: string, ...wanted: readonly string[]): boolean {
  const values = setting(id);
  return values.length > 0 && values.every((value) => value !== undefined && wanted.includes(value));
}

/** Whether Argo CD works on Applications outside its namespace; yes where that is not known. */
export const worksElsewhere = ({ facts, setting }: ArgoCdView): boolean =>
  applicationNamespaces(facts.configMaps).length > 0 ||
  setting('argocd-cmd-params-cm/application.namespaces').some((value) => value === undefined || value.trim() !== '');
