import type { AppProject, Destination, DestinationServiceAccount, ResourceKind, SyncWindow } from '../resources.ts';
import { trimmedServer } from './clusters.ts';
import { shownUrl } from './git-url.ts';
import { objectsOf, textOf, textsOf } from './lists.ts';
import { atLeast, type Version } from './version.ts';
import { windowText } from './windows.ts';

/** What Secrets and global projects add to the lists of a project. Source: util/argo/argo.go. */

/** A Secret with the label `argocd.argoproj.io/secret-type: repository`. */
export interface RepositorySecret {
  readonly name: string;
  readonly project?: string;
  readonly url?: string;
}

/** A Secret with the label `argocd.argoproj.io/secret-type: cluster`. */
export interface ClusterSecret {
  readonly name: string;
  readonly project?: string;
  readonly server?: string;
  /** Its field `name`. */
  readonly clusterName?: string;
  /** With commas between them; absent or empty for all. */
  readonly namespaces?: string;
}

type KindList =
  'clusterResourceWhitelist' | 'clusterResourceBlacklist' | 'namespaceResourceWhitelist' | 'namespaceResourceBlacklist';

/** An entry that a list gets from elsewhere. */
export type Addition = {
  /** Such as `Secret team-a-repo` or `AppProject baseline`. */
  readonly from: string;
  /** The entry, for people. */
  readonly value: string;
} & (
  | { readonly field: 'sourceRepos'; readonly entry: string }
  | { readonly field: 'destinations'; readonly entry: Destination }
  | { readonly field: KindList; readonly entry: ResourceKind }
  | { readonly field: 'syncWindows'; readonly entry: SyncWindow }
  | { readonly field: 'destinationServiceAccounts'; readonly entry: DestinationServiceAccount }
);

const destinationText = ({ server, name, namespace }: Destination): string =>
  `${textOf(server) === '' ? textOf(name) : textOf(server)}/${textOf(namespace)}`;

const kindText = ({ group, kind, name }: ResourceKind): string =>
  `${textOf(group)}/${textOf(kind)}${textOf(name) === '' ? '' : `/${textOf(name)}`}`;

const accountText = ({ server, namespace, defaultServiceAccount }: DestinationServiceAccount): string =>
  `${textOf(server)}/${textOf(namespace)} as ${textOf(defaultServiceAccount)}`;

const repository = (from: string, url: string): Addition => ({
  from,
  field: 'sourceRepos',
  entry: url,
  value: shownUrl(url),
});

const destination = (from: string, entry: Destination): Addition => ({
  from,
  field: 'destinations',
  entry,
  value: destinationText(entry),
});

function namespacesOf({ namespaces }: ClusterSecret): string[] {
  const listed = textOf(namespaces)
    .split(',')
    .map((one) => one.trim());
  const named = listed.filter((one) => one !== '');
  return named.length === 0 ? ['*'] : named;
}

export function fromCluster(secret: ClusterSecret): Addition[] {
  const server = trimmedServer(textOf(secret.server));
  return namespacesOf(secret).map((namespace) => destination(`Secret ${secret.name}`, { server, namespace }));
}

const KIND_LISTS: readonly KindList[] = [
  'clusterResourceWhitelist',
  'clusterResourceBlacklist',
  'namespaceResourceWhitelist',
  'namespaceResourceBlacklist',
];

/** Roles, source namespaces and what must be signed are not merged. */
export function fromGlobal({ metadata, spec: own }: AppProject, version: Version): Addition[] {
  const spec = own ?? {};
  const from = `AppProject ${metadata.name}`;
  const accounts = atLeast(version, '3.5') === false ? [] : objectsOf(spec.destinationServiceAccounts);
  return [
    ...KIND_LISTS.flatMap((field) =>
      objectsOf(spec[field]).map((entry): Addition => ({ from, field, entry, value: kindText(entry) })),
    ),
    ...objectsOf(spec.syncWindows).map((entry): Addition => ({
      from,
      field: 'syncWindows',
      entry,
      value: windowText(entry),
    })),
    ...textsOf(spec.sourceRepos).map((url) => repository(from, url)),
    ...objectsOf(spec.destinations).map((entry) => destination(from, entry)),
    ...accounts.map((entry): Addition => ({
      from,
      field: 'destinationServiceAccounts',
      entry,
      value: accountText(entry),
    })),
  ];
}

/** A Secret without a URL adds the empty pattern, which equals every URL that is none. */
export const fromRepository = ({ name, url }: RepositorySecret): Addition => repository(`Secret ${name}`, textOf(url));
