import type { ObjectMeta } from '../../api/kube.ts';
import {
  ARGO_CD_ANNOTATIONS,
  LABEL_COMPONENT,
  LABEL_MANAGED_BY,
  LABEL_POLICY,
  LABEL_POLICY_UID,
  MANAGER,
  POLICY_API_VERSION,
  POLICY_KIND,
} from '../marks.ts';
import type { Owner } from '../ownership.ts';

interface Identity {
  readonly name: string;
  readonly namespace: string;
  /** What the object is for: a component of Argo CD, or `namespace`, `project`, `rbac`. */
  readonly component: string;
  /**
   * Whether it goes with the policy. What Applications need to go on must not: without its project, or the account
   * that it deploys as, nothing is synced any more.
   */
  readonly outlives?: boolean;
}

/** The metadata of an object that is generated for a policy: marks, and by default the policy as its owner. */
export function ownedMetadata(owner: Owner, { name, namespace, component, outlives = false }: Identity): ObjectMeta {
  const reference = {
    apiVersion: POLICY_API_VERSION,
    kind: POLICY_KIND,
    name: owner.name,
    uid: owner.uid,
    controller: true,
    blockOwnerDeletion: false,
  };
  return {
    name,
    namespace,
    labels: {
      [LABEL_MANAGED_BY]: MANAGER,
      [LABEL_COMPONENT]: component,
      [LABEL_POLICY]: owner.name,
      [LABEL_POLICY_UID]: owner.uid,
    },
    annotations: ARGO_CD_ANNOTATIONS,
    ...(!outlives && { ownerReferences: [reference] }),
  };
}
