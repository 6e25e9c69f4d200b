import { objectRule, type RuleContext } from '../../audit/rule.ts';
import type { AuditedSecret } from '../../audit/subjects.ts';

/** Argo CD writes these itself: what they hold is made up in the cluster. */
const OF_ARGO_CD: ReadonlySet<string> = new Set(['argocd-secret', 'argocd-initial-admin-secret', 'argocd-redis']);

const isOfArgoCD = ({ metadata: { name, namespace } }: AuditedSecret, { spec }: RuleContext): boolean =>
  namespace === spec.argocd.namespace && OF_ARGO_CD.has(name);

export const unmanaged = objectRule({
  id: 'secrets/unmanaged',
  title: 'Secret is not kept by a store of secrets',
  severity: 'medium',
  subject: 'secret',
  reads: ['Secret metadata.labels, annotations and ownerReferences'],
  why: 'What nobody keeps, nobody replaces, restores or knows who has seen. Found is each Secret without a mark of External Secrets, Sealed Secrets, SOPS or the Vault Secrets Operator, while the policy says requireManaged; not found are tokens of ServiceAccounts and bootstrap tokens, releases of Helm, certificates of cert-manager, what a controller owns, and what Argo CD makes up for itself. Whoever may write the Secret may write the marks, too. A Secret that Flux decrypts with SOPS has no mark: make an exception for it.',
  remedy: 'Put what it holds into the store of secrets, and let its operator make the Secret.',
  mapping: { cis: { '1.11': ['5.4.2'], '1.12': ['5.4.2'] } },
  sources: ['https://kubernetes.io/docs/concepts/security/secrets-good-practices/'],
  asked: ({ audit: { secrets } }) => secrets.read === 'Metadata' && secrets.requireManaged,
  check: (secret, context) =>
    secret.managedBy !== undefined || secret.exempt !== undefined || isOfArgoCD(secret, context)
      ? []
      : [{ path: '', message: 'Nothing says that a store of secrets keeps it' }],
});
