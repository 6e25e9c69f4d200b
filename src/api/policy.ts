import type { Spec } from './spec.ts';
import type { Status } from './status.ts';

/** The names under which the custom resource is served, and the marks it leaves on objects. */

export const GROUP = 'gitops-security.io';
export const VERSION = 'v1alpha1';
export const API_VERSION = `${GROUP}/${VERSION}`;
export const KIND = 'GitOpsSecurityPolicy';
export const LIST_KIND = `${KIND}List`;
export const PLURAL = 'gitopssecuritypolicies';
export const SINGULAR = 'gitopssecuritypolicy';
export const SHORT_NAME = 'gsp';

/** Labels of every object that the operator generates: the policy by name and uid, and the component it protects. */
export const POLICY_LABEL = `${GROUP}/policy`;
export const POLICY_UID_LABEL = `${GROUP}/policy-uid`;
export const COMPONENT_LABEL = `${GROUP}/component`;

/** Set to any new value to have the policy reconciled now; echoed in `status.lastHandledReconcileAt`. */
export const RECONCILE_ANNOTATION = `reconcile.${GROUP}/requestedAt`;

/** Present only while NetworkPolicies are held neutralised, so that they are put back before the policy goes. */
export const NEUTRALISED_FINALIZER = `${GROUP}/neutralised-policies`;

/** A GitOpsSecurityPolicy as the rest of the operator knows it: parsed, with every default filled in. */
export interface Policy {
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  /** RFC 3339, as the API server wrote it. */
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly finalizers: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Spec;
  /** Absent before the first report, and when what was found there is not a status. */
  readonly status?: Status;
}
