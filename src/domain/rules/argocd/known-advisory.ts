import { type Advisory, ADVISORIES } from '../../argocd/audit/advisories.ts';
import { correctedIn, lineOf, shownBy } from '../../argocd/audit/affected.ts';
import { type ArgoCdView, settingIs, viewOf } from '../../argocd/audit/view.ts';
import { argoCdRule, type Found } from '../../audit/rule.ts';
import { cap } from '../../text.ts';

function finding(advisory: Advisory, version: string, view: ArgoCdView): Omit<Found, 'path'> | undefined {
  const corrected = correctedIn(version, advisory);
  if (corrected === undefined) return undefined;
  const { id, cve, what, severity, meanwhile, unless } = advisory;
  const away = unless !== undefined && settingIs(view, unless.setting, unless.value);
  const where = lineOf(corrected) === lineOf(version) ? '' : `, not in ${lineOf(version)}`;
  const name = cve === undefined ? id : `${id} (${cve})`;
  const why = away ? `; out of reach, as ${unless.setting} is ${unless.value}` : '';
  return {
    message: cap(`${version} has ${name}: ${what}${why}; corrected in ${corrected}${where}`, 256),
    severity: away ? 'low' : severity,
    remedy: `Upgrade to ${corrected} or later.${meanwhile === '' || away ? '' : ` Until then: ${meanwhile}`}`,
  };
}

export const knownAdvisory = argoCdRule({
  id: 'argocd/known-advisory',
  title: 'This version of Argo CD has a fault that is publicly known',
  severity: 'high',
  reads: [
    'image of argocd-server and argocd-application-controller',
    'label app.kubernetes.io/version of these',
    'ConfigMap argocd-cm',
  ],
  why: 'Faults that are publicly known are used by whoever reads about them. Found is each advisory that this project knows of and the version is affected by, from Argo CD 2.8 on, with the first version of the same line, or else of a later one, that corrects it; as bad as its authors say, and low where a setting takes it out of reach. The version is that of the image of the server or the controller, or of their labels where images are pinned to a digest, and the lowest where they differ. A version that is not known is found as low, since nothing can then be said. Advisories made public after a release of this project are not known to it.',
  remedy: 'Upgrade Argo CD.',
  mapping: {},
  sources: [
    'https://github.com/argoproj/argo-cd/security/advisories',
    'https://pkg.go.dev/vuln/list',
    'https://www.cve.org',
  ],
  check: (facts) => {
    const view = viewOf(facts);
    const { version } = view;
    const shown = shownBy(facts.workloads, version);
    if (shown === undefined) return [];
    if (version === undefined) {
      const message = 'the version of Argo CD is not known, and so not whether it has known faults';
      const remedy = 'Use an image with a tag, or label the workload app.kubernetes.io/version.';
      return [{ ...shown, message, severity: 'low', remedy }];
    }
    return ADVISORIES.flatMap((advisory) => {
      const found = finding(advisory, version, view);
      return found === undefined ? [] : [{ ...shown, ...found }];
    });
  },
});
