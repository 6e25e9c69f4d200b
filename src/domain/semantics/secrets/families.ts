import type { Severity } from '../../../api/audit.ts';

interface Family {
  /** With its article, as it stands behind "what looks like". */
  readonly title: string;
  readonly severity: Severity;
}

/**
 * What a plaintext credential may be, by the id that an exposure has. Of two that are in one field, the one that stands
 * first is told.
 */
const FAMILIES = {
  'gcp-service-account': { title: 'a key of a Google Cloud service account', severity: 'critical' },
  kubeconfig: { title: 'a kubeconfig with a key or a token', severity: 'critical' },
  'private-key': { title: 'a private key', severity: 'critical' },
  'age-key': { title: 'a private key of age', severity: 'critical' },
  'aws-access-key': { title: 'an access key of AWS', severity: 'critical' },
  'aws-secret-key': { title: 'a secret access key of AWS', severity: 'critical' },
  'azure-client-secret': { title: 'a client secret of Azure', severity: 'critical' },
  'kubernetes-secret': { title: 'the manifest of a Secret with its data', severity: 'high' },
  'docker-config': { title: 'a login to a container registry', severity: 'high' },
  'gcp-api-key': { title: 'an API key of Google Cloud', severity: 'high' },
  'github-token': { title: 'a token of GitHub', severity: 'high' },
  'gitlab-token': { title: 'a token of GitLab', severity: 'high' },
  'npm-token': { title: 'a token of npm', severity: 'high' },
  'slack-token': { title: 'a token or webhook of Slack', severity: 'high' },
  'stripe-key': { title: 'an API key of Stripe', severity: 'high' },
  'vault-token': { title: 'a token of Vault', severity: 'high' },
  jwt: { title: 'a JSON Web Token', severity: 'high' },
  'url-password': { title: 'a URL with a password or token', severity: 'high' },
  'http-login': { title: 'a login for HTTP', severity: 'high' },
  dsn: { title: 'a connection string with a password', severity: 'high' },
  'argocd-inline-secret': { title: 'a client secret of the identity provider', severity: 'high' },
  'last-applied-secret': { title: 'a copy of the Secret with its data', severity: 'medium' },
  generic: { title: 'a password or token', severity: 'medium' },
  'too-large': { title: 'more than is looked through', severity: 'low' },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyId = keyof typeof FAMILIES;

const RANK: ReadonlyMap<string, number> = new Map(Object.keys(FAMILIES).map((id, index) => [id, index]));

/** Which of them is to be told where there are several. */
export const gravest = (ids: readonly FamilyId[]): FamilyId | undefined =>
  ids.toSorted((one, other) => (RANK.get(one) ?? 0) - (RANK.get(other) ?? 0))[0];

const isFamily = (id: string): id is FamilyId => RANK.has(id);

/** What is to be said of the family of an exposure; of one that is not known, what fits all. */
export const familyOf = (id: string): Family =>
  isFamily(id) ? FAMILIES[id] : { title: 'a credential', severity: 'high' };
