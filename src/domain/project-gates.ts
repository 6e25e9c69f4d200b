import type { GateStatus } from '../api/status.ts';
import type { Gate } from '../api/sync.ts';
import { type GateFacts, gatesFor, gateWindow } from './argocd/project/gates.ts';
import { type Unheld, unheld } from './argocd/project/unheld.ts';
import type { SyncWindow } from './argocd/resources.ts';
import { byText } from './order.ts';
import { applicationText, projectOf } from './project-usage.ts';
import type { ProjectsContext } from './projects-context.ts';
import { cap, sentence } from './text.ts';

const merged = (gates: readonly Gate[]): Gate => ({
  namespaces: [...new Set(gates.flatMap(({ namespaces }) => namespaces))],
  applications: [...new Set(gates.flatMap(({ applications }) => applications))],
  clusters: [...new Set(gates.flatMap(({ clusters }) => clusters))],
});

/** One window for all gates of a project: up to 3.1, Argo CD takes two of the same schedule for one, and edits fail. */
export const windowFor = (
  project: Parameters<typeof gatesFor>[0],
  gates: readonly Gate[],
  facts: GateFacts,
): SyncWindow[] => gateWindow(merged(gatesFor(project, gates, facts)), facts);

function unheldOf(gates: readonly Gate[], context: ProjectsContext): Unheld[] {
  if (gates.length === 0) return [];
  const { applications, live, effective, version, clusters, facts } = context;
  const windows = new Map([...live].map(([name, own]) => [name, effective(own).spec.syncWindows ?? []] as const));
  return applications
    .flatMap((application) => {
      const own = windows.get(projectOf(application)) ?? [];
      return unheld(application, gates, own, { version, clusters, now: facts.now }) ?? [];
    })
    .toSorted(byText(({ application }) => applicationText(application)));
}

/**
 * The Applications that would be synced into production without anybody asking for it. Those of projects that are not
 * ours come with the window that whoever keeps the project has to add.
 *
 * @param ours names of the projects that the policy keeps
 */
export function gatesOf(gates: readonly Gate[], ours: ReadonlySet<string>, context: ProjectsContext): GateStatus[] {
  return unheldOf(gates, context).map(({ application, message }) => {
    const project = projectOf(application);
    const window = ours.has(project) ? [] : windowFor(context.live.get(project)?.spec ?? {}, gates, context);
    return {
      application: cap(applicationText(application), 512),
      project: cap(project, 253),
      message: cap(sentence(message), 1024),
      window: window.length === 0 ? '' : cap(JSON.stringify(window[0]), 4096),
    };
  });
}
