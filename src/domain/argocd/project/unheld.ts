import type { Gate } from '../../../api/sync.ts';
import type { Application, SyncWindow } from '../resources.ts';
import { automationOf } from './automation.ts';
import { spellingsOf } from './clusters.ts';
import { matchesGlob } from './glob.ts';
import { objectsOf, textOf, textsOf } from './lists.ts';
import { reliable, whyUnheld, type Sight, type UnheldFacts } from './why-unheld.ts';
import { canSync, windowsOf } from './windows.ts';

/** An Application that Argo CD would sync into production by itself. */
export interface Unheld {
  readonly application: Application;
  /** Why it is production, and why no window holds it; for people. */
  readonly message: string;
}

/**
 * How an Application leads into production, for people; undefined where it does not. What it has deployed counts, too, and
 * the cluster by whatever spelling.
 */
export function leadsBy(
  gate: Gate,
  { application, clusters, version }: Pick<Sight, 'application' | 'clusters' | 'version'>,
): string | undefined {
  const { metadata, spec, deployed } = application;
  const among = (texts: readonly string[], patterns: readonly string[]): string | undefined =>
    texts.find((text) => textsOf(patterns).some((pattern) => matchesGlob(pattern, text, { version })));
  const namespace = textOf(spec?.destination?.namespace);
  const others = objectsOf(deployed).map((one) => textOf(one.namespace));
  const found: Readonly<Record<string, string | undefined>> = {
    'its name': among([textOf(metadata.name)], gate.applications),
    'its destination namespace': among([namespace], gate.namespaces),
    'its destination cluster': among(spellingsOf(spec?.destination, clusters), gate.clusters),
    'a namespace that it deploys to:': among(
      others.filter((one) => one !== ''),
      gate.namespaces,
    ),
  };
  const [how, what] = Object.entries(found).find(([, text]) => text !== undefined) ?? [];
  return how === undefined ? undefined : `${how} ${what === '' ? '(none)' : what} is production`;
}

/**
 * The Application, if Argo CD would now sync it into production by itself, and why no window holds it. Undefined where
 * it is no production, is not synced automatically, or is held by whatever window.
 *
 * @param windows those of its effective project
 */
export function unheld(
  application: Application,
  gates: readonly Gate[],
  windows: readonly SyncWindow[],
  facts: UnheldFacts,
): Unheld | undefined {
  if (automationOf(application, facts.version) === undefined) return undefined;
  const sight = { ...facts, application };
  const production = gates.map((gate) => leadsBy(gate, sight)).find((how) => how !== undefined);
  if (production === undefined) return undefined;
  const all = objectsOf(windows);
  const matched = windowsOf(reliable(all, sight), application, facts.version);
  if (!canSync(matched, { manual: false }, facts.now).allowed) return undefined;
  return { application, message: `${production}; ${whyUnheld(all, sight)}` };
}
