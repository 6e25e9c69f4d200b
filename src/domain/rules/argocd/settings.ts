import { judgeSettings } from '../../argocd/settings/judge.ts';
import { argoCdRule } from '../../audit/rule.ts';
import { settingsFacts } from '../../settings-plan.ts';
import { cap } from '../../text.ts';

const RECOMMENDED = { preset: 'recommended', keys: [] } as const;

export const settings = argoCdRule({
  id: 'argocd/settings',
  title: 'A setting of Argo CD is not what is recommended',
  severity: 'medium',
  reads: [
    'ConfigMaps argocd-cm, argocd-cmd-params-cm and argocd-rbac-cm',
    'arguments and environment of the workloads of Argo CD',
    'names of Secrets, where they are looked at',
  ],
  why: 'The settings of Argo CD decide who is let in and by whom, what programs run on repositories, and whether its parts trust each other. Found is what deviates from the preset recommended of the reference of settings, in whatever way a setting is made; each is as bad as it says there. This is for policies that do not speak of settings: with `spec.settings`, findings are called settings/<id>, and the policy says what is right.',
  remedy: 'Set spec.settings, to have settings judged by a preset or values of your own, and set.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cmd-params-cm-yaml/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-rbac-cm-yaml/',
  ],
  asked: (spec) => spec.settings === undefined,
  check: (facts) => {
    if (facts.configMaps === undefined) return [];
    const { findings } = judgeSettings(settingsFacts(facts), { ...RECOMMENDED, keys: [] });
    return findings.map(({ severity, object, path, message, remedy }) => ({
      object,
      path: cap(path, 1024),
      message: cap(message, 256),
      severity,
      remedy: cap(remedy, 1024),
    }));
  },
});
