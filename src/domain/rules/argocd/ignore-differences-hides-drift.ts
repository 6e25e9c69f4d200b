import { settingsOf, systemIgnored } from '../../argocd/audit/customizations.ts';
import { hiding } from '../../argocd/audit/ignored.ts';
import { inApplications } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, viewOf } from '../../argocd/audit/view.ts';
import { textsOf, objectsOf } from '../../argocd/project/lists.ts';
import type { Application } from '../../argocd/resources.ts';
import { argoCdRule, type Found, type FoundIn } from '../../audit/rule.ts';
import type { Facts } from '../../facts.ts';
import { cap } from '../../text.ts';

function inApplication({ spec }: Application, { version }: ArgoCdView): Found[] {
  const respects = textsOf(spec?.syncOptions).includes('RespectIgnoreDifferences=true');
  return objectsOf(spec?.ignoreDifferences).flatMap((entry, index) => {
    const found = hiding(entry, version);
    if (found === undefined) return [];
    const path = `spec.ignoreDifferences[${index}]`;
    if (!respects) return [{ ...found, path }];
    return [{ path, message: cap(`${found.message}, and a sync leaves it as it is`, 256), severity: 'high' }];
  });
}

function inSettings(facts: Facts): FoundIn[] {
  const { version } = viewOf(facts);
  const object = { kind: 'ConfigMap', namespace: facts.namespace, name: 'argocd-cm' };
  return systemIgnored(settingsOf(facts.configMaps)).flatMap(({ key, entry }) => {
    const found = hiding(entry, version);
    if (found === undefined) return [];
    const message = cap(`${found.message}, in every Application`, 256);
    return [{ ...found, object, path: cap(`data["${key}"]`, 1024), message }];
  });
}

const eachApplication = inApplications(inApplication);

export const ignoreDifferencesHidesDrift = argoCdRule({
  id: 'argocd/ignore-differences-hides-drift',
  title: 'Differences are ignored that would show an attack',
  severity: 'medium',
  reads: [
    'Application spec.ignoreDifferences',
    'Application spec.syncPolicy.syncOptions',
    'ConfigMap argocd-cm resource.customizations.ignoreDifferences',
  ],
  why: 'What is ignored when Argo CD compares can be changed in the cluster, and the Application still looks as if it were what Git says; nothing heals it. Found are entries that leave out all of `spec` or of an object; the rules, subjects and referenced role of RBAC; images, commands, security contexts, host access, volumes and accounts of workloads; NetworkPolicies, admission policies, what webhooks are asked about, AppProjects and the project of an Application; or all that is owned by a field manager of kubectl and other tools that people use, or of Argo CD itself. High where that is all of an object that matters, a field manager, or where RespectIgnoreDifferences makes syncs leave it, too. Replicas, annotations, status, certificates of webhooks and the like are not found. Of jq, paths, `select`, alternatives and pipes are understood; what follows anything else counts as everything below.',
  remedy: 'Ignore the single field that something else has to write, such as /spec/replicas, and name the object.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/',
    'argoproj/argo-cd: util/argo/normalizers/diff_normalizer.go, util/argo/managedfields',
  ],
  check: (facts, context) => [...eachApplication(facts, context), ...inSettings(facts)],
});
