import { some } from '../../text.ts';
import { fault } from './faults.ts';
import type { LabelCheck, SecretCheck } from './setting.ts';

/**
 * Only argocd-cm: the RBAC policies are found by name, and argocd-cmd-params-cm by the kubelet. Source: initialize in
 * util/settings/settings.go, newInformer in util/rbac/rbac.go of Argo CD.
 */
export const LABELS: readonly LabelCheck[] = [
  {
    type: 'label',
    id: 'argocd-cm/label',
    configMap: 'argocd-cm',
    severity: 'high',
    reason: 'Argo CD does not see it, and what it says does not count',
    remedy: 'Label it app.kubernetes.io/part-of: argocd.',
  },
];

/** What webhooks of each provider prove themselves by. Source: util/settings/settings.go of Argo CD. */
const WEBHOOKS = [
  'webhook.azuredevops.password',
  'webhook.bitbucket.uuid',
  'webhook.bitbucketserver.secret',
  'webhook.github.secret',
  'webhook.gitlab.secret',
  'webhook.gogs.secret',
];

type SecretJudge = SecretCheck['judges']['strict'];

/** Argo CD takes what any provider would send: each one without a secret is open. */
const webhooks =
  (most: number): SecretJudge =>
  (secret) => {
    if (secret === undefined) return undefined;
    const { keys } = secret;
    if (keys === undefined) return 'unknown';
    const missing = WEBHOOKS.filter((name) => !keys.includes(name));
    return missing.length > most ? fault(`has no ${some(missing)}`) : undefined;
  };

const stillThere: SecretJudge = (secret) => secret && fault('still exists');

export const SECRETS: readonly SecretCheck[] = [
  {
    type: 'secret',
    id: 'argocd-secret/webhook',
    secret: 'argocd-secret',
    severity: 'medium',
    reason: 'whoever reaches the webhooks can have Applications refreshed, and repositories fetched',
    remedy: 'Set webhook.<provider>.secret for the provider that is used, and any value for the others.',
    judges: { recommended: webhooks(WEBHOOKS.length - 1), strict: webhooks(0) },
  },
  {
    type: 'secret',
    id: 'argocd-initial-admin-secret/present',
    secret: 'argocd-initial-admin-secret',
    severity: 'medium',
    reason: 'it holds the first password of the administrator, readable, and valid until it is changed',
    remedy: 'Change the password of admin, then delete the Secret.',
    judges: { recommended: stillThere, strict: stillThere },
  },
  {
    type: 'secret',
    id: 'argocd-repo-server-mtls/absent',
    secret: 'argocd-repo-server-mtls',
    since: '3.5.0',
    severity: 'medium',
    reason: 'the repo-server takes requests from whoever reaches it, without a client certificate',
    remedy: 'Create it with client-ca.crt, client.crt and client.key; see mtls.md of Argo CD.',
    judges: { strict: (secret) => (secret === undefined ? fault('does not exist') : undefined) },
  },
];
