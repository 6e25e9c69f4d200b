import type { KubeObject, NetworkPolicy } from '../../api/kube.ts';

export interface Desired<T extends KubeObject = KubeObject> {
  readonly object: T;
  /** A component of Argo CD, or what else the object is for: `namespace`, `project`, `rbac`. */
  readonly component: string;
}

export type DesiredPolicy = Desired<NetworkPolicy>;

/**
 * - `APIServerUnknown`: its pods need the API server, whose address is not known.
 * - `HostNetworkClient`: a component on the host's network must reach it, whose address no selector can name.
 * - `ComponentUnprotected`: it would cut a component of Argo CD whose own policy cannot be generated.
 * - `ArgoCDNotFound`: nothing in the namespace is Argo CD, so that it may well be the wrong one.
 */
export type BlockedReason = 'APIServerUnknown' | 'HostNetworkClient' | 'ComponentUnprotected' | 'ArgoCDNotFound';

/** An object that cannot be generated now. What is live under its name is to be left as it is. */
export interface Blocked {
  readonly namespace: string;
  readonly name: string;
  readonly component: string;
  readonly blocked: BlockedReason;
}

export type Outcome = DesiredPolicy | Blocked;
