import { some } from '../../text.ts';
import type { Application, Destination, SyncWindow } from '../resources.ts';
import { spellingsOf } from './clusters.ts';
import type { GateFacts } from './gates.ts';
import { isUnreliable } from './glob.ts';
import { objectsOf, textOf, textsOf } from './lists.ts';
import { isActive } from './timing.ts';
import { windowsOf, windowText } from './windows.ts';

/** Why no window holds an Application back, although one looks as if it did. */

export interface UnheldFacts extends GateFacts {
  /** Wall clock in ms. */
  readonly now: number;
}

export interface Sight extends UnheldFacts {
  readonly application: Application;
}

type Reasons = (windows: readonly SyncWindow[], sight: Sight) => string[];

/** Of a list that loses all of them, one stays that matches nothing: an empty list is no selector. */
const NOTHING = '[';

/**
 * Deny windows without the patterns that Argo CD may not match: nobody is held by what only should hold them.
 */
export function reliable(windows: readonly SyncWindow[], { version }: Sight): SyncWindow[] {
  const surely = (patterns: readonly string[] | undefined): { readonly list?: readonly string[] } => {
    const all = textsOf(patterns);
    const kept = all.filter((pattern) => !isUnreliable(pattern, { version }));
    return all.length === kept.length ? {} : { list: kept.length === 0 ? [NOTHING] : kept };
  };
  return windows.map((window) => {
    const lists = (['applications', 'namespaces', 'clusters'] as const).flatMap((field) => {
      const { list } = surely(window[field]);
      return list === undefined ? [] : [[field, list] as const];
    });
    return window.kind !== 'deny' || lists.length === 0 ? window : { ...window, ...Object.fromEntries(lists) };
  });
}

const isDeny = ({ kind }: SyncWindow): boolean => kind === 'deny';

const about: (windows: readonly SyncWindow[], sight: Sight) => SyncWindow[] = (windows, { application, version }) =>
  windowsOf(windows, application, version);

/** `Deny` and the like, as which Argo CD takes no window. */
const misspelled: Reasons = (windows, sight) =>
  about(windows, sight)
    .filter((window) => !isDeny(window) && textOf(window.kind).trim().toLowerCase() === 'deny')
    .map((window) => `the window ${windowText(window)} counts for nothing: its kind must be deny, in lower case`);

const inactive: Reasons = (windows, sight) =>
  about(windows, sight)
    .filter((window) => isDeny(window) && isActive(window, sight.now) === false)
    .map((window) => `the window ${windowText(window)} is not active now`);

const unsure: Reasons = (windows, sight) => {
  const sure = reliable(windows, sight);
  return windows
    .filter((window, index) => about([window], sight).length > about(sure.slice(index, index + 1), sight).length)
    .map((window) => `the window ${windowText(window)} has a pattern that Argo CD before 3.6 does not match reliably`);
};

/** Windows that would be about the Application if its destination were another one. */
function wouldMatch(windows: readonly SyncWindow[], sight: Sight): (destination: Destination) => boolean {
  const { application } = sight;
  const others = windows.filter((window) => isDeny(window) && about([window], sight).length === 0);
  return (destination) =>
    about(others, { ...sight, application: { ...application, spec: { ...application.spec, destination } } }).length > 0;
}

const respelled: Reasons = (windows, sight) => {
  const { destination } = sight.application.spec ?? {};
  const written = [destination?.name, destination?.server].map(textOf).find((one) => one !== '') ?? '';
  const matches = wouldMatch(windows, sight);
  return spellingsOf(destination, sight.clusters)
    .filter((one) => one !== written && matches({ namespace: textOf(destination?.namespace), server: one }))
    .map((one) => `a window is about cluster ${one}, which the Application writes as ${written}`);
};

const elsewhere: Reasons = (windows, sight) => {
  const { spec, deployed } = sight.application;
  const own = textOf(spec?.destination?.namespace);
  const why = own === '' ? 'its destination names none' : `its destination is ${own}`;
  const matches = wouldMatch(windows, sight);
  const namespaces = new Set(objectsOf(deployed).map(({ namespace }) => textOf(namespace)));
  return [...namespaces]
    .filter((namespace) => namespace !== '' && namespace !== own && matches({ ...spec?.destination, namespace }))
    .map((namespace) => `a window is about namespace ${namespace}, but ${why}`);
};

/** For people: what is wrong with the windows of an Application that none of them holds. */
export function whyUnheld(windows: readonly SyncWindow[], sight: Sight): string {
  const reasons = [misspelled, inactive, unsure, respelled, elsewhere].flatMap((find) => find(windows, sight));
  const project = textOf(sight.application.spec?.project);
  const none = `no deny window of project ${project === '' ? 'default' : project} is about it`;
  return reasons.length === 0 ? none : some(reasons);
}
