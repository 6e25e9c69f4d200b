import { productionOf } from '../../argocd/audit/production.ts';
import { inApplications } from '../../argocd/audit/checks.ts';
import { automationOf } from '../../argocd/project/automation.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const pruneAllowEmpty = argoCdRule({
  id: 'argocd/prune-allow-empty',
  title: 'An Application deletes everything when its source is empty',
  severity: 'medium',
  reads: ['Application spec.syncPolicy.automated', 'policy spec.sync.manual'],
  why: 'Argo CD does not prune an Application to nothing by itself, since an empty repository, a wrong path or a template without output is more often a mistake, or an attack, than an intention. Found is an Application that is synced automatically with prune, and that allows to be emptied: high where it leads into what `spec.sync.manual` calls production. Whether a sync window holds it back does not matter here: windows end.',
  remedy: 'Remove allowEmpty, and delete the Application itself where it is not wanted any more.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning-with-allow-empty-v18'],
  check: inApplications((application, view, context) => {
    const automation = automationOf(application, view.version);
    if (automation?.prune !== true || !automation.allowEmpty) return [];
    const production = productionOf(view, context).has(application);
    return [
      {
        path: 'spec.syncPolicy.automated.allowEmpty',
        message: 'is pruned to nothing by itself when its source has no objects',
        ...(production && { severity: 'high' }),
      },
    ];
  }),
});
