import type { Found } from '../../audit/rule.ts';
import { cap } from '../../text.ts';
import { textOf, textsOf } from '../project/lists.ts';
import type { Version } from '../project/version.ts';
import type { IgnoredDifference } from '../resources.ts';
import { guardedKinds, hidden } from './guarded.ts';
import { ANY, jqPaths, type Path, pointerPath } from './jq-path.ts';
import { shown } from './shown.ts';

/** Tools by which people change objects: what they own is what was changed by hand. `argocd-controller` owns all else. */
const BY_HAND: readonly string[] = [
  'argocd-application-controller',
  'argocd-controller',
  'before-first-apply',
  'helm',
  'k9s',
  'Mozilla',
  'node-fetch',
  'unknown',
];

const isByHand = (manager: string): boolean => manager.startsWith('kubectl') || BY_HAND.includes(manager);

/** What is ignored of an object, as somebody wrote it, and to which fields that leads. */
interface Ignored {
  readonly text: string;
  readonly path: Path;
  /** The expression could not be read to its end. */
  readonly open: boolean;
}

function ignoredPaths({ jsonPointers, jqPathExpressions }: IgnoredDifference): Ignored[] {
  const pointers = textsOf(jsonPointers).flatMap((text) => {
    const path = pointerPath(text);
    return path === undefined ? [] : [{ text, path, open: false }];
  });
  return [...pointers, ...textsOf(jqPathExpressions).flatMap((text) => jqPaths(text).map((one) => ({ text, ...one })))];
}

/** All of `spec`, or of the object, of whatever kind. */
const isWhole = ({ path: [first, ...rest] }: Ignored): boolean =>
  rest.length === 0 && (first === undefined || first === 'spec' || first === ANY);

const verb = ({ open }: Ignored): string => (open ? 'may hide' : 'hides');

/** The worst that one entry of `ignoreDifferences` hides; undefined where nothing that matters. */
export function hiding(entry: IgnoredDifference, version: Version): Pick<Found, 'message' | 'severity'> | undefined {
  const kinds = guardedKinds(textOf(entry.group), textOf(entry.kind), version);
  const name = cap(textOf(entry.kind) === ANY ? 'every kind' : textOf(entry.kind), 60);
  const paths = ignoredPaths(entry);
  const whole = paths.find((one) => isWhole(one));
  if (whole !== undefined) {
    const severity = kinds.length > 0 && !whole.open ? 'high' : 'medium';
    return { message: `${shown(whole.text)} ${verb(whole)} all drift of ${name}`, severity };
  }
  for (const one of paths) {
    const found = hidden(one.path, kinds);
    if (found === undefined) continue;
    return {
      message: `${shown(one.text)} ${verb(one)} drift of fields of ${found.kind} that give rights or run something`,
    };
  }
  const manager = kinds.length === 0 ? undefined : textsOf(entry.managedFieldsManagers).find(isByHand);
  if (manager === undefined) return undefined;
  return { message: `what ${shown(manager)} writes to ${name} is hidden: changes by hand`, severity: 'high' };
}
