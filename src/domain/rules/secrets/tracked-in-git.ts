import { type Found, objectRule } from '../../audit/rule.ts';
import type { AuditedSecret } from '../../audit/subjects.ts';
import { cap } from '../../text.ts';

/** Flux decrypts what SOPS has encrypted, and leaves no trace of it; a chart may make up its Secrets by itself. */
const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io/name';

function foundIn({ tracking, metadata: { labels = {} } }: AuditedSecret): Found | undefined {
  if (tracking?.by === 'ArgoCD')
    return {
      path: '',
      message: `Is deployed by the Application ${JSON.stringify(cap(tracking.id, 80))}: its data is in what Argo CD renders and caches, and in plain text in Git, unless a chart or plugin fills it in`,
    };
  if (tracking?.by !== 'Flux' || labels[KUSTOMIZATION] === undefined) return undefined;
  return {
    path: '',
    severity: 'medium',
    message: `Is deployed by the Kustomization ${JSON.stringify(cap(tracking.id, 80))}: its data is in plain text in Git, unless it is encrypted there with SOPS`,
  };
}

export const trackedInGit = objectRule({
  id: 'secrets/tracked-in-git',
  title: 'Secret comes from Git as it is',
  severity: 'high',
  subject: 'secret',
  reads: ['Secret metadata.annotations and metadata.labels of Argo CD and Flux', 'Secret metadata.managedFields'],
  why: 'A Secret in a manifest is encoded, not encrypted: everybody who can read the repository, its history or a copy of it has it, and it stays there when it has been changed. Found is each Secret that an Application or a Kustomization of Flux deploys itself; not found are those that External Secrets, Sealed Secrets and the like, cert-manager or a controller make, those that are deployed without data, and those of HelmReleases. That Flux decrypts one with SOPS cannot be seen, and makes it medium.',
  remedy:
    'Take the Secret out of Git and replace what it holds. Let External Secrets, Sealed Secrets or the Vault Secrets Operator make it in the cluster, or encrypt it with SOPS where Flux deploys it.',
  mapping: { cis: { '1.11': ['5.4.2'], '1.12': ['5.4.2'] } },
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/secret-management/',
    'https://fluxcd.io/flux/security/secrets-management/',
  ],
  asked: ({ audit }) => audit.secrets.read === 'Metadata',
  check(secret) {
    const kept = secret.managedBy !== undefined || secret.exempt !== undefined || secret.deployedEmpty === true;
    const found = kept ? undefined : foundIn(secret);
    return found === undefined ? [] : [found];
  },
});
