import type { KubeObject, NetworkPolicy } from '../api/kube.ts';
import type { Spec } from '../api/spec.ts';
import type { Facts } from './facts.ts';
import type { Desired } from './hardening/outcome.ts';
import type { Owner } from './ownership.ts';

/** All that the plan of one policy depends on. */
export interface PolicyInput {
  readonly owner: Owner;
  readonly spec: Spec;
  /** The policy is being deleted: whatever was emptied is put back, and nothing else is done. */
  readonly leaving: boolean;
  readonly facts: Facts;
  /** Objects labelled with this policy's uid, wherever they are. */
  readonly owned: readonly KubeObject[];
  /** What is there under a key, of the kinds that we generate. */
  readonly live: (key: string) => KubeObject | undefined;
  /** Fingerprints of what was applied, by object key: from the status, or from memory. */
  readonly applied: ReadonlyMap<string, string>;
  /** Fingerprints of the settings that were set, by id. */
  readonly settings: ReadonlyMap<string, string>;
  /** What was applied, by object key, as far as this process remembers. */
  readonly previous: ReadonlyMap<string, Desired>;
  /** Policies that were neutralised, as far as they are still there, wherever they are. */
  readonly emptied: readonly NetworkPolicy[];
  /** Their original rules, by object key, as remembered in the status. */
  readonly neutralised: ReadonlyMap<string, string>;
}
