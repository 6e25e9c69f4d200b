import { kubectl } from './kubectl.ts';
import type { ControlPlane } from './controlplane.ts';

const NAMESPACE = 'gitops-security';
const NAME = 'gitops-security-operator';

/** Who the operator is, in an API server's audit log. */
export const OPERATOR_USER = `system:serviceaccount:${NAMESPACE}:${NAME}`;

/** Applies an overlay of config/ to a cluster; what it names must exist. */
export async function applyOverlay(
  { kubeconfig }: ControlPlane,
  overlay: 'audit' | 'enforce' | 'grants' | 'secrets',
): Promise<void> {
  await kubectl(kubeconfig, ['apply', '--server-side', '--force-conflicts', '-k', `config/${overlay}`]);
}

/** A kubeconfig with the rights that the overlays applied so far grant. */
export async function operatorKubeconfig(cluster: ControlPlane): Promise<string> {
  return cluster.serviceAccountKubeconfig(NAMESPACE, NAME);
}
