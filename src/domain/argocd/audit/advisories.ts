import type { Severity } from '../../../api/audit.ts';

/** A fault of Argo CD that was made public, and where it was corrected. */
export interface Advisory {
  readonly id: string;
  readonly cve?: string;
  readonly severity: Severity;
  /** What it lets whom do, in words that follow a colon. */
  readonly what: string;
  /** The first version that has it; absent where every older one does. */
  readonly since?: string;
  /** The first version without it, for each line that was corrected, the oldest first. Lines after the last never had it. */
  readonly fixed: readonly string[];
  /** What helps until it is corrected, as a sentence; empty where nothing does. */
  readonly meanwhile: string;
  /** A setting that takes the fault out of reach, and the value that does. */
  readonly unless?: { readonly setting: string; readonly value: string };
}

const OCTOBER_2026 = ['3.3.15', '3.4.10', '3.5.4'];
const SEPTEMBER_2025 = ['2.14.20', '3.0.19', '3.1.8'];
const WEBHOOKS = 'Set the secrets of webhooks, and let only the services that send them reach the server.';

/**
 * From the advisories and release notes of Argo CD, the records of CVE, and its source where these say less. Without those
 * of the manifests, as isolation is judged by what NetworkPolicies really let through, and those older than 2.8.
 */
export const ADVISORIES: readonly Advisory[] = [
  {
    id: 'GHSA-9v9p-x54c-58gc',
    cve: 'CVE-2026-113708',
    severity: 'critical',
    what: 'a Kustomize remote reference runs commands in the repo-server',
    fixed: OCTOBER_2026,
    meanwhile: 'Set kustomize.enable to "false" where it is not used, and restrict what the repo-server reaches.',
    unless: { setting: 'argocd-cm/kustomize.enable', value: 'false' },
  },
  {
    id: 'GHSA-fw5c-w8rc-j7fx',
    cve: 'CVE-2026-113709',
    severity: 'critical',
    what: 'a Helm configuration folder in a Kustomization runs commands in the repo-server',
    fixed: OCTOBER_2026,
    meanwhile: 'Set kustomize.enable to "false" where it is not used, and remove --enable-helm from its options.',
    unless: { setting: 'argocd-cm/kustomize.enable', value: 'false' },
  },
  {
    id: 'GHSA-m3vr-7329-44ww',
    cve: 'CVE-2026-113672',
    severity: 'critical',
    what: 'an import of Jsonnet reads files of the repo-server',
    fixed: OCTOBER_2026,
    meanwhile: 'Set jsonnet.enable to "false" where it is not used.',
    unless: { setting: 'argocd-cm/jsonnet.enable', value: 'false' },
  },
  {
    id: 'GHSA-fmxq-cgp8-87wp',
    cve: 'CVE-2026-77459',
    severity: 'critical',
    what: 'hooks that run before or after a deletion deploy what the project does not permit',
    fixed: OCTOBER_2026,
    meanwhile: 'Let projects deploy as accounts of their own, by impersonation.',
  },
  {
    id: 'GHSA-j6cw-g6p4-7hch',
    cve: 'CVE-2026-55797',
    severity: 'high',
    what: 'the proxy of an SSH repository runs commands in the repo-server',
    since: '2.11.0',
    fixed: OCTOBER_2026,
    meanwhile: 'Let only administrators write repositories, and look at the proxies of those that there are.',
  },
  {
    id: 'GHSA-4439-h7jw-5cjj',
    cve: 'CVE-2025-61560',
    severity: 'high',
    what: 'many logins at the same time are not slowed down, so that passwords can be guessed',
    fixed: OCTOBER_2026,
    meanwhile: 'Set admin.enabled to "false", and log in by single sign-on.',
  },
  {
    id: 'CVE-2026-77299',
    severity: 'low',
    what: 'a regular expression in sourceNamespaces or a setting takes all memory of Argo CD',
    fixed: ['3.4.14', '3.5.8', '3.6.2'],
    meanwhile: 'Let only administrators write projects.',
  },
  {
    id: 'GHSA-3v3m-wc6v-x4x3',
    cve: 'CVE-2026-42880',
    severity: 'critical',
    what: 'server-side diff shows Secrets to whoever may see the Application',
    since: '3.2.0',
    fixed: ['3.2.11', '3.3.9'],
    meanwhile: '',
  },
  {
    id: 'GHSA-wp4p-9pxh-cgx2',
    severity: 'high',
    what: 'a webhook that nobody has signed ends the server',
    fixed: SEPTEMBER_2025,
    meanwhile: WEBHOOKS,
  },
  {
    id: 'GHSA-gpx4-37g2-c8pv',
    severity: 'high',
    what: 'a webhook that nobody has signed ends the server',
    fixed: SEPTEMBER_2025,
    meanwhile: WEBHOOKS,
  },
  {
    id: 'GHSA-f9gq-prrc-hrhc',
    severity: 'high',
    what: 'a webhook that nobody has signed ends the server',
    fixed: SEPTEMBER_2025,
    meanwhile: WEBHOOKS,
  },
  {
    id: 'GHSA-786q-9hcg-v9ff',
    cve: 'CVE-2025-55190',
    severity: 'critical',
    what: 'whoever may get a project, as every token of it, reads the credentials of its repositories',
    since: '2.2.0',
    fixed: ['2.13.9', '2.14.16', '3.0.13', '3.1.2'],
    meanwhile: 'Delete tokens of projects that are not needed, and change the credentials of repositories.',
  },
  {
    id: 'GHSA-2hj5-g64g-fp6p',
    cve: 'CVE-2025-47933',
    severity: 'critical',
    what: 'the address of a repository runs a script in the browser of whoever looks at it',
    fixed: ['2.13.8', '2.14.13', '3.0.4'],
    meanwhile: 'Let only administrators write repositories.',
  },
  {
    id: 'GO-2025-3433',
    cve: 'CVE-2025-23216',
    severity: 'medium',
    what: 'an error of a patch shows the values of a Secret',
    fixed: ['2.11.13', '2.12.10', '2.13.4'],
    meanwhile: '',
  },
  {
    id: 'GO-2024-3006',
    cve: 'CVE-2024-41666',
    severity: 'medium',
    what: 'a terminal stays open when the right to it is taken away',
    fixed: ['2.9.21', '2.10.16', '2.11.7'],
    meanwhile: 'Set exec.enabled to "false".',
    unless: { setting: 'argocd-cm/exec.enabled', value: 'false' },
  },
  {
    id: 'GO-2024-3002',
    severity: 'high',
    what: 'a webhook takes all memory of the server',
    fixed: ['2.9.20', '2.10.15', '2.11.6'],
    meanwhile: WEBHOOKS,
  },
  {
    id: 'GHSA-9766-5277-j5hr',
    cve: 'CVE-2024-31989',
    severity: 'critical',
    what: 'Redis has no password, and whoever reaches it decides what is deployed',
    fixed: ['2.9.15', '2.10.10', '2.11.1'],
    meanwhile: 'Let only the server, the repo-server and the controller reach Redis.',
  },
  {
    id: 'CVE-2024-31990',
    severity: 'medium',
    what: 'the server lets Applications use projects whose sourceNamespaces do not permit it',
    since: '2.4.0',
    fixed: ['2.8.16', '2.9.12', '2.10.7'],
    meanwhile: '',
  },
  {
    id: 'CVE-2023-50726',
    severity: 'medium',
    what: 'whoever may create an Application deploys manifests that are in no repository',
    fixed: ['2.8.12', '2.9.8', '2.10.3'],
    meanwhile: 'Take the right to create Applications from those who must not override them.',
  },
];

/**
 * When a line gets no corrections any more, as it is not one of the three newest: midnight in UTC. Later ones by the plan of
 * Argo CD, docs/developer-guide/release-process-and-cadence.md.
 */
export const END_OF_LIFE: Readonly<Record<string, string>> = {
  '3.3': '2026-11-03',
  '3.4': '2027-02-02',
  '3.5': '2027-05-04',
  '3.6': '2027-08-03',
};

/** What is older than all of {@link END_OF_LIFE}, and has got no corrections for longer. */
export const FIRST_LISTED = '3.3';
