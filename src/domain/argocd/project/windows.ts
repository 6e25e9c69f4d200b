import type { Application, SyncWindow } from '../resources.ts';
import { matchesGlob } from './glob.ts';
import { objectsOf, textOf, textsOf } from './lists.ts';
import { isActive } from './timing.ts';
import type { Version } from './version.ts';

/** When Argo CD syncs: the sync windows of the effective project. Source: SyncWindows in types.go of Argo CD. */

/** Null where the window has no such selector. */
type Selected = boolean | null;

/** A later selector that is set decides anew: with `andOperator` all must match, else one is enough. */
function isSelected(window: SyncWindow, { metadata, spec }: Application, version: Version): boolean {
  const destination = spec?.destination ?? {};
  const any = (patterns: unknown, texts: readonly string[]): Selected => {
    const listed = textsOf(patterns);
    const matched = listed.some((pattern) => texts.some((text) => matchesGlob(pattern, text, { version })));
    return listed.length === 0 ? null : matched;
  };
  const clusters = [destination.name, destination.server].map(textOf).filter((text) => text !== '');
  const set = [
    any(window.applications, [textOf(metadata.name)]),
    any(window.clusters, clusters),
    any(window.namespaces, [textOf(destination.namespace)]),
  ].filter((one) => one !== null);
  return window.andOperator === true ? set.length > 0 && set.every(Boolean) : set.some(Boolean);
}

/**
 * The windows that are about an Application, in their order. Clusters are compared as the Application writes them, by
 * name or by URL, and namespaces with that of its destination alone. Source: SyncWindows.Matches.
 */
export function windowsOf(
  windows: readonly SyncWindow[] | undefined,
  application: Application,
  version?: Version,
): SyncWindow[] {
  return objectsOf(windows).filter((window) => isSelected(window, application, version));
}

export interface Verdict {
  readonly allowed: boolean;
  /** For people; absent where nothing is held back. */
  readonly reason?: string;
  /** The windows that block, or that let a manual sync through. */
  readonly windows: readonly SyncWindow[];
}

/** A window for people. */
export const windowText = ({ kind, schedule, duration }: SyncWindow): string =>
  `${textOf(kind)} ${JSON.stringify(textOf(schedule))} for ${textOf(duration)}`;

const FREE: Verdict = { allowed: true, windows: [] };

function held(windows: readonly SyncWindow[], manual: boolean, reason: string): Verdict {
  const allowed = manual && windows.every(({ manualSync }) => manualSync === true);
  return { allowed, reason, windows };
}

/**
 * Whether Argo CD starts a sync. A window of any other kind than `allow` and `deny`, such as `Deny`, counts for nothing;
 * one that is not valid refuses every sync. Source: SyncWindows.CanSync.
 *
 * @param matched the windows that are about the Application: {@link windowsOf}
 * @param how whether a person asks for it
 */
export function canSync(matched: readonly SyncWindow[], how: { readonly manual: boolean }, now: number): Verdict {
  const states = matched.map((window) => ({ window, active: isActive(window, now) }));
  const among = (kind: string, wanted: boolean | undefined): SyncWindow[] =>
    states
      .filter(({ window, active }) => active === wanted && (kind === '' || window.kind === kind))
      .map(({ window }) => window);
  const invalid = among('', undefined);
  if (invalid.length > 0)
    return { allowed: false, reason: 'a sync window has no valid schedule or duration', windows: invalid };
  const denying = among('deny', true);
  if (denying.length > 0) return held(denying, how.manual, 'a deny window is active');
  if (among('allow', true).length > 0) return FREE;
  const waiting = among('allow', false);
  return waiting.length > 0 ? held(waiting, how.manual, 'no allow window is active') : FREE;
}
