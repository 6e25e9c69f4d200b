import type { KubeObject } from '../../api/kube.ts';

/** One place where an object is not as it should be. */
export interface Difference {
  /** As people write it: `spec.ingress[0].from`. Empty for the whole object. */
  readonly path: string;
  /** Undefined means that it should not be there. */
  readonly wanted: unknown;
  /** Undefined means that it is not there. */
  readonly found: unknown;
}

/** What is known about a kind that we generate: how to tell two objects of it apart that mean different things. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /**
   * The content with every default written out and every absent list as an empty one, so that equal meaning is equal
   * data. What it leaves out is never compared: everything that can widen access must be in it. Must not throw,
   * whatever the object holds.
   */
  readonly canonical: (object: KubeObject) => unknown;
  /** Top-level paths that the API server refuses to change: such a difference is healed by delete and create. */
  readonly immutable: readonly string[];
}
