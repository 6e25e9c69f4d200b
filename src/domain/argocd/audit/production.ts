import type { RuleContext } from '../../audit/rule.ts';
import { gatesFor } from '../project/gates.ts';
import { leadsBy } from '../project/unheld.ts';
import type { Application } from '../resources.ts';
import type { ArgoCdView, ProjectView } from './view.ts';

/** What is production is what a policy holds back from syncs by themselves: `spec.sync.manual`. */

type Gates = NonNullable<RuleContext['spec']['sync']>['manual'];

/** Asked by several rules, and the same for all of them. */
const known = new WeakMap<ArgoCdView, WeakMap<Gates, ReadonlyMap<Application, string>>>();
const NONE: ReadonlyMap<Application, string> = new Map();

function find(view: ArgoCdView, gates: Gates): ReadonlyMap<Application, string> {
  const { version, clusters } = view;
  const found = view.applications.flatMap((application) => {
    const sight = { application, clusters, version };
    const how = gates.map((gate) => leadsBy(gate, sight)).find((text) => text !== undefined);
    return how === undefined ? [] : [[application, how] as const];
  });
  return new Map(found);
}

/** The Applications that lead into production, and how, for people. */
export function productionOf(view: ArgoCdView, { spec }: RuleContext): ReadonlyMap<Application, string> {
  const gates = spec.sync?.manual ?? [];
  if (gates.length === 0) return NONE;
  const byGates = known.get(view) ?? new WeakMap<Gates, ReadonlyMap<Application, string>>();
  const found = byGates.get(gates) ?? find(view, gates);
  known.set(view, byGates.set(gates, found));
  return found;
}

/**
 * Whether a project may deploy into production: where an Application of it does, or its destinations lead there. A gate
 * for Applications by their names does not count by itself, as any project may have such.
 */
export function isProduction(project: ProjectView, view: ArgoCdView, context: RuleContext): boolean {
  const applications = productionOf(view, context);
  if (project.applications.some((application) => applications.has(application))) return true;
  const gates = (context.spec.sync?.manual ?? []).map((gate) => ({ ...gate, applications: [] }));
  // Namespaces first: what may lead to a cluster takes both spellings of all that are known.
  const leads = (places: typeof gates): boolean => gatesFor(project.spec, places, view).length > 0;
  return (
    leads(gates.map((gate) => ({ ...gate, clusters: [] }))) ||
    leads(gates.filter(({ clusters }) => clusters.length > 0))
  );
}
