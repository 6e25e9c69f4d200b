import { isUnsupported, lineOf, shownBy } from '../../argocd/audit/affected.ts';
import { viewOf } from '../../argocd/audit/view.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const unsupportedVersion = argoCdRule({
  id: 'argocd/unsupported-version',
  title: 'This version of Argo CD gets no security fixes',
  severity: 'medium',
  reads: ['image of argocd-server and argocd-application-controller', 'label app.kubernetes.io/version of these'],
  why: 'Argo CD corrects the three newest minor versions alone, and there is a new one every three months. Found is a version of an older line, by the days on which newer ones were released or are planned to be; a line that this project does not know of yet counts as a newer one.',
  remedy: 'Upgrade to one of the three newest minor versions of Argo CD.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/developer-guide/release-process-and-cadence/'],
  check: (facts, { today }) => {
    const { version } = viewOf(facts);
    if (version === undefined || !isUnsupported(version, today)) return [];
    const shown = shownBy(facts.workloads, version);
    return shown === undefined
      ? []
      : [{ ...shown, message: `Argo CD ${version}: the line ${lineOf(version)} gets no security fixes any more` }];
  },
});
