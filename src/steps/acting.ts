import type { KubeObject } from '../api/kube.ts';
import type { Memory } from './memory.ts';

/** For which policy something is written, and how far it may go. */
export interface Acting {
  readonly policy: KubeObject;
  readonly memory: Memory;
  readonly takeOwnership: boolean;
  /** Keys of what the policy takes over by name. */
  readonly claims: ReadonlySet<string>;
  readonly signal: AbortSignal;
}
