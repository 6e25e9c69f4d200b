import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { object, type RuleCase } from '../case.ts';
import { judge, ruleOf } from '../judge.ts';
import { spec as specSchema } from '../../../../../src/api/spec.ts';
import type { RuleContext } from '../../../../../src/domain/audit/rule.ts';

const secret = (metadata: Partial<KubeObject['metadata']> = {}): KubeObject =>
  object(['v1', 'Secret', 'shop'], {}, metadata);

const given = (raw: KubeObject, secrets: object = {}): RuleCase => ({
  objects: [raw],
  audit: { secrets: { read: 'Metadata', ...secrets } },
});

const byArgoCD = { 'argocd.argoproj.io/tracking-id': 'shop:/Secret:shop/shop' };
const byKustomization = {
  'kustomize.toolkit.fluxcd.io/name': 'shop',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
};
const byHelmRelease = { 'helm.toolkit.fluxcd.io/name': 'shop', 'helm.toolkit.fluxcd.io/namespace': 'flux-system' };

test('tracked in Git: by Argo CD high, by a Kustomization medium, by a HelmRelease not', (t) => {
  const found = (metadata: Partial<KubeObject['metadata']>): string[] =>
    judge('secrets/tracked-in-git', given(secret(metadata))).map(({ severity, message }) => `${severity}: ${message}`);
  t.deepEqual(found({ annotations: byArgoCD }), [
    'high: Is deployed by the Application "shop": its data is in what Argo CD renders and caches, and in plain text in Git, unless a chart or plugin fills it in',
  ]);
  t.deepEqual(found({ labels: byKustomization }), [
    'medium: Is deployed by the Kustomization "flux-system/shop": its data is in plain text in Git, unless it is encrypted there with SOPS',
  ]);
  t.deepEqual(found({ labels: byHelmRelease }), []);
  t.deepEqual(found({}), []);
});

test('tracked in Git: not what a token controller or others fill in', (t) => {
  const found = (metadata: Partial<KubeObject['metadata']>) =>
    judge('secrets/tracked-in-git', given(secret(metadata))).length;
  t.is(found({ annotations: { ...byArgoCD, 'kubernetes.io/service-account.name': 'shop' } }), 0);
  const managedFields = [
    { manager: 'argocd-controller', fieldsV1: { 'f:type': {} } },
    { manager: 'argocd-server', fieldsV1: { 'f:data': {} } },
  ];
  t.is(found({ annotations: byArgoCD, managedFields }), 0);
  t.is(found({ annotations: byArgoCD, managedFields: managedFields.slice(1) }), 1);
});

test('applied by hand: Argo CD is told to apply at the server', (t) => {
  const copy = { 'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"Secret","data":{"a":"Yg=="}}' };
  const remedy = (annotations: KubeObject['metadata']['annotations']): string | undefined =>
    judge('secrets/applied-by-hand', given(secret({ annotations: { ...annotations } })))[0]?.remedy;
  t.regex(remedy(copy) ?? '', /kubectl create/);
  t.regex(remedy({ ...copy, ...byArgoCD }) ?? '', /ServerSideApply=true/);
});

test('unmanaged: not what Argo CD makes up for itself, in its namespace', (t) => {
  const found = (name: string, namespace: string): number =>
    judge('secrets/unmanaged', given(secret({ name, namespace }), { requireManaged: true })).length;
  for (const name of ['argocd-secret', 'argocd-initial-admin-secret', 'argocd-redis']) {
    t.is(found(name, 'argocd'), 0, name);
    t.is(found(name, 'shop'), 1, name);
  }
  t.is(found('shop', 'argocd'), 1);
});

test('stale: the day counts, and the words stay the same the day after', (t) => {
  const found = (metadata: Partial<KubeObject['metadata']>, today: string): string | undefined =>
    judge('secrets/stale', { ...given(secret(metadata), { maxAgeDays: 1 }), today })[0]?.message;
  const metadata = { creationTimestamp: '2026-11-20T12:00:00Z' };
  const message = 'Its data was last written on 2026-11-20, which is more than 1 day ago';
  t.is(found(metadata, '2026-11-22'), undefined);
  t.is(found(metadata, '2026-11-23'), message);
  t.is(found(metadata, '2026-11-30'), message);
  t.is(found({}, '2026-11-23'), 'Its data was last written at a time that is not known, which is more than 1 day ago');
});

test('stale: what is replaced by itself is not, and what is not is, though a controller made it', (t) => {
  const found = (metadata: Partial<KubeObject['metadata']>): number =>
    judge(
      'secrets/stale',
      given(secret({ creationTimestamp: '2020-01-01T00:00:00Z', ...metadata }), { maxAgeDays: 90 }),
    ).length;
  t.is(found({ annotations: { 'cert-manager.io/certificate-name': 'shop' } }), 0);
  t.is(found({ name: 'sh.helm.release.v1.shop.v1', labels: { owner: 'helm' } }), 0);
  t.is(found({ annotations: { 'kubernetes.io/service-account.name': 'shop' } }), 1);
  t.is(
    found({ ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Db', name: 'a', uid: '1', controller: true }] }),
    1,
  );
  t.is(found({ labels: { 'reconcile.external-secrets.io/managed': 'true' } }), 1);
});

test('sealed for a namespace is low, and of no interest on a Secret that nobody sealed', (t) => {
  const found = (annotations: Record<string, string>): string[] =>
    judge('secrets/cluster-wide-sealed-secret', given(secret({ annotations }))).map(({ severity }) => severity);
  const managed = { 'sealedsecrets.bitnami.com/managed': 'true' };
  t.deepEqual(found({ ...managed, 'sealedsecrets.bitnami.com/namespace-wide': 'true' }), ['low']);
  t.deepEqual(found({ ...managed, 'sealedsecrets.bitnami.com/cluster-wide': 'true' }), ['medium']);
  t.deepEqual(found({ 'sealedsecrets.bitnami.com/cluster-wide': 'true' }), []);
});

test('what a policy does not ask for is not judged', (t) => {
  const asked = (id: string, secrets: object): boolean | undefined => {
    const spec = specSchema.parse({ audit: { secrets } }) as RuleContext['spec'];
    return ruleOf(`secrets/${id}`).asked?.(spec);
  };
  for (const id of ['tracked-in-git', 'applied-by-hand', 'cluster-wide-sealed-secret', 'unmanaged', 'stale'])
    t.false(asked(id, { requireManaged: true, maxAgeDays: 1 }), id);
  for (const id of ['tracked-in-git', 'applied-by-hand', 'cluster-wide-sealed-secret'])
    t.true(asked(id, { read: 'Metadata' }), id);
  for (const id of ['unmanaged', 'stale']) t.false(asked(id, { read: 'Metadata' }), id);
  t.true(asked('unmanaged', { read: 'Metadata', requireManaged: true }));
  t.true(asked('stale', { read: 'Metadata', maxAgeDays: 1 }));
  t.is(asked('plaintext-in-config-map', {}), undefined);
});
