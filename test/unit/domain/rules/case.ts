import type { KubeObject } from '../../../../src/api/kube.ts';

/** Raw objects, as the API server stores them, and what the policy says of the audit. */
export interface RuleCase {
  readonly objects: readonly KubeObject[];
  /** `spec.audit`; the rest of it is by default. */
  readonly audit?: object;
  /** The rest of `spec`. */
  readonly spec?: object;
  /** RFC 3339; by default 2026-11-25. */
  readonly today?: string;
}

/** The smallest objects in which a rule finds something, and the same put right. */
export interface RuleCases {
  readonly fails: RuleCase;
  readonly passes: RuleCase;
}

export type CasesById = Readonly<Record<string, RuleCases>>;

type Metadata = Omit<Partial<KubeObject['metadata']>, 'namespace'> & { readonly namespace?: string | undefined };

/** An object with just what is given; it lies in namespace `shop` unless `namespace` is undefined. */
export function object(
  [apiVersion, kind, name]: readonly [apiVersion: string, kind: string, name: string],
  fields: object = {},
  given: Metadata = {},
): KubeObject {
  const { namespace, ...metadata } = { namespace: 'shop', ...given };
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata },
    ...fields,
  };
}
