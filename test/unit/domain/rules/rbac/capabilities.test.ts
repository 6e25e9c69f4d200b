import test from 'ava';
import type { PolicyRule } from '../../../../../src/api/kube.ts';
import { brief, findings } from './found.ts';
import { holding, on } from './scenes.ts';

const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const CLUSTER = 'the cluster';

/** What is found where somebody holds rules: in the whole cluster, or in a namespace. */
const foundBy = (rules: readonly PolicyRule[], where: string): string =>
  findings(holding(rules, where === CLUSTER ? undefined : where))
    .map(brief)
    .toSorted()
    .join(', ');

type Case = [rule: PolicyRule | PolicyRule[], inCluster: string, inNamespace: string];

function judged(title: string, cases: readonly Case[]): void {
  for (const [given, inCluster, inNamespace] of cases) {
    const rules = Array.isArray(given) ? given : [given];
    const text = rules
      .map(({ apiGroups = [], resources = [], verbs, resourceNames = [] }) =>
        [`${verbs.join()} ${resources.join()}`, apiGroups.join() || 'core', ...resourceNames].join(' '),
      )
      .join('; ');
    test(`${title}: ${text}`, (t) => {
      t.is(foundBy(rules, CLUSTER), inCluster);
      t.is(foundBy(rules, 'shop'), inNamespace);
    });
  }
}

judged('by how far it reaches', [
  [on('*', '*', '*'), 'critical all', 'high all'],
  [[on('*', '*', 'get list watch'), on('*', '*', 'create update patch delete')], 'critical all', 'high all'],
  [[on('*', '*', '*'), { nonResourceURLs: ['*'], verbs: ['*'] }], 'critical cluster-admin-equivalent', 'high all'],
  [on(RBAC, 'roles', 'escalate'), 'critical escalate', 'high escalate'],
  [on(RBAC, 'clusterroles', 'escalate'), 'critical escalate', ''],
  [on(RBAC, 'clusterroles', 'bind'), 'critical bind', 'high bind'],
  [on(RBAC, 'rolebindings', 'patch'), 'high write-rbac', 'medium write-rbac'],
  [on(RBAC, 'clusterrolebindings', 'create'), 'high write-rbac', ''],
  [on('', 'users', 'impersonate'), 'critical impersonate', ''],
  [on('', 'groups', 'impersonate'), 'critical impersonate', ''],
  [on('', 'serviceaccounts', 'impersonate'), 'critical impersonate', 'critical impersonate'],
  [on('authentication.k8s.io', 'userextras/scopes', 'impersonate'), 'high impersonate', ''],
  [on('authentication.k8s.io', 'uids', 'impersonate'), 'high impersonate', ''],
  [
    on('authentication.k8s.io', 'serviceaccounts', 'impersonate:serviceaccount'),
    'high impersonate',
    'high impersonate',
  ],
  [on('', 'secrets', 'list'), 'critical secrets-read', 'high secrets-read'],
  [on('', 'secrets', 'watch'), 'critical secrets-read', 'high secrets-read'],
  [on('', 'secrets', 'delete'), 'high secrets-write', 'medium secrets-write'],
  [on('', 'serviceaccounts/token', 'create'), 'critical sa-token', 'high sa-token'],
  [on('batch', 'cronjobs', 'update'), 'high pod-create', 'high pod-create'],
  [on('', 'replicationcontrollers', 'create'), 'high pod-create', 'high pod-create'],
  [on('', 'pods/attach', 'get'), 'high pod-exec', 'high pod-exec'],
  [on('', 'pods/ephemeralcontainers', 'patch'), 'high pod-exec', 'high pod-exec'],
  [on('', 'services/proxy pods/portforward', 'create'), 'medium pod-exec', 'medium pod-exec'],
  [on('', 'nodes/proxy', 'get'), 'critical node-proxy', ''],
  [on('', 'nodes', 'delete'), 'high node-write', ''],
  [on(CERTIFICATES, 'signers', 'sign'), 'critical csr', ''],
  [on(CERTIFICATES, 'certificatesigningrequests/approval', 'patch'), 'high csr', ''],
  [
    [on(CERTIFICATES, 'certificatesigningrequests/approval', 'update'), on(CERTIFICATES, 'signers', 'approve')],
    'critical csr',
    '',
  ],
  [on(ADMISSION, 'mutatingwebhookconfigurations', 'patch'), 'critical webhooks', ''],
  [on(ADMISSION, 'validatingadmissionpolicybindings', 'delete'), 'critical webhooks', ''],
  [on(ADMISSION, 'mutatingadmissionpolicies', 'create'), 'critical webhooks', ''],
  [on('', 'persistentvolumes', 'create'), 'high pv-create', ''],
  [on('', 'namespaces', 'update'), 'high namespace-labels', 'medium namespace-labels'],
  [on('apiextensions.k8s.io', 'customresourcedefinitions', 'delete'), 'high crd-apiservice', ''],
  [on('discovery.k8s.io', 'endpointslices', 'update'), 'medium netpol-write', 'medium netpol-write'],
  [on('policy.networking.k8s.io', 'clusternetworkpolicies', 'create'), 'medium netpol-write', ''],
  [on('cilium.io', 'ciliumclusterwidenetworkpolicies', 'create'), 'medium netpol-write', ''],
  [on('', 'events', 'delete'), 'medium anti-forensics', 'medium anti-forensics'],
  [on('', 'configmaps', 'patch'), 'high gitops-write, high system-configmaps', ''],
  [on('argoproj.io', 'appprojects', 'patch'), 'critical gitops-write', ''],
  [on('external-secrets.io', 'pushsecrets', 'create'), 'high secretstore-write', 'high secretstore-write'],
  [on('external-secrets.io', 'clustersecretstores', 'patch'), 'high secretstore-write', ''],
  [on('bitnami.com', 'sealedsecrets', 'update'), 'high secretstore-write', 'high secretstore-write'],
  [on('kyverno.io', 'clusterpolicies', 'delete'), 'high policy-write', ''],
  [on('policies.kyverno.io', 'validatingpolicies', 'delete'), 'high policy-write', ''],
  [on('policies.kyverno.io', 'namespacedmutatingpolicies', 'delete'), 'high policy-write', 'high policy-write'],
  [on('templates.gatekeeper.sh', 'constrainttemplates', 'patch'), 'high policy-write', ''],
  [on('secrets.hashicorp.com', 'vaultstaticsecrets', 'create'), 'high secretstore-write', 'high secretstore-write'],
  [on('constraints.gatekeeper.sh', 'k8srequiredlabels', 'delete'), 'high policy-write', ''],
  [on('gitops-security.io', 'gitopssecuritypolicies', 'patch'), 'high policy-write', ''],
]);

judged('what the authorizer takes for it, and what it does not', [
  [on('', '*/exec', 'create'), 'high pod-exec', 'high pod-exec'],
  [on('', '*/token', 'create'), 'critical sa-token', 'high sa-token'],
  [on('', '*/ephemeralcontainers', 'update'), 'high pod-exec', 'high pod-exec'],
  [on('', '*/proxy', 'get'), 'critical node-proxy, medium pod-exec', 'medium pod-exec'],
  [on(CERTIFICATES, '*/approval', 'update'), 'high csr', ''],
  [on('', 'pods/* nodes/* serviceaccounts/* */*', 'create get'), '', ''],
  [on('apps', 'pods secrets', '*'), 'high wildcard-verb', 'medium wildcard-verb'],
  [on('apps', 'pods secrets', 'get create update patch delete'), '', ''],
  [on('', 'configmaps pods services', 'get list watch'), '', ''],
  [on('', 'nodes/proxy', 'list watch'), '', ''],
  [on('', 'pods/log', 'delete deletecollection'), '', ''],
  [on('policies.kyverno.io', 'validatingpolicies/status', 'patch'), '', ''],
  [on('argoproj.io', 'applications/status', 'patch'), '', ''],
  [on('bitnami.com', '*', 'create'), 'high secretstore-write', 'high secretstore-write'],
  [on('', 'bindings', 'escalate bind impersonate approve'), '', ''],
]);

judged('wildcards', [
  [on('', 'services', '*'), 'high wildcard-verb', 'medium wildcard-verb'],
  [on('', 'services', '*', 'web'), 'medium wildcard-verb', 'low wildcard-verb'],
  [on('autoscaling', '*', 'delete'), 'high wildcard-resource', 'medium wildcard-resource'],
  [on('autoscaling', '*', 'get list'), 'medium wildcard-resource', 'low wildcard-resource'],
  [on('*', 'ingresses', 'delete'), 'high wildcard-group', 'medium wildcard-group'],
  [on('*', 'ingresses', 'get'), 'medium wildcard-group', 'low wildcard-group'],
  [on('*', '*/scale', 'get update'), '', ''],
  [on('cert-manager.io', '*', '*'), '', ''],
  [on('cert-manager.io', '*', '*', 'x'), '', ''],
  [
    { apiGroups: ['cert-manager.io', 'apps'], resources: ['controllerrevisions'], verbs: ['*'] },
    'high wildcard-verb',
    'medium wildcard-verb',
  ],
  [
    [on('autoscaling', '*', 'get'), on('autoscaling', '*', 'delete')],
    'high wildcard-resource',
    'medium wildcard-resource',
  ],
  [
    on('*', '*', 'list watch'),
    'critical secrets-read, medium wildcard-resource',
    'high secrets-read, low wildcard-resource',
  ],
]);

judged('names of objects', [
  [on('', 'secrets', 'get update patch delete', 'own'), '', ''],
  [on('', 'secrets', 'list', 'own'), 'high secrets-read', 'medium secrets-read'],
  [on('', 'secrets', 'watch', 'own'), 'high secrets-read', 'medium secrets-read'],
  [[on('', 'secrets', 'get', 'own'), on('', 'secrets', 'get')], 'critical secrets-read', 'high secrets-read'],
  [on('', 'secrets', 'create', 'own'), 'high gitops-write, high secrets-write', 'medium secrets-write'],
  [on('', 'events', 'delete', 'own'), '', ''],
  [on('', 'events', 'deletecollection', 'own'), 'medium anti-forensics', 'medium anti-forensics'],
  [on('', 'pods', 'create', 'own'), 'high pod-create', 'high pod-create'],
  [on('apps', 'deployments', 'patch', 'own'), 'medium pod-create', 'medium pod-create'],
  [on('', 'serviceaccounts/token', 'create', 'own'), 'high sa-token', 'medium sa-token'],
  [on(RBAC, 'clusterroles', 'escalate', 'own'), 'critical escalate', ''],
  [on(RBAC, 'clusterroles', 'bind', 'view'), 'high bind', 'medium bind'],
  [on(RBAC, 'clusterroles', 'bind', 'view', 'cluster-admin'), 'critical bind', 'high bind'],
  [on('', 'serviceaccounts', 'impersonate', 'own'), 'high impersonate', 'high impersonate'],
  [on('', 'groups', 'impersonate', 'developers', 'system:masters'), 'critical impersonate', ''],
  [on('', 'groups', 'impersonate', 'kubeadm:cluster-admins'), 'critical impersonate', ''],
  [on(ADMISSION, 'validatingwebhookconfigurations', 'update', 'own'), 'high webhooks', ''],
  [on(CERTIFICATES, 'signers', 'approve', 'example.com/own'), '', ''],
  [on(CERTIFICATES, 'signers', 'approve', 'kubernetes.io/*'), 'critical csr', ''],
  [on(CERTIFICATES, 'signers', 'approve', 'example.com/own', 'kubernetes.io/kubelet-serving'), 'critical csr', ''],
  [on('', 'configmaps', 'update', 'leader'), '', ''],
  [on('', 'configmaps', 'update', 'coredns'), 'high system-configmaps', ''],
  [on('', 'configmaps', 'update', 'argocd-rbac-cm'), 'high gitops-write, high system-configmaps', ''],
  [on('', 'nodes', 'patch', 'own'), 'medium node-write', ''],
]);

const places: [where: string, rule: PolicyRule, expected: string][] = [
  ['kube-system', on('', 'secrets', 'get'), 'critical secrets-read'],
  ['kube-system', on('', 'serviceaccounts/token', 'create'), 'critical sa-token'],
  ['kube-system', on('', 'configmaps', 'update'), 'high system-configmaps'],
  ['kube-system', on('', 'nodes/proxy', 'get'), ''],
  ['kube-system', on('*', '*', '*'), 'critical all'],
  ['argocd', on('', 'configmaps', 'patch'), 'critical gitops-write, high system-configmaps'],
  ['argocd', on('', 'configmaps', 'patch', 'argocd-cmd-params-cm'), 'high system-configmaps'],
  ['argocd', on('', 'secrets', 'update'), 'critical gitops-write, medium secrets-write'],
  ['argocd', on('', 'secrets', 'patch', 'argocd-secret'), 'critical gitops-write'],
  ['argocd', on('', 'secrets', 'patch', 'own'), ''],
  ['argocd', on('', 'secrets', 'get'), 'high secrets-read'],
  ['argocd', on('argoproj.io', 'applicationsets', 'update'), 'critical gitops-write'],
  ['argocd', on('argoproj.io', 'applications', 'patch', 'own'), 'high gitops-write'],
  ['argocd', on('argoproj.io', 'appprojects', 'patch', 'own'), 'critical gitops-write'],
  ['argocd', on('argoproj.io', 'applications', 'get list watch delete'), ''],
];

for (const [where, rule, expected] of places)
  test(`in ${where} ${rule.verbs.join()} ${rule.resources?.join()} ${rule.resourceNames?.join() ?? ''}`, (t) => {
    t.is(foundBy([rule], where), expected);
  });

test('the namespace of Argo CD is the one that the policy names', (t) => {
  const objects = holding([on('argoproj.io', 'applications', 'create')], 'gitops');
  t.deepEqual(findings(objects, { argocd: { namespace: 'gitops' } }).map(brief), ['critical gitops-write']);
  t.deepEqual(findings(objects), []);
});
