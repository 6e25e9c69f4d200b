import type { Gate } from '../../../api/sync.ts';
import type { Destination, SyncWindow } from '../resources.ts';
import { withInCluster, type Cluster } from './clusters.ts';
import { matchesGlob } from './glob.ts';
import { objectsOf, textOf } from './lists.ts';
import { mayOverlap } from './overlap.ts';
import { atLeast, type Version } from './version.ts';

/** Production gates, as the deny windows that hold them: nothing there is synced but by hand. */

export interface GateFacts {
  readonly version?: Version;
  /** Clusters that Argo CD knows beside its own. */
  readonly clusters?: readonly Cluster[];
}

/** A destination of a project, in the policy or in the cluster. */
type Entry = { readonly [field in keyof Destination]?: string | undefined };

interface Destinations {
  readonly destinations?: readonly Entry[] | undefined;
}

/** A text as a pattern for itself: the brackets of an IPv6 address would be a class. */
const literal = (text: string): string => text.replaceAll(/[*?[\]{}\\]/g, String.raw`\$&`);

/**
 * The patterns, and the other spelling of every known cluster that they match: windows compare clusters as Applications
 * write them, so that one for the URL does not hold back who writes the name.
 */
export function bothSpellings(patterns: readonly string[], { clusters, version }: GateFacts): string[] {
  const isMatched = (text: string): boolean => patterns.some((pattern) => matchesGlob(pattern, text, { version }));
  const missing = withInCluster(clusters).flatMap(({ name, server }) => {
    const spellings = [name, server].filter((one) => one !== '');
    return spellings.some((one) => isMatched(one) || patterns.includes(one))
      ? spellings.filter((one) => !isMatched(one))
      : [];
  });
  return [...new Set([...patterns, ...missing.map(literal)])];
}

/** What {@link gateWindow} says in a window, where windows can say something. */
const DESCRIPTION = 'Production is synced by hand only.';

/**
 * The window that holds a gate: it denies at every moment, and lets through what a person starts. Lists that would be
 * empty are left out; a gate without any gives none, as it would match nothing, and stand there as if it did.
 */
export function gateWindow(gate: Gate, facts: GateFacts = {}): SyncWindow[] {
  const { applications, namespaces } = gate;
  const clusters = gate.clusters.length === 0 ? [] : bothSpellings(gate.clusters, facts);
  if (applications.length + namespaces.length + clusters.length === 0) return [];
  return [
    {
      kind: 'deny',
      schedule: '* * * * *',
      duration: '24h',
      ...(applications.length > 0 && { applications }),
      ...(namespaces.length > 0 && { namespaces }),
      ...(clusters.length > 0 && { clusters }),
      manualSync: true,
      ...(atLeast(facts.version, '3.1') === true && { description: DESCRIPTION }),
    },
  ];
}

/** A `!` permits whatever it does not match, and then may lead anywhere. */
function mayLead(entry: string, patterns: readonly string[], version: Version): boolean {
  return patterns.some((pattern) => entry.startsWith('!') || mayOverlap(entry, pattern, { version }));
}

/** One whose other spelling is not known may be any. */
function mayLeadToCluster({ server, name }: Entry, patterns: readonly string[], facts: GateFacts): boolean {
  const written = [server, name].map(textOf).filter((one) => one !== '');
  const spelled = bothSpellings(written, facts);
  return spelled.length < 2 || spelled.some((one) => mayLead(one, patterns, facts.version));
}

function concerns(
  { applications, namespaces, clusters }: Gate,
  { destinations }: Destinations,
  facts: GateFacts,
): boolean {
  if (applications.length > 0) return true;
  const targets = bothSpellings(clusters, facts);
  return objectsOf(destinations).some(
    (entry) =>
      mayLead(textOf(entry.namespace), namespaces, facts.version) ||
      (clusters.length > 0 && mayLeadToCluster(entry, targets, facts)),
  );
}

/**
 * The gates that concern a project: those by names of Applications, of which it may have any, and those by namespaces
 * or clusters where it may deploy to one of them. Never too few.
 *
 * @param project an item of the policy, or the effective spec of a project
 */
export function gatesFor(project: Destinations, gates: readonly Gate[], facts: GateFacts = {}): Gate[] {
  return gates.filter((gate) => concerns(gate, project, facts));
}
