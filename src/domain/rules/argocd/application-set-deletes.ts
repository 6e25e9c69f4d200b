import { productionOf } from '../../argocd/audit/production.ts';
import { fromOutside, inSets } from '../../argocd/audit/sets.ts';
import { type ArgoCdView, settingIs } from '../../argocd/audit/view.ts';
import type { ApplicationSet } from '../../argocd/resources.ts';
import { argoCdRule, type Found, type RuleContext } from '../../audit/rule.ts';
import { counted } from '../../text.ts';

const PARAMETERS = 'argocd-cmd-params-cm/applicationsetcontroller';
const KEEPING = ['create-only', 'create-update'];

/** That of the controller counts, unless it lets ApplicationSets say: DefaultPolicy of applicationset/utils/policy.go. */
function mayDelete({ applicationsSync }: ApplicationSet, view: ArgoCdView): boolean {
  const [policy, override] = [`${PARAMETERS}.policy`, `${PARAMETERS}.enable.policy.override`];
  const controller = !settingIs(view, policy, ...KEEPING);
  if (applicationsSync === undefined) return controller;
  const own = !KEEPING.includes(applicationsSync);
  if (settingIs(view, policy, '') || settingIs(view, override, 'true')) return own;
  return settingIs(view, override, 'false') ? controller : own || controller;
}

function deleting(set: ApplicationSet, view: ArgoCdView, context: RuleContext): Found[] {
  const source = fromOutside(set);
  if (source === undefined || set.preservesResources || !mayDelete(set, view)) return [];
  const made = [...productionOf(view, context).keys()].filter(
    ({ metadata, generatedBy }) => generatedBy === set.metadata.name && metadata.namespace === set.metadata.namespace,
  );
  if (made.length === 0) return [];
  const what = `${counted(made.length, 'Application')} of production`;
  const message = `deletes ${what} with all objects when the ${source.type} generator does not return them`;
  return [{ path: 'spec.syncPolicy', message }];
}

export const applicationSetDeletes = argoCdRule({
  id: 'argocd/application-set-deletes',
  title: 'Production is deleted when a generator leaves it out',
  severity: 'medium',
  reads: [
    'ApplicationSet spec.syncPolicy',
    'ApplicationSet spec.generators',
    'ConfigMap argocd-cmd-params-cm applicationsetcontroller.policy',
    'policy spec.sync.manual',
  ],
  why: 'An ApplicationSet deletes the Applications that its generators do not return any more, and with them all that they have deployed; no sync window holds that back. A directory that somebody moves, or a service that answers with less than it should, then takes production away. Found is an ApplicationSet that has made Applications which lead into what `spec.sync.manual` calls production, with a generator that reads outside the cluster, unless it preserves resources, or it or its controller may not delete.',
  remedy: 'Set spec.syncPolicy.preserveResourcesOnDeletion to true, or applicationsSync to create-update.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/',
    'argoproj/argo-cd: applicationset/utils/policy.go',
  ],
  asked: ({ sync }) => (sync?.manual.length ?? 0) > 0,
  check: inSets(deleting),
});
