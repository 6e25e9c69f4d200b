import type { Answer } from '../../semantics/reach.ts';
import type { AppProjectSpec, Destination, ResourceKind } from '../resources.ts';
import { type Cluster } from './clusters.ts';
import { normalGitUrl } from './git-url.ts';
import { globMatches, matchesGlob, type GlobUse } from './glob.ts';
import { withoutPrefix } from './go-text.ts';
import { matchesKindGlob } from './kind-glob.ts';
import { objectsOf, textOf, textsOf } from './lists.ts';
import { atLeast, type Version } from './version.ts';

/**
 * What an AppProject permits, exactly as Argo CD computes it, and not as its documentation says: an entry with `!` that
 * does not match permits. Where the version is not known the wider reading counts. The spec must be the effective one.
 * Source: pkg/apis/application/v1alpha1/app_project_types.go.
 */

const isDenied = (pattern: string): boolean => pattern.startsWith('!');

/** `*` alone is everything, but not after a `!`, where it stops at separators as any other. */
function matches(pattern: string, text: string, use: GlobUse): boolean {
  return isDenied(pattern) ? !globMatches(pattern.slice(1), text, use) : matchesGlob(pattern, text, use);
}

function normalPattern(pattern: string): string {
  return isDenied(pattern) ? `!${normalGitUrl(withoutPrefix(pattern, '!'))}` : normalGitUrl(pattern);
}

/** Whether a project permits a repository. One whose URL is none equals every pattern that is none. */
export function permitsSource(spec: AppProjectSpec, repoURL: string, version?: Version): Answer {
  const [source, use] = [normalGitUrl(repoURL), { separators: '/', version }];
  const verdicts = textsOf(spec.sourceRepos)
    .map(normalPattern)
    .map((pattern) => ({ matched: matches(pattern, source, use), denied: isDenied(pattern) }));
  if (verdicts.some(({ matched, denied }) => denied && !matched)) return 'no';
  return verdicts.some(({ matched }) => matched) ? 'yes' : 'no';
}

export interface DestinationUse {
  readonly version?: Version;
  /** Clusters whose Secret names the project; undefined while they are not known. */
  readonly projectClusters?: readonly Cluster[] | undefined;
}

type Match = (pattern: string) => boolean;

interface Matchers {
  readonly server: Match;
  readonly name: Match;
  readonly namespace: Match;
}

/** Before 3.6, `!name` denies that cluster for every namespace, as `||` bound less than `&&`. */
function isRefused(
  entry: Required<Destination>,
  own: Readonly<Record<keyof Matchers, boolean>>,
  fixed: boolean,
): boolean {
  const byName = !own.name && isDenied(entry.name);
  const byServer = !own.server && isDenied(entry.server);
  const byCluster = fixed ? (byName || byServer) && own.namespace : byName || (byServer && own.namespace);
  return byCluster || (!own.namespace && isDenied(entry.namespace) && own.server);
}

function isMatched(spec: AppProjectSpec, { server, name, namespace }: Matchers, fixed: boolean): boolean {
  let permitted = false;
  for (const item of objectsOf(spec.destinations)) {
    const entry = { server: textOf(item.server), name: textOf(item.name), namespace: textOf(item.namespace) };
    const own = { server: server(entry.server), name: name(entry.name), namespace: namespace(entry.namespace) };
    if ((own.server || own.name) && own.namespace) permitted = true;
    else if (isRefused(entry, own, fixed)) return false;
  }
  return permitted;
}

/** How a pattern matches a text that is not known: as it matches every text, or else as it is assumed. */
function matcher(text: string | undefined, assumed: boolean, use: GlobUse): Match {
  if (text === undefined) return (pattern) => pattern === '*' || (assumed && pattern !== '');
  return (pattern) => text !== '' && matches(pattern, text, use);
}

function isOfProject({ server, name }: Destination, { projectClusters }: DestinationUse): Answer {
  if (projectClusters === undefined) return 'maybe';
  const own = projectClusters.some((cluster) => cluster.name === name || cluster.server === server);
  return own ? 'yes' : name === undefined || server === undefined ? 'maybe' : 'no';
}

/**
 * Whether a project permits a destination.
 *
 * @param destination server and name of the cluster, both as Argo CD resolves them; undefined for what is not known,
 *   which may answer `maybe`
 */
export function permitsDestination(spec: AppProjectSpec, destination: Destination, facts: DestinationUse = {}): Answer {
  const use = { version: facts.version };
  const namespace = (pattern: string): boolean => matches(pattern, textOf(destination.namespace), use);
  const [wide, narrow] = [true, false].map((assumed) =>
    isMatched(
      spec,
      { server: matcher(destination.server, assumed, use), name: matcher(destination.name, assumed, use), namespace },
      atLeast(facts.version, '3.6') !== false,
    ),
  );
  if (wide !== narrow) return 'maybe';
  if (wide !== true) return 'no';
  return spec.permitOnlyProjectScopedClusters === true ? isOfProject(destination, facts) : 'yes';
}

function listAnswer(list: unknown, { group, kind, name }: ResourceKind, named: boolean): Answer {
  const near = objectsOf(list as readonly ResourceKind[]).filter(
    (entry) => matchesKindGlob(textOf(entry.kind), kind) && matchesKindGlob(textOf(entry.group), group),
  );
  const isAny = (entry: ResourceKind): boolean => !named || textOf(entry.name) === '';
  if (near.some((entry) => isAny(entry) || (name !== undefined && matchesKindGlob(textOf(entry.name), name))))
    return 'yes';
  return name === undefined && near.length > 0 ? 'maybe' : 'no';
}

/**
 * Whether a project permits to deploy a kind. A cluster-scoped one must be listed; a namespaced one only where the
 * whitelist is there at all. `maybe` where that hangs on the name of the object and none is given. Argo CD looks at
 * names since 3.3, and only at those of cluster-scoped objects.
 */
export function permitsKind(
  spec: AppProjectSpec,
  resource: ResourceKind,
  namespaced: boolean,
  version?: Version,
): Answer {
  const named = !namespaced && atLeast(version, '3.3') !== false;
  const white = namespaced ? (spec.namespaceResourceWhitelist ?? undefined) : (spec.clusterResourceWhitelist ?? []);
  const black = namespaced ? spec.namespaceResourceBlacklist : spec.clusterResourceBlacklist;
  const listed = white === undefined ? 'yes' : listAnswer(white, resource, named);
  const barred = listAnswer(black, resource, named);
  if (listed === 'no' || barred === 'yes') return 'no';
  return listed === 'yes' && barred === 'no' ? 'yes' : 'maybe';
}

/**
 * Whether Applications of a namespace may use the project; those beside Argo CD always may. `maybe` where only an entry
 * between slashes might say so: those are regular expressions of .NET, which nobody should run for strangers.
 * Source: IsAppNamespacePermitted, util/glob/list.go and util/regex/regex.go.
 */
export function permitsNamespace(
  spec: AppProjectSpec,
  namespace: string,
  controlPlane: string,
  version?: Version,
): Answer {
  if (namespace === '' || namespace === controlPlane) return 'yes';
  const entries = textsOf(spec.sourceNamespaces);
  if (entries.some((entry) => matchesGlob(entry, namespace, { version }))) return 'yes';
  return entries.some((entry) => entry.startsWith('/') && entry.endsWith('/')) ? 'maybe' : 'no';
}
