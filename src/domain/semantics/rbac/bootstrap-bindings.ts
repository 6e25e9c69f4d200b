import type { Grant, NamedObject } from './binding.ts';
import { objectText } from './binding.ts';
import { type Subject, subjectText } from './subject.ts';

/**
 * The bindings that every API server makes for itself: their names, and for whom. Of all supported releases.
 * Source: kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy; a test compares.
 */

const SYSTEM = 'kube-system';

const user = (name: string): Subject => ({ kind: 'User', name: `system:${name}` });
const group = (name: string): Subject => ({ kind: 'Group', name: `system:${name}` });
const account = (name: string): Subject => ({ kind: 'ServiceAccount', namespace: SYSTEM, name });

interface Bootstrap {
  readonly binding: NamedObject;
  readonly role: NamedObject;
  readonly subjects: readonly Subject[];
}

function ofCluster(name: string, ...subjects: readonly Subject[]): Bootstrap {
  return { binding: { kind: 'ClusterRoleBinding', name }, role: { kind: 'ClusterRole', name }, subjects };
}

function inNamespace(namespace: string, name: string, subjects: readonly Subject[], role = name): Bootstrap {
  return { binding: { kind: 'RoleBinding', namespace, name }, role: { kind: 'Role', namespace, name: role }, subjects };
}

/** Each has a ServiceAccount, a ClusterRole and a ClusterRoleBinding. */
const CONTROLLERS = [
  'attachdetach-controller',
  'certificate-controller',
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemon-set-controller',
  'deployment-controller',
  'device-taint-eviction-controller',
  'disruption-controller',
  'endpoint-controller',
  'endpointslice-controller',
  'endpointslicemirroring-controller',
  'ephemeral-volume-controller',
  'expand-controller',
  'generic-garbage-collector',
  'horizontal-pod-autoscaler',
  'job-controller',
  'kube-apiserver-serving-clustertrustbundle-publisher',
  'legacy-service-account-token-cleaner',
  'namespace-controller',
  'node-controller',
  'persistent-volume-binder',
  'pod-garbage-collector',
  'podcertificaterequestcleaner',
  'podgroup-protection-controller',
  'pv-protection-controller',
  'pvc-protection-controller',
  'replicaset-controller',
  'replication-controller',
  'resource-claim-controller',
  'resourcepoolstatusrequest-controller',
  'resourcequota-controller',
  'root-ca-cert-publisher',
  'route-controller',
  'selinux-warning-controller',
  'service-account-controller',
  'service-cidrs-controller',
  'service-controller',
  'statefulset-controller',
  'storage-version-garbage-collector',
  'storage-version-migrator-controller',
  'ttl-after-finished-controller',
  'ttl-controller',
  'validatingadmissionpolicy-status-controller',
  'volumeattributesclass-protection-controller',
];

const manager = user('kube-controller-manager');
const scheduler = user('kube-scheduler');

const ALL: readonly Bootstrap[] = [
  ofCluster('cluster-admin', group('masters')),
  ofCluster('system:basic-user', group('authenticated')),
  ofCluster('system:cluster-trust-bundle-discovery', group('serviceaccounts')),
  ofCluster('system:discovery', group('authenticated')),
  ofCluster('system:kube-controller-manager', manager),
  ofCluster('system:kube-dns', account('kube-dns')),
  ofCluster('system:kube-scheduler', scheduler),
  ofCluster('system:monitoring', group('monitoring')),
  ofCluster('system:node'),
  ofCluster('system:node-proxier', user('kube-proxy')),
  ofCluster('system:public-info-viewer', group('authenticated'), group('unauthenticated')),
  ofCluster('system:service-account-issuer-discovery', group('serviceaccounts')),
  ofCluster('system:volume-scheduler', scheduler),
  ...CONTROLLERS.map((name) => ofCluster(`system:controller:${name}`, account(name))),
  inNamespace('kube-public', 'system:controller:bootstrap-signer', [account('bootstrap-signer')]),
  inNamespace(SYSTEM, 'system:controller:bootstrap-signer', [account('bootstrap-signer')]),
  inNamespace(SYSTEM, 'system:controller:cloud-provider', [account('cloud-provider')]),
  inNamespace(SYSTEM, 'system:controller:token-cleaner', [account('token-cleaner')]),
  inNamespace(
    SYSTEM,
    'system::extension-apiserver-authentication-reader',
    [manager, scheduler],
    'extension-apiserver-authentication-reader',
  ),
  inNamespace(SYSTEM, 'system::leader-locking-kube-controller-manager', [
    manager,
    account('kube-controller-manager'),
    account('leader-election-controller'),
  ]),
  inNamespace(SYSTEM, 'system::leader-locking-kube-scheduler', [scheduler, account('kube-scheduler')]),
];

const known = new Map(
  ALL.map(({ binding, role, subjects }) => [
    objectText(binding),
    { role: objectText(role), subjects: new Set(subjects.map(subjectText)) },
  ]),
);

/**
 * Whether a binding is one that Kubernetes makes for itself, by its label, its name and its role; and then, which of its
 * subjects it has by default. Anybody who may write bindings can add others: the API server puts back what is missing, and
 * takes nothing away. Names that only begin with `system:` tell nothing.
 */
export function bootstrapOf({ binding, role, bootstrap }: Grant): ((subject: Subject) => boolean) | undefined {
  const found = bootstrap ? known.get(objectText(binding)) : undefined;
  if (found === undefined || found.role !== objectText(role)) return undefined;
  return (subject) => found.subjects.has(subjectText(subject));
}
