import { inProjects } from '../../argocd/audit/checks.ts';
import { type ProjectView } from '../../argocd/audit/view.ts';
import { objectsOf, textOf, textsOf } from '../../argocd/project/lists.ts';
import { offsetOf } from '../../argocd/project/time-zone.ts';
import { windowText } from '../../argocd/project/windows.ts';
import type { SyncWindow } from '../../argocd/resources.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';
import { cap } from '../../text.ts';

function problemOf({ kind, applications, namespaces, clusters, timeZone }: SyncWindow): string | undefined {
  if (kind !== 'allow' && kind !== 'deny') return 'counts for nothing: its kind must be allow or deny, in lower case';
  if ([applications, namespaces, clusters].every((list) => textsOf(list).length === 0))
    return 'counts for nothing: it names no applications, namespaces or clusters';
  if (timeZone !== undefined && offsetOf(timeZone, 0) === undefined)
    return 'is one of UTC, as its time zone is not known';
  return undefined;
}

function ineffective({ own }: ProjectView): Found[] {
  return objectsOf(own.syncWindows).flatMap((window, index) => {
    const problem = problemOf(window);
    if (problem === undefined) return [];
    const message = `the window ${cap(windowText(window), 120)} ${problem}`;
    const severity = textOf(window.kind).trim().toLowerCase() === 'deny' ? 'high' : undefined;
    return [{ path: `spec.syncWindows[${index}]`, message, ...(severity !== undefined && { severity }) }];
  });
}

export const projectWindowIneffective = argoCdRule({
  id: 'argocd/project-window-ineffective',
  title: 'A sync window does not do what it says',
  severity: 'medium',
  reads: ['AppProject spec.syncWindows'],
  why: 'Argo CD ignores a sync window of a kind that it does not know in silence, such as `Deny`, and one that names nothing matches nothing: what it should hold back is synced. A time zone that it does not know is UTC. Found is each such window; high where it should deny, else medium. Windows with a schedule or duration that cannot be read are not found, as they hold back every sync.',
  remedy: 'Write kind as allow or deny, name what the window is about, and a time zone such as Europe/Berlin.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/',
    'argoproj/argo-cd: pkg/apis/application/v1alpha1/types.go, SyncWindows',
  ],
  check: inProjects(ineffective),
});
