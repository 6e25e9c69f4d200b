import test from 'ava';
import type { KubeObject, ManagedFields } from '../../../../../src/api/kube.ts';
import { object } from '../case.ts';
import { judge } from '../judge.ts';
import { tracked, workload } from './objects.ts';

const untracked = (...objects: readonly KubeObject[]): string[] =>
  judge('gitops/untracked-object', { objects }).map(
    ({ object: { kind, name }, severity }) => `${kind}/${name} ${severity}`,
  );

const owner = { apiVersion: 'apps/v1', kind: 'X', name: 'x', uid: 'u' };

test('what nothing tracks is found in namespaces that come from Git only', (t) => {
  const lone = workload('lone');
  t.deepEqual(untracked(lone), []);
  t.deepEqual(untracked(lone, tracked(workload('web'))), ['Deployment/lone medium']);
  const elsewhere = tracked(workload('web', { namespace: 'other' }));
  t.deepEqual(untracked(lone, elsewhere), []);
  const flux = { 'kustomize.toolkit.fluxcd.io/name': 'a', 'kustomize.toolkit.fluxcd.io/namespace': 'b' };
  t.deepEqual(untracked(lone, object(['v1', 'ConfigMap', 'web'], {}, { labels: flux })), ['Deployment/lone medium']);
  const system = { namespace: 'kube-system' };
  t.deepEqual(untracked(workload('coredns', system), tracked(workload('web', system))), []);
});

test('a namespace that only Helm deploys to is not from Git, and its releases are no strangers', (t) => {
  const helm = workload('web', {
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
  });
  t.deepEqual(untracked(workload('lone'), helm), []);
  t.deepEqual(untracked(tracked(workload('lone')), helm), []);
});

test('workloads and bindings are worse than what they use', (t) => {
  const rbac = 'rbac.authorization.k8s.io/v1';
  t.deepEqual(
    untracked(
      tracked(workload('web')),
      object(['v1', 'Pod', 'shell'], { spec: { containers: [] } }),
      object([rbac, 'RoleBinding', 'more'], { roleRef: {} }),
      object([rbac, 'Role', 'more']),
      object(['v1', 'Service', 'open'], { spec: {} }),
      object(['v1', 'ConfigMap', 'settings']),
      object(['networking.k8s.io/v1', 'Ingress', 'open'], { spec: {} }),
      object(['networking.k8s.io/v1', 'NetworkPolicy', 'open'], { spec: {} }),
      object(['v1', 'ServiceAccount', 'default']),
    ),
    [
      'Pod/shell medium',
      'RoleBinding/more medium',
      'Service/open low',
      'Ingress/open low',
      'ConfigMap/settings low',
      'NetworkPolicy/open low',
      'Role/more low',
    ],
  );
});

test('what something else keeps, and what comes with the cluster, is not found', (t) => {
  const labelled = (labels: Record<string, string>) => object(['v1', 'ConfigMap', 'x'], {}, { labels });
  t.deepEqual(
    untracked(
      tracked(workload('web')),
      object(['v1', 'ConfigMap', 'kube-root-ca.crt']),
      object(['v1', 'ConfigMap', 'istio-ca-root-cert']),
      object(['rbac.authorization.k8s.io/v1', 'RoleBinding', 'system:deployers'], { roleRef: {} }),
      object(['v1', 'Service', 'child'], { spec: {} }, { ownerReferences: [owner] }),
      labelled({ 'gitops-security.io/policy': 'p' }),
      labelled({ 'app.kubernetes.io/managed-by': 'kyverno' }),
    ),
    [],
  );
  t.deepEqual(untracked(tracked(workload('web')), labelled({ 'app.kubernetes.io/managed-by': 'Helm' })), [
    'ConfigMap/x low',
  ]);
  const place = { namespace: 'default' };
  const service = (name: string) => object(['v1', 'Service', name], { spec: {} }, place);
  t.deepEqual(untracked(tracked(workload('web', place)), service('kubernetes'), service('kubernetes2')), [
    'Service/kubernetes2 low',
  ]);
});

const RESTART = {
  'f:spec': { 'f:template': { 'f:metadata': { 'f:annotations': { 'f:kubectl.kubernetes.io/restartedAt': {} } } } },
};

function changed(raw: KubeObject, fieldsV1: object, rest: Partial<ManagedFields> = {}) {
  const entry = { manager: 'kubectl-edit', operation: 'Update', time: '2026-11-20T08:00:00Z', fieldsV1, ...rest };
  const managedFields = [entry as ManagedFields];
  return judge('gitops/changed-outside-git', {
    objects: [{ ...raw, metadata: { ...raw.metadata, managedFields } }],
  }).map(({ message, path, severity }) => ({ message, path, severity }));
}

test('tells who changed what, and the day if it was a person', (t) => {
  const replicas = { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } };
  t.deepEqual(changed(tracked(workload('web')), replicas), [
    {
      message:
        'Tracked by Argo CD\'s Application "shop", and changed by "kubectl-edit": spec.paused, spec.replicas on 2026-11-20.',
      path: 'spec.paused',
      severity: 'medium',
    },
  ]);
  t.is(
    changed(tracked(workload('web')), replicas, { manager: 'some-program' })[0]?.message,
    'Tracked by Argo CD\'s Application "shop", and changed by "some-program": spec.paused, spec.replicas.',
  );
  t.deepEqual(changed(tracked(workload('web')), RESTART, { manager: 'kubectl-rollout' }), [
    {
      message: 'Tracked by Argo CD\'s Application "shop", and restarted by "kubectl-rollout" on 2026-11-20.',
      path: 'spec.template.metadata.annotations["kubectl.kubernetes.io/restartedAt"]',
      severity: 'low',
    },
  ]);
});

test('a change of what guards something is high', (t) => {
  const rbac = 'rbac.authorization.k8s.io/v1';
  const severity = (raw: KubeObject, fields: object) => changed(tracked(raw), fields)[0]?.severity;
  t.is(severity(object([rbac, 'Role', 'r']), { 'f:rules': {} }), 'high');
  t.is(severity(object([rbac, 'RoleBinding', 'r'], { roleRef: {} }), { 'f:subjects': {} }), 'high');
  t.is(severity(object(['v1', 'ConfigMap', 'c']), { 'f:data': { 'f:a': {} } }), 'medium');
  const namespace = object(['v1', 'Namespace', 'shop'], {}, { namespace: undefined as unknown as string });
  const labelled = (label: string) => severity(namespace, { 'f:metadata': { 'f:labels': { [`f:${label}`]: {} } } });
  t.is(labelled('pod-security.kubernetes.io/enforce'), 'high');
  t.is(labelled('team'), 'medium');
});

test('what is not from Git is not changed outside of it', (t) => {
  const helm = workload('web', {
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
  });
  t.deepEqual(changed(helm, { 'f:spec': { 'f:replicas': {} } }), []);
  t.deepEqual(changed(workload('web'), { 'f:spec': { 'f:replicas': {} } }), []);
});

test('messages stay short, whatever the names', (t) => {
  const long = 'x'.repeat(120);
  const fields = { 'f:data': { [`f:${long}`]: {}, [`f:a.${long}`]: {}, [`f:b.${long}`]: {} } };
  const [found] = changed(tracked(workload('web'), long), fields, { manager: `kubectl-${long}` });
  t.true((found?.message.length ?? 999) <= 256);
});
