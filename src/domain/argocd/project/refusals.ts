import type { Application, AppProjectSpec, DeployedKind } from '../resources.ts';
import { resolve, type Cluster, type Resolved } from './clusters.ts';
import { shownUrl } from './git-url.ts';
import { objectsOf, textOf } from './lists.ts';
import { permitsDestination, permitsKind, permitsNamespace, permitsSource } from './permission.ts';
import type { Version } from './version.ts';

export interface RefusalFacts {
  /** The namespace of Argo CD. */
  readonly controlPlane: string;
  readonly version?: Version;
  /** Clusters that Argo CD knows beside its own. */
  readonly clusters?: readonly Cluster[];
  /** Those whose Secret names the project; undefined while they are not known. */
  readonly projectClusters?: readonly Cluster[] | undefined;
}

interface Sight extends RefusalFacts {
  readonly application: Application;
  readonly spec: AppProjectSpec;
  readonly cluster: Resolved;
}

/** A hydrator wins over `sources`, and that over `source`. Source: ValidatePermissions in util/argo/argo.go. */
function repositoriesOf({ spec }: Application): string[] {
  const { source, sources, sourceHydrator } = spec ?? {};
  if (sourceHydrator) {
    const { drySource, syncSource } = sourceHydrator;
    return [drySource?.repoURL, syncSource?.repoURL].map(textOf).filter((url) => url !== '');
  }
  const all = objectsOf(sources);
  return (all.length > 0 ? all : objectsOf(source ? [source] : [])).map(({ repoURL }) => textOf(repoURL));
}

function refusedSources({ application, spec, version }: Sight): string[] {
  return repositoriesOf(application)
    .filter((url) => permitsSource(spec, url, version) === 'no')
    .map((url) => `source ${JSON.stringify(shownUrl(url))} is not permitted`);
}

function refusesNamespace({ spec, cluster, ...facts }: Sight, namespace: string): boolean {
  return permitsDestination(spec, { ...cluster, namespace }, facts) === 'no';
}

const clusterText = ({ name, server }: Resolved): string => (name === undefined || name === '' ? (server ?? '') : name);

/** The namespaces that it deploys to are judged one by one, as those of its destination, at every sync. */
function refusedDestinations(sight: Sight): string[] {
  const { application, cluster } = sight;
  if (cluster.problem !== undefined) return [cluster.problem];
  const own = textOf(application.spec?.destination?.namespace);
  const others = objectsOf(application.deployed).map(({ namespace }) => textOf(namespace));
  const deployed = new Set(others.filter((namespace) => namespace !== '' && namespace !== own));
  return [own, ...deployed]
    .filter((namespace) => refusesNamespace(sight, namespace))
    .map((namespace) => `destination ${clusterText(cluster)}/${namespace} is not permitted`);
}

const isNamespaced = ({ namespace }: DeployedKind): boolean => textOf(namespace) !== '';

function refusedKinds({ application, spec, version }: Sight): string[] {
  const refused = objectsOf(application.deployed).filter(
    (one) =>
      permitsKind(spec, { group: textOf(one.group), kind: textOf(one.kind) }, isNamespaced(one), version) === 'no',
  );
  const texts = refused.map((one) => {
    const group = textOf(one.group);
    return `${isNamespaced(one) ? 'kind' : 'cluster-scoped kind'} ${group === '' ? '' : `${group}/`}${textOf(one.kind)} is not permitted`;
  });
  return [...new Set(texts)];
}

function refusedNamespace({ application, spec, controlPlane, version }: Sight): string[] {
  const namespace = textOf(application.metadata.namespace);
  const answer = permitsNamespace(spec, namespace, controlPlane, version);
  return answer === 'no' ? [`Applications of namespace ${namespace} may not use the project`] : [];
}

/**
 * Why a project does not permit an Application: its sources, where it deploys to, what it has deployed, and where it
 * stands itself. For people; empty where it is permitted, and where that cannot be known.
 *
 * @param spec the effective one
 */
export function notPermitted(application: Application, spec: AppProjectSpec, facts: RefusalFacts): string[] {
  const sight = { ...facts, application, spec, cluster: resolve(application.spec?.destination, facts.clusters) };
  return [refusedNamespace, refusedSources, refusedDestinations, refusedKinds].flatMap((judge) => judge(sight));
}
