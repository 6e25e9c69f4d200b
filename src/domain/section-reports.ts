import type { DeniedStatus, Status } from '../api/status.ts';
import { type Denied, deniedText } from './hardening/rbac/grants.ts';
import type { PolicyPlan } from './policy-plan.ts';
import { cap } from './text.ts';

type Truncated = NonNullable<Status['truncated']>;

/** As many as the schema of the status permits. */
const MAX_DENIED = 64;

const deniedStatus = (denied: Denied): DeniedStatus => ({
  role: cap(denied.role, 253),
  message: cap(deniedText(denied), 1024),
  manifest: cap(denied.manifest, 16_384),
});

interface SectionReports {
  readonly lists: Pick<Status, 'projects' | 'gates' | 'rbac' | 'denied' | 'settings'>;
  readonly truncated: Omit<Truncated, 'drift' | 'violations' | 'plan' | 'hosts' | 'managed'>;
}

/** What the sections beside the network have to tell, at most `limit` entries of each list. */
export function sectionReports({ projects, rbac, settings }: PolicyPlan, limit: number): SectionReports {
  const over = (total: number): number => Math.max(0, total - limit);
  const { summary } = rbac;
  return {
    lists: {
      projects: projects.reports.slice(0, limit),
      gates: projects.gates.slice(0, limit),
      ...(summary !== undefined && {
        rbac: { writers: summary.writers.slice(0, limit), argocd: summary.argocd.slice(0, limit) },
      }),
      denied: rbac.denied.map(deniedStatus).slice(0, Math.min(limit, MAX_DENIED)),
      settings: settings.reports.slice(0, limit),
    },
    truncated: {
      projects: over(projects.reports.length),
      gates: over(projects.gates.length),
      writers: over(summary?.writersTotal ?? 0),
      argocd: over(summary?.argocd.length ?? 0),
      settings: over(settings.reports.length),
      denied: Math.max(0, rbac.denied.length - Math.min(limit, MAX_DENIED)),
    },
  };
}
