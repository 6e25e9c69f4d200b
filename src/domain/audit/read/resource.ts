import type { KubeObject } from '../../../api/kube.ts';
import { type Fields, fieldsOf } from '../../semantics/unknown.ts';
import type { AuditedResource } from '../subjects.ts';
import { readSeen } from './seen.ts';

type Shape = { readonly [field: string]: true | Shape };

const REFERENCE: Shape = { kind: true, name: true, namespace: true };
const VERIFICATION: Shape = { mode: true, provider: true, secretRef: { name: true } };

/**
 * The fields of Flux's objects that rules read, of every kind. What may hold secrets is none of them: `values` of a
 * HelmRelease, `postBuild` of a Kustomization, patches, proxies. Source: the API types of source-controller v1.10,
 * kustomize-controller v1.10 and helm-controller v1.7.
 */
const READ: Shape = {
  ref: { branch: true, tag: true, semver: true, name: true, commit: true, digest: true },
  verify: VERIFICATION,
  insecure: true,
  type: true,
  passCredentials: true,
  serviceAccountName: true,
  kubeConfig: { secretRef: { name: true }, configMapRef: { name: true } },
  sourceRef: REFERENCE,
  chartRef: REFERENCE,
  chart: { kind: true, spec: { version: true, sourceRef: REFERENCE, verify: VERIFICATION } },
  version: true,
  prune: true,
  suspend: true,
  driftDetection: { mode: true },
};

const isScalar = (value: unknown): boolean => ['string', 'boolean', 'number'].includes(typeof value);

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Those fields of a shape that are there: texts, numbers and booleans, and objects of them. */
function pick(from: Fields, shape: Shape): Fields {
  const kept: Record<string, unknown> = {};
  for (const [field, below] of Object.entries(shape)) {
    const value = from[field];
    if (below === true && isScalar(value)) kept[field] = value;
    else if (below !== true && isObject(value)) kept[field] = pick(value, below);
  }
  return kept;
}

const HOST = /^([-A-Za-z0-9.]+|\[[0-9A-Fa-f:.]+\])(:\d+)?$/;

/**
 * The scheme and host of a URL, without what may be credentials: before the host, and after it. Of one that is not
 * written as it should be, the scheme alone; undefined for what has none.
 */
function publicPart(url: string): string | undefined {
  const [, scheme, rest = ''] = /^([a-z][-a-z0-9+.]*:\/\/)(.*)$/is.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  const authority = /^[^/?#\\]*/.exec(rest)?.[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const isPlain = HOST.test(host) && !rest.slice(authority.length).includes('@');
  return isPlain ? `${scheme}${host}` : scheme;
}

/** How many identities a verification accepts signatures of: who they are does not matter to rules. */
function identitiesOf({ verify }: Fields): number {
  const identities = fieldsOf(verify)?.['matchOIDCIdentity'];
  return Array.isArray(identities) ? identities.length : 0;
}

/**
 * What is kept of a custom resource of Flux; `spec.identities` stands for `spec.verify.matchOIDCIdentity`. Must not throw,
 * whatever it holds.
 */
export function readResource(raw: KubeObject & { readonly spec?: unknown }): AuditedResource {
  const from = fieldsOf(raw.spec) ?? {};
  const url = typeof from['url'] === 'string' ? publicPart(from['url']) : undefined;
  return {
    ...readSeen(raw),
    spec: {
      ...pick(from, READ),
      ...(url !== undefined && { url }),
      ...(isObject(from['verify']) && { identities: identitiesOf(from) }),
    },
  };
}
