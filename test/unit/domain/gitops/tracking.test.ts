import test from 'ava';
import fc from 'fast-check';
import type { KubeObject, ObjectMeta } from '../../../../src/api/kube.ts';
import { trackingOf } from '../../../../src/domain/gitops/tracking.ts';

const deployment = (metadata: Partial<ObjectMeta>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'shop', name: 'web', ...metadata },
});

const argo = (id: string): Partial<ObjectMeta> => ({ annotations: { 'argocd.argoproj.io/tracking-id': id } });

const flux = (sort: 'kustomize' | 'helm'): Partial<ObjectMeta> => ({
  labels: { [`${sort}.toolkit.fluxcd.io/name`]: 'shop', [`${sort}.toolkit.fluxcd.io/namespace`]: 'flux-system' },
});

const helm: Partial<ObjectMeta> = {
  labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'web' },
  annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
};

test('Argo CD tracks an object by an annotation that names this very object', (t) => {
  const tracked = (id: string) => trackingOf(deployment(argo(id)))?.id;
  t.deepEqual(trackingOf(deployment(argo('shop:apps/Deployment:shop/web'))), { by: 'ArgoCD', id: 'shop' });
  t.is(tracked('team_shop:apps/Deployment:shop/web'), 'team/shop');
  t.is(tracked('shop:extensions/Deployment:shop/web'), 'shop');
  for (const other of [
    'shop:apps/Deployment:shop/db',
    'shop:apps/Deployment:other/web',
    'shop:apps/StatefulSet:shop/web',
    'shop:batch/Deployment:shop/web',
    'shop:/Deployment:shop/web',
    'shop:apps/Deployment:shop/web/x',
    'shop:apps/x/Deployment:shop/web',
    'shop:apps/Deployment',
    ':apps/Deployment:shop/web',
    'no application at all:apps/Deployment:shop/web',
    'a_b_c:apps/Deployment:shop/web',
    'shop',
  ])
    t.is(tracked(other), undefined, other);
});

test('what is in no namespace carries that of its Application, and a name may have colons', (t) => {
  const role = (id: string): KubeObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:shop', ...argo(id) },
  });
  t.is(trackingOf(role('shop:rbac.authorization.k8s.io/ClusterRole:shop/system:shop'))?.id, 'shop');
  t.is(trackingOf(role('shop:rbac.authorization.k8s.io/ClusterRole:/system:shop'))?.id, 'shop');
  t.is(trackingOf(role('shop:rbac.authorization.k8s.io/ClusterRole:/system:other')), undefined);
  const core: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'shop', name: 'web', ...argo('shop:/ConfigMap:shop/web') },
  };
  t.is(trackingOf(core)?.id, 'shop');
});

test('the label of charts is no evidence, until Argo CD has written to the object', (t) => {
  const labels = { 'app.kubernetes.io/instance': 'shop' };
  const by = (manager: string) => deployment({ labels, managedFields: [{ manager, operation: 'Update' }] });
  t.is(trackingOf(deployment({ labels })), undefined);
  t.is(trackingOf(by('helm')), undefined);
  t.deepEqual(trackingOf(by('argocd-controller')), { by: 'ArgoCD', id: 'shop' });
  t.deepEqual(trackingOf(by('argocd-application-controller')), { by: 'ArgoCD', id: 'shop' });
  t.deepEqual(trackingOf(deployment({ labels: { 'argocd.argoproj.io/instance': 'shop' } })), {
    by: 'ArgoCD',
    id: 'shop',
  });
  t.is(trackingOf(deployment({ ...argo('x:apps/Deployment:shop/db'), labels })), undefined);
});

test('Flux tracks by two labels of a group, Helm by two annotations and a label', (t) => {
  t.deepEqual(trackingOf(deployment(flux('kustomize'))), { by: 'Flux', id: 'flux-system/shop' });
  t.deepEqual(trackingOf(deployment({ ...helm, ...flux('helm') })), { by: 'Flux', id: 'flux-system/shop' });
  t.is(trackingOf(deployment({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } })), undefined);
  t.deepEqual(trackingOf(deployment(helm)), { by: 'Helm', id: 'shop/web' });
  t.is(trackingOf(deployment({ labels: helm.labels ?? {} })), undefined);
  t.is(trackingOf(deployment({ annotations: helm.annotations ?? {} })), undefined);
});

test('labels that a controller copied are no evidence', (t) => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u' };
  const made = (controller: boolean) =>
    trackingOf(deployment({ ...flux('kustomize'), ownerReferences: [{ ...owner, controller }] }));
  t.is(made(true), undefined);
  t.is(made(false)?.by, 'Flux');
});

test('nothing that an object holds makes it throw', (t) => {
  const keys = fc.constantFrom('labels', 'annotations', 'managedFields', 'ownerReferences', 'name', 'namespace');
  fc.assert(
    fc.property(fc.dictionary(keys, fc.jsonValue()), (metadata) => {
      trackingOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata } as unknown as KubeObject);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ':', '/', '_'), maxLength: 12 }), (id) => {
      trackingOf(deployment(argo(id)));
    }),
  );
  t.pass();
});
