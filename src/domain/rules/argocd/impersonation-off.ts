import { discover } from '../../argocd/discovery.ts';
import { settingIs, viewOf } from '../../argocd/audit/view.ts';
import { argoCdRule, type FoundIn } from '../../audit/rule.ts';
import type { Facts } from '../../facts.ts';
import { argocdPowers } from '../../semantics/rbac/argocd-powers.ts';

const IMPERSONATION = 'argocd-cm/application.sync.impersonation.enabled';
const CONTROLLER = 'application-controller';

/** Whether a ServiceAccount may do everything in the whole cluster; undefined while that cannot be seen. */
function mayEverything({ access, namespace }: Facts, name: string): boolean | undefined {
  if (access === undefined) return undefined;
  return argocdPowers(access.graph, [{ namespace, name }]).some(
    ({ power, namespaces }) => power === 'everything' && namespaces.length === 0,
  );
}

function judge(facts: Facts, kind: string, name: string): FoundIn[] {
  const { serviceAccountName = 'default' } =
    facts.workloads.find((one) => one.kind === kind && one.metadata.name === name)?.spec.template.spec ?? {};
  const everything = mayEverything(facts, serviceAccountName);
  if (everything === false) return [];
  const object = { kind, namespace: facts.namespace, name };
  const found = { object, path: 'spec.template.spec.serviceAccountName' };
  if (everything) return [{ ...found, message: 'every project deploys as this account, which may do everything' }];
  const message = 'every project deploys as this account, and what it may do cannot be seen';
  return [{ ...found, message, severity: 'low' }];
}

export const impersonationOff = argoCdRule({
  id: 'argocd/impersonation-off',
  title: 'Every project deploys with every right',
  severity: 'medium',
  reads: [
    'ConfigMap argocd-cm application.sync.impersonation.enabled',
    'ClusterRoles and ClusterRoleBindings of the application controller',
  ],
  why: 'Argo CD deploys as its controller, whose account may do everything when it is installed: projects are then all that keeps a repository from taking over the cluster, and a fault in how they are checked is enough. With impersonation, since Argo CD 2.13, each project deploys as an account that has what it needs. Found is each application controller whose account may do everything in the whole cluster, or of which that cannot be seen (low), while impersonation is not surely on.',
  remedy:
    'Give every project an account by spec.rbac.impersonation or destinationServiceAccounts, then set application.sync.impersonation.enabled to "true"; or restrict the rights of the controller.',
  mapping: { cis: { '1.11': ['5.1.1'], '1.12': ['5.1.1'] } },
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/security/#cluster-rbac',
  ],
  check: (facts) => {
    if (settingIs(viewOf(facts), IMPERSONATION, 'true')) return [];
    return discover(facts.workloads)
      .components.filter(({ component }) => component === CONTROLLER)
      .flatMap(({ workload: { kind, name } }) => judge(facts, kind, name));
  },
});
