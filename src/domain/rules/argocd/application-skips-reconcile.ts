import { productionOf } from '../../argocd/audit/production.ts';
import { inApplications } from '../../argocd/audit/checks.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const applicationSkipsReconcile = argoCdRule({
  id: 'argocd/application-skips-reconcile',
  title: 'Argo CD does not look after an Application',
  severity: 'low',
  reads: ['Application metadata.annotations argocd.argoproj.io/skip-reconcile', 'policy spec.sync.manual'],
  why: 'With the annotation skip-reconcile, Argo CD neither compares an Application nor heals it: what it shows is what was true when the annotation was set, whatever has become of the cluster since. Found is each Application that has it set to true; medium where it leads into what `spec.sync.manual` calls production.',
  remedy: 'Remove the annotation argocd.argoproj.io/skip-reconcile; to hold syncs back, use a sync window.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/user-guide/skip_reconcile/'],
  check: inApplications((application, view, context) =>
    application.skipsReconcile === true
      ? [
          {
            path: 'metadata.annotations["argocd.argoproj.io/skip-reconcile"]',
            message: 'is neither compared nor healed: what Argo CD shows of it is old',
            ...(productionOf(view, context).has(application) && { severity: 'medium' }),
          },
        ]
      : [],
  ),
});
