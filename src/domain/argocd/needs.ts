import type { Facts } from '../facts.ts';
import type { ApplicationSource } from './resources.ts';
import { byText } from '../order.ts';
import type { ComponentId } from './components.ts';
import { clusterEndpoint, type Endpoint, isInCluster, isPattern, repositoryEndpoint } from './endpoints.ts';

/** A connection outside its namespace that a component of Argo CD is known to make. */
export interface Need extends Endpoint {
  readonly component: ComponentId;
  /** Who asks for it, so that people find it: `Application argocd/shop`. */
  readonly because: string;
}

/** More than this many different hosts are not looked up: whoever may write Applications could ask for any number. */
const MAX_NEEDS = 500;

interface Mention {
  readonly component: ComponentId;
  readonly endpoint: Endpoint | undefined;
  readonly because: string;
}

const refText = (kind: string, { namespace = '', name }: { namespace?: string; name: string }): string =>
  `${kind} ${namespace}/${name}`;

function repositories(urls: readonly (string | undefined)[], because: string): Mention[] {
  return urls
    .filter((url) => url !== undefined && url !== '' && !isPattern(url))
    .map((url) => ({ component: 'repo-server', endpoint: repositoryEndpoint(url ?? ''), because }));
}

function clusters(servers: readonly (string | undefined)[], because: string): Mention[] {
  return servers
    .filter((server) => server !== undefined && !isPattern(server))
    .map((server) => ({ component: 'application-controller', endpoint: clusterEndpoint(server ?? ''), because }));
}

const urlsOf = (sources: readonly ApplicationSource[]): (string | undefined)[] => sources.map(({ repoURL }) => repoURL);

function* mentions({ applications, appProjects, applicationSets }: Facts): Generator<Mention> {
  for (const { metadata, spec = {} } of applications) {
    const because = refText('Application', metadata);
    yield* repositories(urlsOf([...(spec.source ? [spec.source] : []), ...(spec.sources ?? [])]), because);
    yield* clusters([spec.destination?.server], because);
  }
  for (const { metadata, repoURLs, servers } of applicationSets) {
    const because = refText('ApplicationSet', metadata);
    yield* repositories(repoURLs, because);
    yield* clusters(servers, because);
  }
  for (const { metadata, spec = {} } of appProjects) {
    const because = refText('AppProject', metadata);
    yield* repositories(spec.sourceRepos ?? [], because);
    yield* clusters(
      (spec.destinations ?? []).map(({ server }) => server),
      because,
    );
  }
}

/**
 * What Argo CD is known to connect to, from the repositories and destinations that its objects name. One entry for
 * each component, host and port, with the first object that names it. Destinations given by cluster name are not in it:
 * their addresses are in Secrets, which are not read. Nor is the own API server, which every policy sees to.
 */
export function externalNeeds(facts: Facts): Need[] {
  const found = new Map<string, Need>();
  for (const { component, endpoint, because } of mentions(facts)) {
    if (endpoint === undefined || isInCluster(endpoint) || found.size >= MAX_NEEDS) continue;
    const key = `${component} ${endpoint.host} ${endpoint.port}`;
    const known = found.get(key);
    if (known === undefined || because < known.because) found.set(key, { component, because, ...endpoint });
  }
  return [...found.values()].toSorted(byText(({ component, host, port }) => `${component} ${host} ${port}`));
}
