/** The names that this project writes on objects: part of its contract with those who select or ignore them. */

const GROUP = 'gitops-security.io';
export const POLICY_API_VERSION = `${GROUP}/v1alpha1`;
export const POLICY_KIND = 'GitOpsSecurityPolicy';

export const MANAGER = 'gitops-security-operator';

/** Of rules of others that were emptied: apart from ours, so that such an object is never taken for one of ours. */
export const NEUTRALISE_MANAGER = `${MANAGER}-neutralise`;

/**
 * Of one key of a ConfigMap of others. Each has a manager of its own: applying one key then says nothing about any
 * other, and a key that the policy drops stays as it is. Kubernetes permits 128 characters.
 */
export const settingManager = (id: string): string => `${MANAGER}/${id}`.slice(0, 128);

/** On an object whose rules were emptied: what they were, as JSON. */
export const ORIGINAL_RULES_ANNOTATION = `${GROUP}/original-rules`;

export const LABEL_MANAGED_BY = 'app.kubernetes.io/managed-by';
export const LABEL_POLICY = `${GROUP}/policy`;
/** With the field manager, what makes an object ours: a name can be given again, a uid cannot. */
export const LABEL_POLICY_UID = `${GROUP}/policy-uid`;
export const LABEL_COMPONENT = `${GROUP}/component`;

/** Argo CD neither shows an application as OutOfSync for an object with these, nor prunes the object. */
export const ARGO_CD_ANNOTATIONS = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Prune=false',
} as const;
