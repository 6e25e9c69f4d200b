import { textsOf } from '../project/lists.ts';
import { permitsSource } from '../project/permission.ts';
import type { Version } from '../project/version.ts';
import type { AppProjectSpec } from '../resources.ts';
import { HOSTS, NAMES } from './names.ts';

/** How much a project permits of repositories: see {@link NAMES}. */

type Form = (host: string, name: string) => string;

/** The ways in which repositories and registries are written: every scheme, with paths of any length. */
const FORMS: readonly Form[] = ['https://', 'http://', 'ssh://git@', 'oci://'].flatMap((scheme) => [
  (host: string, name: string) => `${scheme}${host}/${name}`,
  (host: string, name: string) => `${scheme}${host}/${name}/${name}`,
  (host: string, name: string) => `${scheme}${host}/${name}/${name}/${name}`,
]);

/** Where anybody may have a repository, or a registry of charts. */
const PUBLIC_HOSTS = [
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'codeberg.org',
  'dev.azure.com',
  'ghcr.io',
  'docker.io',
  'registry-1.docker.io',
  'quay.io',
];

const isDenied = (pattern: string): boolean => pattern.startsWith('!');

/** An entry of a list, by its place. */
type Place = number;

interface Wide {
  readonly place: Place;
  readonly entry: string;
  /** Undefined where the host is up to the pattern. */
  readonly host?: string;
}

/**
 * The entries that may permit whatever stands where a host is named, or the first part of a path. The others need no further
 * look: to ask each pattern for each form of a URL takes long where there are thousands.
 */
function wideEntries(sourceRepos: readonly string[]): Wide[] {
  return sourceRepos.flatMap((entry, place) => {
    const text = entry.trim().toLowerCase();
    const end = text.search(/[*?[{\\]/);
    if (isDenied(entry) || end < 0) return [];
    const plain = text.slice(0, end);
    const scheme = plain.indexOf('://');
    const rest = scheme < 0 ? plain : plain.slice(scheme + 3);
    const authority = rest.slice(rest.lastIndexOf('@') + 1);
    const [, host, path = ''] = /^([^/:]*)[/:]+(.*)$/s.exec(authority) ?? [];
    if (host === undefined) return [{ place, entry }];
    return path === '' ? [{ place, entry, host }] : [];
  });
}

/** The first of some entries that permits all of these, where nothing is denied that it permits. */
function permittingSource(
  entries: readonly Wide[],
  denied: readonly string[],
  urls: readonly string[],
  version: Version,
): Place | undefined {
  const found = entries.find(({ entry }) =>
    urls.every(
      (url) =>
        permitsSource({ sourceRepos: [entry, ...denied] }, url, version) === 'yes' && matches(entry, url, version),
    ),
  );
  return found?.place;
}

/** By itself: a `!` beside it would permit, too. */
const matches = (entry: string, url: string, version: Version): boolean =>
  permitsSource({ sourceRepos: [entry] }, url, version) === 'yes';

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The entry of `sourceRepos` that permits repositories of every host. */
export function anySource(spec: AppProjectSpec, version: Version): Place | undefined {
  const all = textsOf(spec.sourceRepos);
  const entries = wideEntries(all).filter(({ host }) => host === undefined);
  if (entries.length === 0) return undefined;
  const denied = all.filter(isDenied);
  const urls = (form: Form): string[] => HOSTS.map((host, index) => form(host, NAMES[index] ?? ''));
  return firstOf(FORMS, (form) => permittingSource(entries, denied, urls(form), version));
}

interface PublicSource {
  readonly host: string;
  readonly place: Place;
}

/** The entry of `sourceRepos` that permits every repository of a host where anybody may have one. */
export function publicSource(spec: AppProjectSpec, version: Version): PublicSource | undefined {
  const all = textsOf(spec.sourceRepos);
  const wide = wideEntries(all);
  const denied = all.filter(isDenied);
  return firstOf(PUBLIC_HOSTS, (host) => {
    const entries = wide.filter((one) => one.host === undefined || one.host === host);
    if (entries.length === 0) return undefined;
    const urls = (form: Form): string[] => NAMES.map((name) => form(host, name));
    const place = firstOf(FORMS, (form) => permittingSource(entries, denied, urls(form), version));
    return place === undefined ? undefined : { host, place };
  });
}
