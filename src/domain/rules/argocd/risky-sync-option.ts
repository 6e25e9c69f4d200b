import { inApplications } from '../../argocd/audit/checks.ts';
import { textsOf } from '../../argocd/project/lists.ts';
import { argoCdRule } from '../../audit/rule.ts';

const RISKY: ReadonlyMap<string, string> = new Map([
  ['Force=true', 'objects that cannot be changed are deleted and made anew'],
  ['Replace=true', 'objects are replaced as a whole, with what others wrote to them'],
  ['Validate=false', 'manifests are not checked against their schema, and misspelled fields are lost'],
]);

export const riskySyncOption = argoCdRule({
  id: 'argocd/risky-sync-option',
  title: 'An Application is synced without care',
  severity: 'low',
  reads: ['Application spec.syncPolicy.syncOptions'],
  why: 'Some options make a sync do more than it needs to: with Replace and Force, objects are overwritten or deleted, which takes away the fields that admission and controllers have set, restarts what runs, and removes volumes with their owners; without validation, a misspelled securityContext is dropped in silence. Found is each Application that has Replace=true, Force=true or Validate=false for all its objects. The same options as annotations of single objects are not found.',
  remedy: 'Remove the option, and set it as annotation argocd.argoproj.io/sync-options on the object that needs it.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/'],
  check: inApplications(({ spec }) =>
    textsOf(spec?.syncOptions).flatMap((option, index) => {
      const what = RISKY.get(option);
      return what === undefined
        ? []
        : [{ path: `spec.syncPolicy.syncOptions[${index}]`, message: `${option}: ${what}` }];
    }),
  ),
});
