import test from 'ava';
import type { KubeObject, ManagedFields, OwnerReference } from '../../../../src/api/kube.ts';
import { readSecret } from '../../../../src/domain/audit/read/secret.ts';
import { base64, privateKey } from '../semantics/secrets/planted.ts';

const NO_FIELDS = { labels: {}, annotations: {} };

const secret = (metadata: Partial<KubeObject['metadata']> = {}, rest: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'shop', namespace: 'shop', creationTimestamp: '2026-01-02T03:04:05Z', ...metadata },
  ...rest,
});

const owner = (apiVersion: string, kind: string, controller = true): OwnerReference => ({
  apiVersion,
  kind,
  name: 'shop',
  uid: '1',
  controller,
});

const KEPT: readonly (readonly [by: string | undefined, name: string, metadata: Partial<KubeObject['metadata']>])[] = [
  ['External Secrets', 'its label', { labels: { 'reconcile.external-secrets.io/managed': 'true' } }],
  ['External Secrets', 'its label of who made it', { labels: { 'reconcile.external-secrets.io/created-by': 'a1' } }],
  ['External Secrets', 'its hash', { annotations: { 'reconcile.external-secrets.io/data-hash': 'a1' } }],
  ['External Secrets', 'its owner', { ownerReferences: [owner('external-secrets.io/v1', 'ExternalSecret')] }],
  [
    'External Secrets',
    'its owner before v1',
    { ownerReferences: [owner('external-secrets.io/v1beta1', 'ExternalSecret')] },
  ],
  [
    undefined,
    'an owner of the same kind of another group',
    { ownerReferences: [owner('example.com/v1', 'ExternalSecret', false)] },
  ],
  [undefined, 'its label with another value', { labels: { 'reconcile.external-secrets.io/managed': 'false' } }],
  ['Sealed Secrets', 'its owner', { ownerReferences: [owner('bitnami.com/v1alpha1', 'SealedSecret')] }],
  ['Sealed Secrets', 'its mark', { annotations: { 'sealedsecrets.bitnami.com/managed': 'true' } }],
  ['Sealed Secrets', 'its mark of patches', { annotations: { 'sealedsecrets.bitnami.com/patch': 'true' } }],
  [undefined, 'its mark with another value', { annotations: { 'sealedsecrets.bitnami.com/managed': 'false' } }],
  ['SOPS', 'its owner', { ownerReferences: [owner('isindir.github.com/v1alpha3', 'SopsSecret')] }],
  ['SOPS', 'its mark', { annotations: { 'sopssecret/managed': 'true' } }],
  ['Vault Secrets Operator', 'its label', { labels: { 'app.kubernetes.io/managed-by': 'hashicorp-vso' } }],
  ['Vault Secrets Operator', 'its label of the owner', { labels: { 'secrets.hashicorp.com/vso-ownerRefUID': '1' } }],
  [
    'Vault Secrets Operator',
    'its owner',
    { ownerReferences: [owner('secrets.hashicorp.com/v1beta1', 'VaultPKISecret')] },
  ],
  [
    undefined,
    'an owner of a group that ends alike',
    { ownerReferences: [owner('my-secrets.hashicorp.com/v1', 'A', false)] },
  ],
  [undefined, 'labels of a chart', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }],
  [undefined, 'nothing', {}],
];

for (const [by, name, metadata] of KEPT)
  test(`kept by ${by ?? 'nobody'}: ${name}`, (t) => {
    t.is(readSecret(secret(metadata)).managedBy, by);
  });

const EXEMPT: readonly (readonly [by: string | undefined, metadata: Partial<KubeObject['metadata']>, type?: string])[] =
  [
    ['service account token', { annotations: { 'kubernetes.io/service-account.name': 'default' } }],
    ['service account token', {}, 'kubernetes.io/service-account-token'],
    ['Helm release', { name: 'sh.helm.release.v1.shop.v1', labels: { owner: 'helm' } }],
    [undefined, { name: 'sh.helm.release.v1.shop.v1' }],
    [undefined, { labels: { owner: 'helm' } }],
    ['Helm release', {}, 'helm.sh/release.v1'],
    ['cert-manager', { annotations: { 'cert-manager.io/certificate-name': 'shop' } }],
    ['cert-manager', { labels: { 'controller.cert-manager.io/fao': 'true' } }],
    ['Kubernetes', { name: 'bootstrap-token-abc123', namespace: 'kube-system' }],
    [undefined, { name: 'bootstrap-token-abc123' }],
    ['Kubernetes', { name: 'node-1.node-password.k3s', namespace: 'kube-system' }],
    ['Kubernetes', {}, 'bootstrap.kubernetes.io/token'],
    ['Sealed Secrets key', { labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' } }],
    ['its controller', { ownerReferences: [owner('acid.zalan.do/v1', 'postgresql')] }],
    [undefined, { ownerReferences: [owner('v1', 'ConfigMap', false)] }],
    [undefined, {}, 'Opaque'],
  ];

for (const [by, metadata, type] of EXEMPT)
  test(`made by ${by ?? 'a person'}: ${JSON.stringify(metadata)} ${type ?? ''}`, (t) => {
    t.is(readSecret(secret(metadata, type === undefined ? {} : { type })).exempt, by);
  });

const entry = (manager: string, time: string, fields: object): ManagedFields => ({
  manager,
  operation: 'Update',
  time,
  fieldsV1: { ...fields },
});
const DATA = { 'f:data': { 'f:a': {} } };
const LABELS = { 'f:metadata': { 'f:labels': {} } };

const CHANGED: readonly (readonly [name: string, changed: string, metadata: object])[] = [
  [
    'when it was made, where nobody owns its data',
    '2026-01-02T03:04:05Z',
    { managedFields: [entry('a', '2026-05-01T00:00:00Z', LABELS)] },
  ],
  [
    'when its data was written',
    '2026-04-01T00:00:00Z',
    { managedFields: [entry('a', '2026-04-01T00:00:00Z', DATA), entry('b', '2026-05-01T00:00:00Z', LABELS)] },
  ],
  [
    'the last of several',
    '2026-05-01T00:00:00Z',
    { managedFields: [entry('b', '2026-05-01T00:00:00Z', DATA), entry('a', '2026-04-01T00:00:00Z', DATA)] },
  ],
  [
    'when it was made, where that is later',
    '2026-01-02T03:04:05Z',
    { managedFields: [entry('a', '2025-04-01T00:00:00Z', DATA)] },
  ],
  ['nothing that is no time', '2026-01-02T03:04:05Z', { managedFields: [entry('a', 'yesterday', DATA)] }],
  ['nothing where nothing is known', '', { creationTimestamp: undefined }],
];

for (const [name, changed, metadata] of CHANGED)
  test(`changed: ${name}`, (t) => {
    t.is(readSecret(secret(metadata)).changed, changed);
  });

const tracked = (managedFields: readonly ManagedFields[]): KubeObject =>
  secret({ annotations: { 'argocd.argoproj.io/tracking-id': 'shop:/Secret:shop/shop' }, managedFields });

test('deployed empty: what tracks it wrote it, and none of its data', (t) => {
  const at = '2026-04-01T00:00:00Z';
  const isEmpty = (...entries: ManagedFields[]): boolean | undefined => readSecret(tracked(entries)).deployedEmpty;
  t.true(isEmpty(entry('argocd-controller', at, LABELS), entry('argocd-server', at, DATA)));
  t.is(isEmpty(entry('argocd-controller', at, DATA)), undefined);
  t.is(isEmpty(entry('argocd-application-controller', at, DATA), entry('argocd-controller', at, LABELS)), undefined);
  t.is(isEmpty(entry('somebody', at, LABELS)), undefined);
  t.is(isEmpty(), undefined);
  t.is(readSecret(secret({ managedFields: [entry('argocd-controller', at, LABELS)] })).deployedEmpty, undefined);
});

test('applied by hand: the annotation has data', (t) => {
  const applied = (copy: object) =>
    readSecret(secret({ annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(copy) } }));
  t.true(applied({ kind: 'Secret', data: { a: 'YQ==' } }).appliedByHand);
  t.false(applied({ kind: 'Secret', type: 'Opaque' }).appliedByHand);
  t.false(readSecret(secret()).appliedByHand);
});

test('sealed for: as its annotations say', (t) => {
  const sealed = (scope: string, value = 'true') =>
    readSecret(secret({ annotations: { [`sealedsecrets.bitnami.com/${scope}`]: value } })).sealedFor;
  t.is(sealed('cluster-wide'), 'cluster');
  t.is(sealed('namespace-wide'), 'namespace');
  t.is(sealed('cluster-wide', 'false'), undefined);
});

test('neither data nor annotations are kept', (t) => {
  const value = privateKey();
  const annotations = {
    a: value,
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { a: value } }),
  };
  const kept = JSON.stringify(
    readSecret(secret({ annotations }, { data: { a: base64(value) }, stringData: { a: value } })),
  );
  for (let at = 0; at + 8 <= value.length; at += 4)
    t.false(kept.includes(JSON.stringify(value.slice(at, at + 8)).slice(1, -1)));
  t.false(kept.includes('"annotations"'));
});

test('metadata that no API server lets pass does not make it throw', (t) => {
  const odd = [null, 'a', 1, [], [null], {}, { a: null }];
  for (const value of odd) {
    const metadata = {
      ...NO_FIELDS,
      name: 'a',
      labels: value,
      annotations: value,
      ownerReferences: value,
      managedFields: value,
    };
    t.notThrows(() => readSecret({ apiVersion: 'v1', kind: 'Secret', metadata } as unknown as KubeObject));
  }
});
