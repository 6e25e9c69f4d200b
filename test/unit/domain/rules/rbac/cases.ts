import type { KubeObject, PolicyRule, RbacSubject } from '../../../../../src/api/kube.ts';
import { binding, role } from '../../semantics/rbac/objects.ts';
import { type CasesById, object, type RuleCases } from '../case.ts';
import { account, alice, group, holding, labelled, on } from './scenes.ts';

/** The same binding to a role that is dangerous, and to one that is not. */
const rights = (fails: PolicyRule, passes: PolicyRule, namespace?: string): RuleCases => ({
  fails: { objects: holding([fails], namespace) },
  passes: { objects: holding([passes], namespace) },
});

const READ_PODS = on('', 'pods', 'get list watch');

/** The same role for two who hold it in namespace `shop`. */
const subjects = (fails: RbacSubject, passes: RbacSubject, ...others: readonly KubeObject[]): RuleCases => ({
  fails: { objects: [...holding([READ_PODS], 'shop', [fails]), ...others] },
  passes: { objects: [...holding([READ_PODS], 'shop', [passes]), ...others] },
});

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
/** Kubernetes' own binding of kube-proxy, with others beside it. */
const proxiers = (...others: readonly RbacSubject[]): readonly KubeObject[] => {
  const own = { kind: 'User', name: 'system:kube-proxy' };
  return [
    labelled(role('ClusterRole', 'system:node-proxier', [on('', 'services', 'list watch')])),
    labelled(binding('ClusterRoleBinding', 'system:node-proxier', 'ClusterRole/system:node-proxier', [own, ...others])),
  ];
};

const standard = (name: string): readonly KubeObject[] => [
  labelled(role('ClusterRole', name, [on('', 'secrets', 'get list watch')])),
  binding('RoleBinding', 'developers', `ClusterRole/${name}`, [group('developers')], 'shop'),
];

export const cases: CasesById = {
  'rbac/all': rights(on('*', '*', '*'), READ_PODS, 'shop'),
  'rbac/cluster-admin-equivalent': {
    fails: { objects: holding([on('*', '*', '*'), { nonResourceURLs: ['*'], verbs: ['*'] }]) },
    passes: { objects: holding([READ_PODS, { nonResourceURLs: ['/metrics'], verbs: ['get'] }]) },
  },
  'rbac/wildcard-verb': rights(
    on('', 'services', '*'),
    on('', 'services', 'get list watch create update patch delete'),
  ),
  'rbac/wildcard-resource': rights(on('apps', '*', 'get'), on('apps', 'deployments', 'get')),
  'rbac/wildcard-group': rights(on('*', 'jobs', 'delete'), on('batch', 'jobs', 'delete')),
  'rbac/escalate': rights(on(RBAC, 'clusterroles', 'escalate'), on(RBAC, 'clusterroles', 'get')),
  'rbac/bind': rights(on(RBAC, 'roles', 'bind'), on(RBAC, 'roles', 'list'), 'shop'),
  'rbac/write-rbac': rights(on(RBAC, 'rolebindings', 'create'), on(RBAC, 'rolebindings', 'delete'), 'shop'),
  'rbac/impersonate': rights(on('', 'serviceaccounts', 'impersonate'), on('', 'serviceaccounts', 'get'), 'shop'),
  'rbac/secrets-read': rights(on('', 'secrets', 'get'), on('', 'secrets', 'get', 'own'), 'shop'),
  'rbac/secrets-write': rights(on('', 'secrets', 'patch'), on('', 'secrets', 'patch', 'own'), 'shop'),
  'rbac/sa-token': rights(on('', 'serviceaccounts/token', 'create'), on('', 'serviceaccounts', 'create'), 'shop'),
  'rbac/pod-create': rights(on('apps', 'deployments', 'patch'), on('apps', 'deployments/scale', 'patch'), 'shop'),
  'rbac/pod-exec': rights(on('', 'pods/exec', 'get'), on('', 'pods/log', 'get'), 'shop'),
  'rbac/node-proxy': rights(on('', 'nodes/proxy', 'get'), on('', 'nodes/metrics nodes/stats', 'get')),
  'rbac/node-write': rights(on('', 'nodes/status', 'patch'), on('', 'nodes', 'get list watch')),
  'rbac/csr': rights(
    on('certificates.k8s.io', 'signers', 'approve'),
    on('certificates.k8s.io', 'signers', 'approve', 'example.com/internal'),
  ),
  'rbac/webhooks': rights(on(ADMISSION, 'validatingadmissionpolicies', 'delete'), on(ADMISSION, '*', 'get list watch')),
  'rbac/pv-create': rights(on('', 'persistentvolumes', 'create'), on('', 'persistentvolumeclaims', 'create')),
  'rbac/namespace-labels': rights(on('', 'namespaces', 'patch'), on('', 'namespaces/finalize', 'update'), 'shop'),
  'rbac/crd-apiservice': rights(
    on('apiregistration.k8s.io', 'apiservices', 'create'),
    on('apiregistration.k8s.io', 'apiservices/status', 'patch'),
  ),
  'rbac/netpol-write': rights(
    on('networking.k8s.io', 'networkpolicies', 'create'),
    on('networking.k8s.io', 'ingresses', 'create'),
    'shop',
  ),
  'rbac/anti-forensics': rights(on('events.k8s.io', 'events', 'deletecollection'), on('', 'events', 'create'), 'shop'),
  'rbac/system-configmaps': rights(
    on('', 'configmaps', 'update', 'coredns'),
    on('', 'configmaps', 'update', 'leader'),
    'kube-system',
  ),
  'rbac/gitops-write': {
    fails: { objects: holding([on('argoproj.io', 'applications', 'create')], 'argocd') },
    passes: { objects: holding([on('argoproj.io', 'applications', 'create')], 'shop') },
  },
  'rbac/secretstore-write': rights(
    on('external-secrets.io', 'externalsecrets', 'create'),
    on('external-secrets.io', 'externalsecrets', 'get list watch'),
    'shop',
  ),
  'rbac/policy-write': rights(
    on('kyverno.io', 'policyexceptions', 'create'),
    on('kyverno.io', 'policyexceptions', 'get'),
    'shop',
  ),
  'rbac/standard-role': { fails: { objects: standard('edit') }, passes: { objects: standard('view') } },
  'rbac/anonymous': subjects({ kind: 'User', name: 'system:anonymous' }, alice),
  'rbac/authenticated': subjects(group('system:authenticated'), group('developers')),
  'rbac/service-accounts-of-namespace': subjects(group('system:serviceaccounts:shop'), account('web')),
  'rbac/masters': subjects(group('system:masters'), group('administrators')),
  'rbac/default-service-account': subjects(account('default'), account('web')),
  'rbac/missing-service-account': subjects(account('gone'), account('web'), object(['v1', 'ServiceAccount', 'web'])),
  'rbac/bootstrap-subject': { fails: { objects: proxiers(alice) }, passes: { objects: proxiers() } },
  'rbac/dangling-role': {
    fails: { objects: holding([READ_PODS]).slice(1) },
    passes: { objects: holding([READ_PODS]) },
  },
  'rbac/empty-subjects': {
    fails: { objects: holding([READ_PODS], 'shop', []) },
    passes: { objects: holding([READ_PODS], 'shop') },
  },
};
