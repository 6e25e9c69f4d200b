import type { Marks } from './marks.ts';

type Test = (marks: Marks) => boolean;

const EXTERNAL = 'reconcile.external-secrets.io';
const SEALED = 'sealedsecrets.bitnami.com';
const VAULT = 'secrets.hashicorp.com';

const ownedBy =
  (...kinds: readonly string[]): Test =>
  ({ owners }) =>
    owners.some(({ kind }) => kinds.includes(kind));

/** Of any kind of a group of custom resources. */
const ownedIn =
  (group: string): Test =>
  ({ owners }) =>
    owners.some(({ kind }) => kind.endsWith(`.${group}`));

const any =
  (...tests: readonly Test[]): Test =>
  (marks) =>
    tests.some((test) => test(marks));

const isExternal: Test = any(
  ({ labels }) => labels[`${EXTERNAL}/managed`] === 'true' || labels[`${EXTERNAL}/created-by`] !== undefined,
  ({ annotations }) => annotations[`${EXTERNAL}/data-hash`] !== undefined,
  ownedBy('ExternalSecret.external-secrets.io'),
);

/** Where the controller is told not to own the Secret, it is to be told so that it may write it at all. */
const isSealed: Test = any(
  ownedBy('SealedSecret.bitnami.com'),
  ({ annotations }) => annotations[`${SEALED}/managed`] === 'true' || annotations[`${SEALED}/patch`] === 'true',
);

const isOfVault: Test = any(
  ownedIn(VAULT),
  ({ labels }) =>
    labels[`${VAULT}/vso-ownerRefUID`] !== undefined || labels['app.kubernetes.io/managed-by'] === 'hashicorp-vso',
);

const isOfSops: Test = any(
  ownedIn('isindir.github.com'),
  ({ annotations }) => annotations['sopssecret/managed'] === 'true',
);

const KEEPERS: readonly (readonly [name: string, test: Test])[] = [
  ['External Secrets', isExternal],
  ['Sealed Secrets', isSealed],
  ['SOPS', isOfSops],
  ['Vault Secrets Operator', isOfVault],
];

/**
 * Who keeps a Secret in accordance with a store of secrets outside the cluster, or with ciphertext; undefined where
 * nothing says that anybody does. A Secret that Flux decrypts with SOPS does not show it.
 *
 * Sources: external-secrets, apis/externalsecrets/v1; sealed-secrets, pkg/apis/sealedsecrets/v1alpha1 and
 * pkg/controller; the documentation of the Vault Secrets Operator and of sops-secrets-operator.
 */
export const keeperOf = (marks: Marks): string | undefined => KEEPERS.find(([, test]) => test(marks))?.[0];

const has =
  (...keys: readonly string[]): Test =>
  ({ annotations, labels }) =>
    keys.some((key) => annotations[key] !== undefined || labels[key] !== undefined);

const ofType =
  (...types: readonly string[]): Test =>
  ({ type }) =>
    type !== undefined && types.includes(type);

const isRelease: Test = ({ name, labels }) => name.startsWith('sh.helm.release.v1.') && labels['owner'] === 'helm';

const isOfKubernetes: Test = ({ name, namespace }) =>
  namespace === 'kube-system' &&
  (/^bootstrap-token-[a-z0-9]{6}$/.test(name) || /\.node-password\.(?:k3s|rke2)$/.test(name));

/** The type is told only of a Secret that was asked for whole; names and marks say the same. */
const MADE_BY: readonly (readonly [name: string, test: Test])[] = [
  [
    'service account token',
    any(ofType('kubernetes.io/service-account-token'), has('kubernetes.io/service-account.name')),
  ],
  ['Helm release', any(ofType('helm.sh/release.v1'), isRelease)],
  ['cert-manager', has('cert-manager.io/certificate-name', 'controller.cert-manager.io/fao')],
  ['Kubernetes', any(ofType('bootstrap.kubernetes.io/token'), isOfKubernetes)],
  ['Sealed Secrets key', has(`${SEALED}/sealed-secrets-key`)],
  ['its controller', ({ owners }) => owners.some(({ controls }) => controls)],
];

/**
 * What makes a Secret of its own accord, so that nobody has to keep it: a part of Kubernetes, or a controller. Undefined
 * for one that a person must have made. Sources: core/v1 Secret types; Helm, pkg/storage/driver; cert-manager,
 * pkg/apis/certmanager/v1; k3s, pkg/nodepassword.
 */
export const makerOf = (marks: Marks): string | undefined => MADE_BY.find(([, test]) => test(marks))?.[0];

/** Whom a SealedSecret was sealed for, where that is more than one name: kubeseal marks the Secret, too. */
export function sealedFor({ annotations }: Marks): 'cluster' | 'namespace' | undefined {
  if (annotations[`${SEALED}/cluster-wide`] === 'true') return 'cluster';
  return annotations[`${SEALED}/namespace-wide`] === 'true' ? 'namespace' : undefined;
}
