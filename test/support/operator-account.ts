import { kubectl } from './kubectl.ts';
import type { ControlPlane } from './controlplane.ts';

const NAMESPACE = 'gitops-security';
const NAME = 'gitops-security-operator';

/** Who the operator is, in an API server's audit log. */
export const OPERATOR_USER = `system:serviceaccount:${NAMESPACE}:${NAME}`;
/** Every ServiceAccount is in these. */
export const OPERATOR_GROUPS = [
  'system:serviceaccounts',
  `system:serviceaccounts:${NAMESPACE}`,
  'system:authenticated',
] as const;

/** A folder of config/ that can be applied. */
export type Overlay = 'audit' | 'enforce' | 'grants' | 'secrets' | 'cluster-secrets';

/** Applies an overlay of config/ to a cluster; what it names must exist. */
export async function applyOverlay({ kubeconfig }: ControlPlane, overlay: Overlay): Promise<void> {
  await kubectl(kubeconfig, ['apply', '--server-side', '--force-conflicts', '-k', `config/${overlay}`]);
}

/** A kubeconfig with the rights that the overlays applied so far grant. */
export async function operatorKubeconfig(cluster: ControlPlane): Promise<string> {
  return cluster.serviceAccountKubeconfig(NAMESPACE, NAME);
}
