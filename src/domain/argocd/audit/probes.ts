import { IN_CLUSTER, type Cluster } from '../project/clusters.ts';
import { objectsOf, textOf, textsOf } from '../project/lists.ts';
import { permitsDestination, permitsKind, permitsNamespace } from '../project/permission.ts';
import type { Version } from '../project/version.ts';
import type { AppProjectSpec, Destination, ResourceKind } from '../resources.ts';
import { CLUSTERS, HOSTS, NAMES } from './names.ts';
import { anySource } from './source-probes.ts';

/** How much a project permits of destinations and kinds: see {@link NAMES}. */

const isDenied = (pattern: string): boolean => pattern.startsWith('!');

/** An entry of a list, by its place. */
type Place = number;

/**
 * Whether a glob without separators may match a text, by what it plainly begins with: most do not, and need not be made
 * ready to be matched, of which there would be thousands.
 */
function mayMatch(pattern: string, text: string): boolean {
  const [plain = ''] = /^[-\w.:/@ ]*/.exec(pattern) ?? [];
  return plain.length === pattern.length ? pattern === text : text.startsWith(plain);
}

/** Whether any destination may permit a namespace, of whatever cluster. */
export const mayPermit = ({ destinations }: AppProjectSpec, namespace: string): boolean =>
  objectsOf(destinations).some((entry) => mayMatch(textOf(entry.namespace), namespace));

interface Reach {
  readonly version: Version;
  /** The clusters whose Secret names the project; undefined while they are not known. */
  readonly clusters?: readonly Cluster[] | undefined;
}

/** Whether a project permits a destination; yes where that hangs on what is not known. */
export const mayReach = (spec: AppProjectSpec, to: Destination, { version, clusters }: Reach): boolean =>
  permitsDestination(spec, to, { version, projectClusters: clusters }) !== 'no';

/** The first entry of `destinations` that permits it by itself; undefined where only entries with `!` do, together. */
export function permittingDestination(spec: AppProjectSpec, to: Destination, { version }: Reach): Place | undefined {
  const place = objectsOf(spec.destinations).findIndex(
    (entry) =>
      ![entry.server, entry.name, entry.namespace].map(textOf).some(isDenied) &&
      permitsDestination({ destinations: [entry] }, to, { version }) !== 'no',
  );
  return place < 0 ? undefined : place;
}

/** Entries of `destinations` that permit every namespace of a cluster. */
export function anyNamespace(spec: AppProjectSpec, cluster: Cluster, reach: Reach): Place | undefined {
  const all = NAMES.map((namespace) => ({ ...cluster, namespace }));
  const places = all.map((to) => (mayReach(spec, to, reach) ? permittingDestination(spec, to, reach) : undefined));
  return places[0] === places[1] ? places[0] : undefined;
}

/** The entry of `destinations` that is about every cluster, those that are yet to come among them. */
export function anyCluster({ destinations }: AppProjectSpec, version: Version): Place | undefined {
  const place = objectsOf(destinations).findIndex(({ server, name }) => {
    const anywhere = { destinations: [{ server: textOf(server), name: textOf(name), namespace: '*' }] };
    return CLUSTERS.every((cluster) => permittingDestination(anywhere, cluster, { version }) !== undefined);
  });
  return place < 0 ? undefined : place;
}

/** Whether a project permits every repository, and every namespace beside Argo CD. */
export const isWideOpen = (spec: AppProjectSpec, version?: Version): boolean =>
  anySource(spec, version) !== undefined && anyNamespace(spec, IN_CLUSTER, { version }) !== undefined;

/** The kinds, of some, that a project permits; those that it permits by certain names as well. */
export const permittedKinds = (
  spec: AppProjectSpec,
  kinds: readonly ResourceKind[],
  namespaced: boolean,
  version: Version,
): ResourceKind[] => kinds.filter((kind) => permitsKind(spec, kind, namespaced, version) !== 'no');

/** A kind of nobody's, in a group of nobody's. */
export const ANY_KIND: ResourceKind = { group: HOSTS[0] ?? '', kind: 'Zq7x4' };

/** A regular expression that matches everything, whatever anchors and brackets there are about it. */
const isEverything = (pattern: string): boolean =>
  pattern.startsWith('/') && pattern.endsWith('/') && /^[\^(?:]*\.[*+]\??[)$]*$/.test(pattern.slice(1, -1));

/** The entry of `sourceNamespaces` that lets Applications of every namespace use the project. */
export function anySourceNamespace(spec: AppProjectSpec, version: Version): Place | undefined {
  const place = textsOf(spec.sourceNamespaces).findIndex(
    (entry) =>
      isEverything(entry) ||
      NAMES.every((name) => permitsNamespace({ sourceNamespaces: [entry] }, name, '', version) === 'yes'),
  );
  return place < 0 ? undefined : place;
}
