import type { ArgoCdRule, Found, RuleContext } from '../../audit/rule.ts';
import { refTo } from '../../audit/rule.ts';
import type { ApplicationSet, Generator } from '../resources.ts';
import { placed } from './checks.ts';
import { type ArgoCdView, viewOf } from './view.ts';

/** Generators whose answers are written by people who need no rights in the cluster. */
const OUTSIDE: ReadonlySet<string> = new Set(['git', 'oci', 'scmProvider', 'pullRequest', 'plugin']);

export const fromOutside = ({ generators }: ApplicationSet): Generator | undefined =>
  generators.find(({ type }) => OUTSIDE.has(type));

/** A check of each ApplicationSet beside Argo CD; those of other namespaces are not looked at. */
export const inSets =
  (find: (set: ApplicationSet, view: ArgoCdView, context: RuleContext) => readonly Found[]): ArgoCdRule['check'] =>
  (facts, context) => {
    const view = viewOf(facts);
    return facts.applicationSets.flatMap((set) => find(set, view, context).map(placed(refTo(set))));
  };
