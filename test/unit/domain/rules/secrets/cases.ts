import type { KubeObject } from '../../../../../src/api/kube.ts';
import { base64 } from '../../semantics/secrets/planted.ts';
import { type CasesById, object, type RuleCase } from '../case.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const configMap = (data: object, name = 'shop'): KubeObject => object(['v1', 'ConfigMap', name], { data });

const deployment = (env: object): KubeObject =>
  object(['apps/v1', 'Deployment', 'shop'], {
    spec: { template: { spec: { containers: [{ name: 'app', env: [env] }] } } },
  });

const application = (kind: string, spec: object): KubeObject =>
  object(['argoproj.io/v1alpha1', kind, 'shop'], { spec });

const source = (parameter: object): object => ({
  repoURL: 'https://git.example.com/shop.git',
  helm: { parameters: [parameter] },
});

const release = (values: object): KubeObject =>
  object(['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'shop'], { spec: { values } });

const secret = (metadata: Partial<KubeObject['metadata']>): KubeObject =>
  object(['v1', 'Secret', 'shop'], {}, metadata);

const read = (object: KubeObject, more: object = {}): RuleCase => ({
  objects: [object],
  audit: { secrets: { read: 'Metadata', ...more } },
});

const tracking = { 'argocd.argoproj.io/tracking-id': 'shop:/Secret:shop/shop' };
const kept = { 'reconcile.external-secrets.io/managed': 'true' };
const sealed = { 'sealedsecrets.bitnami.com/managed': 'true' };
const applied = (copy: object): Record<string, string> => ({ [LAST_APPLIED]: JSON.stringify(copy) });

export const cases: CasesById = {
  'secrets/plaintext-in-config-map': {
    fails: { objects: [configMap({ 'application.yaml': 'db:\n  password: hunter2\n' })] },
    passes: { objects: [configMap({ 'application.yaml': 'db:\n  password: ${DB_PASSWORD}\n' })] },
  },
  'secrets/plaintext-in-workload': {
    fails: { objects: [deployment({ name: 'DB_PASSWORD', value: 'hunter2' })] },
    passes: {
      objects: [deployment({ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } })],
    },
  },
  'secrets/plaintext-in-annotation': {
    fails: { objects: [object(['v1', 'Service', 'shop'], {}, { annotations: { 'example.com/password': 'hunter2' } })] },
    passes: {
      objects: [object(['v1', 'Service', 'shop'], {}, { annotations: { 'example.com/password-secret': 'shop' } })],
    },
  },
  'secrets/plaintext-in-application': {
    fails: { objects: [application('Application', { source: source({ name: 'db.password', value: 'hunter2' }) })] },
    passes: {
      objects: [application('Application', { source: source({ name: 'db.existingSecret', value: 'shop-db' }) })],
    },
  },
  'secrets/plaintext-in-application-set': {
    fails: {
      objects: [application('ApplicationSet', { generators: [{ list: { elements: [{ password: 'hunter2' }] } }] })],
    },
    passes: {
      objects: [
        application('ApplicationSet', {
          template: { spec: { source: source({ name: 'password', value: '{{ .password }}' }) } },
        }),
      ],
    },
  },
  'secrets/plaintext-in-flux-resource': {
    fails: { objects: [release({ db: { password: 'hunter2' } })] },
    passes: { objects: [release({ db: { existingSecret: 'shop-db' } })] },
  },
  'secrets/argocd-inline-client-secret': {
    fails: { objects: [configMap({ 'oidc.config': 'clientSecret: hunter2' }, 'argocd-cm')] },
    passes: { objects: [configMap({ 'oidc.config': 'clientSecret: $oidc.clientSecret' }, 'argocd-cm')] },
  },
  'secrets/tracked-in-git': {
    fails: read(secret({ annotations: tracking })),
    passes: read(secret({ annotations: tracking, labels: kept })),
  },
  'secrets/applied-by-hand': {
    fails: read(secret({ annotations: applied({ kind: 'Secret', data: { a: base64('hunter2') } }) })),
    passes: read(secret({ annotations: applied({ kind: 'Secret', type: 'Opaque' }) })),
  },
  'secrets/unmanaged': {
    fails: read(secret({}), { requireManaged: true }),
    passes: read(secret({ labels: kept }), { requireManaged: true }),
  },
  'secrets/stale': {
    fails: read(secret({ creationTimestamp: '2026-08-26T00:00:00Z' }), { maxAgeDays: 90 }),
    passes: read(secret({ creationTimestamp: '2026-08-27T00:00:00Z' }), { maxAgeDays: 90 }),
  },
  'secrets/cluster-wide-sealed-secret': {
    fails: read(secret({ annotations: { ...sealed, 'sealedsecrets.bitnami.com/cluster-wide': 'true' } })),
    passes: read(secret({ annotations: sealed })),
  },
};
