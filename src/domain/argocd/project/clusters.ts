import type { Destination } from '../resources.ts';
import { textOf } from './lists.ts';

/** A cluster that Argo CD knows. */
export interface Cluster {
  readonly name: string;
  readonly server: string;
}

/** The cluster that Argo CD runs in, unless a cluster Secret names it otherwise. Source: util/db/cluster.go. */
export const IN_CLUSTER: Cluster = { name: 'in-cluster', server: 'https://kubernetes.default.svc' };

/** A destination with both the URL and the name of its cluster, as far as they are known. */
export interface Resolved {
  readonly server?: string;
  readonly name?: string;
  /** Why Argo CD finds no cluster for it. */
  readonly problem?: string;
}

/** As Argo CD reads a Secret. */
export const trimmedServer = (server: string): string => {
  let end = server.length;
  while (server[end - 1] === '/') end--;
  return server.slice(0, end);
};

/** The known clusters, with that of Argo CD where no Secret is about it; slashes at the end of a URL do not count. */
export function withInCluster(clusters: readonly Cluster[] = []): Cluster[] {
  const known = clusters.map(({ name, server }) => ({ name: textOf(name), server: trimmedServer(textOf(server)) }));
  return known.some(({ server }) => server === IN_CLUSTER.server) ? known : [IN_CLUSTER, ...known];
}

/**
 * The cluster of a destination, as Argo CD finds it: by URL or by name, never both.
 *
 * @param clusters those known from Secrets; one that is not among them may still exist, and keeps what is known of it
 */
export function resolve(destination: Destination | undefined, clusters: readonly Cluster[] = []): Resolved {
  const [server, name] = [textOf(destination?.server), textOf(destination?.name)];
  if (server !== '' && name !== '') return { server, name, problem: 'its destination has both a name and a server' };
  if (server === '' && name === '') return { problem: 'its destination names no cluster' };
  const known = withInCluster(clusters);
  if (server !== '') return known.find((cluster) => cluster.server === server) ?? { server };
  const named = known.filter((cluster) => cluster.name === name);
  if (named.length > 1) return { name, problem: `${named.length} clusters have the name of its destination` };
  return named[0] ?? { name };
}

/** Every way in which the same cluster may be written in a destination. */
export function spellingsOf(destination: Destination | undefined, clusters: readonly Cluster[] = []): string[] {
  const { server, name } = resolve(destination, clusters);
  return [server, name].filter((one): one is string => one !== undefined && one !== '');
}
