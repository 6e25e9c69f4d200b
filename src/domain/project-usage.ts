import type { ConfigMap } from '../api/kube.ts';
import { matchesGlob } from './argocd/project/glob.ts';
import type { Version } from './argocd/project/version.ts';
import type { Application } from './argocd/resources.ts';
import { DEFAULT_PROJECT } from './hardening/projects/object.ts';

/** Argo CD takes an Application without a project for one of `default`: GetProject in types.go. */
export const projectOf = ({ spec }: Application): string =>
  spec?.project === undefined || spec.project === '' ? DEFAULT_PROJECT : spec.project;

/** The Applications of each project. */
export function byProject(applications: readonly Application[]): ReadonlyMap<string, readonly Application[]> {
  return Map.groupBy(applications, projectOf);
}

/** As people name it. */
export const applicationText = ({ metadata: { namespace = '', name } }: Application): string => `${namespace}/${name}`;

const PARAMETERS = 'argocd-cmd-params-cm';

/** Namespaces beside its own whose Applications Argo CD works on, as globs; all, while its parameters are not known. */
export function applicationNamespaces(configMaps: readonly ConfigMap[] | undefined): string[] {
  if (configMaps === undefined) return ['*'];
  const parameters = configMaps.find(({ metadata }) => metadata.name === PARAMETERS);
  const listed = parameters?.data?.['application.namespaces'] ?? '';
  return listed.split(',').flatMap((pattern) => (pattern.trim() === '' ? [] : [pattern.trim()]));
}

/** Whether Argo CD works on Applications of a namespace. */
export const isWorkedOn = (namespace: string, own: string, patterns: readonly string[], version: Version): boolean =>
  namespace === own || patterns.some((pattern) => matchesGlob(pattern, namespace, { version }));
