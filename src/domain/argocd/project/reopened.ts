import type { AppProjectSpec, Destination, DestinationServiceAccount, ResourceKind } from '../resources.ts';
import type { Addition } from './additions.ts';
import { normalGitUrl } from './git-url.ts';
import { parseKindGlob } from './kind-glob.ts';
import { objectsOf, textOf, textsOf } from './lists.ts';
import { isWithin, isWithinAutomaton } from './overlap.ts';
import { permitsDestination, permitsSource } from './permission.ts';
import type { Version } from './version.ts';

/** Which additions to a project permit what its own spec does not. In doubt, one does. */

const isGlob = (pattern: string): boolean => /[*?[{\\!]/.test(pattern);

const hasDenials = (patterns: readonly string[]): boolean => patterns.some((pattern) => pattern.startsWith('!'));

/** A repository that is no pattern is asked for itself, before and after, which minds every `!` of the project. */
function coversSource(spec: AppProjectSpec, added: string, version: Version): boolean {
  const own = textsOf(spec.sourceRepos);
  if (!isGlob(added)) {
    const before = permitsSource(spec, added, version);
    return before === 'yes' || permitsSource({ sourceRepos: [...own, added] }, added, version) === 'no';
  }
  if (own.includes(added)) return true;
  if (added.startsWith('!') || hasDenials(own)) return false;
  const use = { separators: '/', version };
  return own.some((pattern) => isWithin(normalGitUrl(added), normalGitUrl(pattern), use));
}

/** One namespace of one cluster, asked for itself. */
function coversPlain(own: readonly Destination[], added: Destination, version: Version): boolean {
  const { server = '', namespace = '' } = added;
  if (server === '' || [server, namespace].some((one) => isGlob(textOf(one)))) return false;
  const to = { server, namespace };
  const before = permitsDestination({ destinations: own }, to, { version });
  return before === 'yes' || permitsDestination({ destinations: [...own, added] }, to, { version }) === 'no';
}

/** With a `!` among them, every entry may hang on every other. */
function coversDestination(spec: AppProjectSpec, added: Destination, version: Version): boolean {
  const own = objectsOf(spec.destinations);
  const fields = ({ server, name, namespace }: Destination): string[] => [server, name, namespace].map(textOf);
  if (own.some((entry) => fields(entry).join('\n') === fields(added).join('\n'))) return true;
  if (hasDenials([...own, added].flatMap(fields))) return coversPlain(own, added, version);
  const covers = (inner: unknown, outer: unknown): boolean =>
    textOf(inner) === '' || (textOf(outer) !== '' && isWithin(textOf(inner), textOf(outer), { version }));
  return own.some(
    (entry) =>
      covers(added.server, entry.server) &&
      covers(added.name, entry.name) &&
      isWithin(textOf(added.namespace), textOf(entry.namespace), { version }),
  );
}

function isWithinKind(inner: unknown, outer: unknown): boolean {
  const [one, other] = [parseKindGlob(textOf(inner)), parseKindGlob(textOf(outer))];
  return one === undefined || (other !== undefined && isWithinAutomaton(one, other));
}

function coversKind(list: readonly ResourceKind[] | undefined, { group, kind, name }: ResourceKind): boolean {
  return objectsOf(list).some((entry) => {
    const named = textOf(entry.name) === '' || (textOf(name) !== '' && isWithinKind(name, entry.name));
    return named && isWithinKind(kind, entry.kind) && isWithinKind(group, entry.group);
  });
}

function coversAccount(spec: AppProjectSpec, added: DestinationServiceAccount, version: Version): boolean {
  const within = (inner: unknown, outer: unknown): boolean => isWithin(textOf(inner), textOf(outer), { version });
  return objectsOf(spec.destinationServiceAccounts).some(
    (entry) => within(added.server, entry.server) && within(added.namespace, entry.namespace),
  );
}

function isCovered(spec: AppProjectSpec, addition: Addition, version: Version): boolean {
  const { namespaceResourceWhitelist: white, namespaceResourceBlacklist: black } = spec;
  switch (addition.field) {
    case 'sourceRepos':
      return coversSource(spec, addition.entry, version);
    case 'destinations':
      return coversDestination(spec, addition.entry, version);
    case 'clusterResourceWhitelist': {
      const { clusterResourceWhitelist, clusterResourceBlacklist } = spec;
      return [clusterResourceBlacklist, clusterResourceWhitelist].some((list) => coversKind(list, addition.entry));
    }
    case 'namespaceResourceWhitelist':
      // Without a whitelist, everything is permitted already.
      return white === undefined || white === null || [black, white].some((list) => coversKind(list, addition.entry));
    case 'destinationServiceAccounts':
      return coversAccount(spec, addition.entry, version);
    case 'syncWindows':
      // One that allows opens what is closed while others that allow are not active.
      return addition.entry.kind !== 'allow' || !objectsOf(spec.syncWindows).some(({ kind }) => kind === 'allow');
    default:
      return true;
  }
}

/**
 * The additions that permit what the project's own spec does not.
 *
 * @param spec the project's own
 * @param additions those of {@link effectiveProject}
 */
export function reopenedBy(spec: AppProjectSpec, additions: readonly Addition[], version?: Version): Addition[] {
  return additions.filter((addition) => !isCovered(spec, addition, version));
}
