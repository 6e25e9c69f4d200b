import type { KubeObject } from '../../api/kube.ts';
import type { Kind } from './kind.ts';

const FIELD = 'automountServiceAccountToken';

/**
 * Not `secrets` and `imagePullSecrets`: controllers write them (OpenShift adds both to every account, Kubernetes before
 * 1.24 added `secrets`), and neither lets the account do more: they name what is in its namespace already, for pods that
 * run as it.
 */
function canonical(object: KubeObject): Readonly<Record<typeof FIELD, unknown>> {
  const { [FIELD]: mounted } = object as KubeObject & { [FIELD]?: unknown };
  return { [FIELD]: mounted ?? true };
}

/** A token is mounted unless the account says otherwise: pkg/serviceaccount and the admission plugin of that name. */
export const serviceAccount: Kind = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  section: 'rbac',
  canonical,
  owned: [FIELD],
  immutable: [],
};
