import type { PolicyRule } from '../../../api/kube.ts';
import type { RoleItem } from '../../../api/rbac.ts';

export type PresetName = NonNullable<RoleItem['preset']>;

export interface Preset {
  /** In words, with what somebody who has it may do beyond what the rules seem to say. */
  readonly description: string;
  readonly rules: readonly PolicyRule[];
}

const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'patch', 'delete'];
const RBAC_GROUP = 'rbac.authorization.k8s.io';

const rule = (apiGroup: string, resources: readonly string[], verbs: readonly string[]): PolicyRule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

const VIEWER = [rule('argoproj.io', ['applications', 'applicationsets', 'appprojects'], READ)];

/**
 * A sync is asked for by the field `operation`, a refresh by an annotation, both of them by a patch of the Application:
 * docs/user-guide/sync-kubectl.md and RefreshApp of util/argo/argo.go. There is no subresource that would be narrower.
 */
const DEPLOYER = [...VIEWER, rule('argoproj.io', ['applications'], ['patch'])];

/** No Secrets; no ConfigMaps and no logs either, as both hold passwords where people were in a hurry. */
const AUDITOR = [
  ...VIEWER,
  rule(
    '',
    [
      'events',
      'limitranges',
      'persistentvolumeclaims',
      'pods',
      'replicationcontrollers',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    READ,
  ),
  // A request for one Namespace is a request within it; to list them takes a ClusterRole.
  rule('', ['namespaces'], ['get']),
  rule('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], READ),
  rule('autoscaling', ['horizontalpodautoscalers'], READ),
  rule('batch', ['cronjobs', 'jobs'], READ),
  rule('networking.k8s.io', ['ingresses', 'networkpolicies'], READ),
  rule('openreports.io', ['reports'], READ),
  rule('policy', ['poddisruptionbudgets'], READ),
  rule(RBAC_GROUP, ['rolebindings', 'roles'], READ),
  rule('wgpolicyk8s.io', ['policyreports'], READ),
];

/**
 * What an application consists of. Left out, as each of them would lift a limit that others set for the namespace:
 * - Roles, RoleBindings, ResourceQuota, LimitRange
 * - NetworkPolicies: they add up, so that one more, with an empty rule, undoes the isolation by all the others
 * - Endpoints and EndpointSlices: a Service then leads past NetworkPolicies to other namespaces (CVE-2021-25740)
 * - pods/exec, attach, portforward, ephemeralcontainers and tokens of ServiceAccounts: nothing that Git can hold
 *
 * With these five verbs gitops-engine applies, replaces, prunes, and takes finalizers off hooks.
 */
const TENANT = [
  rule(
    '',
    ['configmaps', 'persistentvolumeclaims', 'pods', 'replicationcontrollers', 'serviceaccounts', 'services'],
    WRITE,
  ),
  // To apply one takes reading it; reading all at once does not.
  rule('', ['secrets'], ['get', 'create', 'update', 'patch', 'delete']),
  // The sync option CreateNamespace looks whether the namespace is there, with the rights of the account.
  rule('', ['namespaces'], ['get']),
  // Argo CD 3.5 and later shows these to people with the rights of the account.
  rule('', ['events'], READ),
  rule('', ['pods/log'], ['get']),
  rule('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], WRITE),
  rule('autoscaling', ['horizontalpodautoscalers'], WRITE),
  rule('batch', ['cronjobs', 'jobs'], WRITE),
  rule('networking.k8s.io', ['ingresses'], WRITE),
  rule('policy', ['poddisruptionbudgets'], WRITE),
];

/** Every right is named: no `*`, nothing that gives its owner further rights by RBAC. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  viewer: { description: 'Reads Applications, ApplicationSets and AppProjects.', rules: VIEWER },
  deployer: {
    description:
      'Reads what a viewer does, and syncs and refreshes Applications. Kubernetes knows no narrower right for that than to patch them, and whoever may do so in the namespace of Argo CD may have it deploy whatever any project permits: argocd-rbac-cm does not count here.',
    rules: DEPLOYER,
  },
  auditor: {
    description: 'Reads what the audit reads, and its reports. No Secrets, no ConfigMaps, no logs.',
    rules: AUDITOR,
  },
  tenant: {
    description:
      'Writes what an application consists of. No Roles, quotas, limits or NetworkPolicies. Whoever has it can run a pod as any ServiceAccount of the namespace, and with any of its Secrets.',
    rules: TENANT,
  },
};
