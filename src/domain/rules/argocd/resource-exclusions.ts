import { settingsOf } from '../../argocd/audit/customizations.ts';
import { excludedKinds, omittedKinds } from '../../argocd/audit/exclusions.ts';
import { CLUSTER_POWERFUL, kindsText, ROLES } from '../../argocd/audit/kinds.ts';
import { viewOf } from '../../argocd/audit/view.ts';
import type { ResourceKind } from '../../argocd/resources.ts';
import { argoCdRule, type FoundIn } from '../../audit/rule.ts';

const KINDS: readonly ResourceKind[] = [
  ...ROLES,
  ...CLUSTER_POWERFUL,
  { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
  { group: '', kind: 'ServiceAccount' },
  { group: 'argoproj.io', kind: 'AppProject' },
];

export const resourceExclusions = argoCdRule({
  id: 'argocd/resource-exclusions',
  title: 'Argo CD does not look at kinds that matter for security',
  severity: 'medium',
  reads: ['ConfigMap argocd-cm resource.exclusions', 'ConfigMap argocd-cm resource.inclusions'],
  why: 'What Argo CD leaves out it neither compares nor shows: a role or a NetworkPolicy in Git that somebody has changed in the cluster looks as if it were in sync, and one that is in no repository is never seen. Found is a list of exclusions that matches roles, bindings, NetworkPolicies, webhooks, admission policies, CustomResourceDefinitions, ServiceAccounts or AppProjects, be it for some clusters, and a list of inclusions that lacks them. What Argo CD excludes when it is installed is not found.',
  remedy: 'Take these kinds out of resource.exclusions, or into resource.inclusions.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#resource-exclusioninclusion',
    'argoproj/argo-cd: util/settings/resources_filter.go',
  ],
  check: (facts) => {
    const settings = settingsOf(facts.configMaps);
    const { version } = viewOf(facts);
    const object = { kind: 'ConfigMap', namespace: facts.namespace, name: 'argocd-cm' };
    const found = (key: string, kinds: readonly ResourceKind[], how: string): FoundIn[] =>
      kinds.length === 0 ? [] : [{ object, path: `data["${key}"]`, message: `${key} ${how} ${kindsText(kinds)}` }];
    const [excluded, included] = ['resource.exclusions', 'resource.inclusions'] as const;
    return [
      ...found(excluded, excludedKinds(settings.get(excluded) ?? '', KINDS, version), 'has'),
      ...found(included, omittedKinds(settings.get(included) ?? '', KINDS, version), 'lacks'),
    ];
  },
});
