import type { KubeObject } from '../../api/kube.ts';
import type { Section } from '../section.ts';

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
  /** The part of the policy that asks for objects of this kind. */
  readonly section: Section;
  /**
   * The content by top-level field, with every default written out and every absent list as an empty one, so that
   * equal meaning is equal data. What it leaves out is never compared: everything that can widen access must be in it.
   * Must not throw, whatever the object holds.
   */
  readonly canonical: (object: KubeObject) => Readonly<Record<string, unknown>>;
  /** Top-level fields that every object of ours sends: who applied one of them applied the object. */
  readonly owned: readonly string[];
  /** Top-level fields that the API server refuses to change: such a difference is healed by delete and create. */
  readonly immutable: readonly string[];
  /** What to send: ours, with what others keep in the fields that only we may write. */
  readonly carry?: (object: KubeObject, live: KubeObject) => KubeObject;
}
