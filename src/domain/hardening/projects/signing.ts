import type { ConfigMap, Workload } from '../../../api/kube.ts';
import type { ProjectItem } from '../../../api/projects.ts';
import type { AppProjectSpec, SourceIntegrityPolicy } from '../../argocd/resources.ts';

type Signing = Pick<AppProjectSpec, 'signatureKeys' | 'sourceIntegrity'>;
export type SigningForm =
  { readonly ok: true; readonly signing: Signing } | { readonly ok: false; readonly message: string };

/** What a project says of signatures, in the policy or in the cluster. */
export interface Asked {
  readonly signatureKeys: readonly { readonly keyID: string }[];
  readonly sourceIntegrity?: { readonly git: { readonly policies: readonly SourceIntegrityPolicy[] } } | undefined;
}

const policiesOf = ({ sourceIntegrity }: Asked): readonly SourceIntegrityPolicy[] =>
  sourceIntegrity?.git.policies ?? [];

const keysOf = (item: ProjectItem): string[] => [
  ...item.signatureKeys.map(({ keyID }) => keyID),
  ...policiesOf(item).flatMap(({ gpg }) => gpg?.keys ?? []),
];

/** Whether anything of the project has to be signed. */
export const asksForSignatures = (item: ProjectItem): boolean => keysOf(item).length > 0;

/** Globs of source integrity know no separators: one star is every repository (util/sourceintegrity of Argo CD). */
const EVERY_REPOSITORY = [{ url: '*' }];

function inForce(item: Asked): SourceIntegrityPolicy[] {
  const keys = item.signatureKeys.map(({ keyID }) => keyID);
  const all = { repos: EVERY_REPOSITORY, gpg: { mode: 'head', keys } };
  return policiesOf(item).length > 0 || keys.length === 0 ? [...policiesOf(item)] : [all];
}

/** The keys of the only policy, where it says no more than the older field can. */
function asKeys(policies: readonly SourceIntegrityPolicy[]): readonly string[] | undefined {
  const [policy] = policies;
  const isAll = policy?.repos.length === 1 && policy.repos[0]?.url === '*';
  return policies.length === 1 && isAll && policy.gpg?.mode === 'head' ? (policy.gpg.keys ?? []) : undefined;
}

/**
 * What a project says of signatures, in the form that the installed Argo CD honours: `sourceIntegrity` from 3.5 on,
 * where `signatureKeys` are deprecated and ignored beside it, and `signatureKeys` before.
 *
 * @param integrity whether the installed CRD knows `sourceIntegrity`
 */
export function signingForm(item: ProjectItem, integrity: boolean): SigningForm {
  const policies = inForce(item);
  if (integrity) return { ok: true, signing: policies.length === 0 ? {} : { sourceIntegrity: { git: { policies } } } };
  if (policiesOf(item).length === 0) return { ok: true, signing: { signatureKeys: item.signatureKeys } };
  const keys = asKeys(policies);
  if (keys !== undefined) return { ok: true, signing: { signatureKeys: keys.map((keyID) => ({ keyID })) } };
  const message =
    'sourceIntegrity with several policies, or other modes than head, needs Argo CD 3.5: use signatureKeys';
  return { ok: false, message };
}

const KEYRING = 'argocd-gpg-keys-cm';

/** The keyring names keys by their last 16 digits, in upper case (util/gpg of Argo CD). */
const shortId = (key: string): string => key.slice(-16).toUpperCase();

/** Keys that are asked for and that Argo CD does not have: commits signed with them would all be refused. */
export function missingKeys(item: ProjectItem, configMaps: readonly ConfigMap[]): string[] {
  const keyring = configMaps.find(({ metadata }) => metadata.name === KEYRING);
  const known = new Set(Object.keys(keyring?.data ?? {}).map(shortId));
  return [...new Set(keysOf(item))].filter((key) => !known.has(shortId(key))).toSorted();
}

/** Workloads of Argo CD in which signatures are not looked at. Source: util/gpg and util/sourceintegrity. */
export function withoutGpg(workloads: readonly Workload[]): string[] {
  const isOff = ({ spec }: Workload): boolean =>
    spec.template.spec.containers.some(({ env }) =>
      env?.some(({ name, value }) => name === 'ARGOCD_GPG_ENABLED' && /^(false|no)$/i.test(value ?? '')),
    );
  return workloads.filter(isOff).map(({ metadata }) => metadata.name);
}

/**
 * Repositories of a project that no policy covers: what comes from there need not be signed.
 *
 * @param matches a glob without separators against a text
 */
export function uncovered(
  item: Asked,
  repositories: readonly string[],
  matches: (glob: string, text: string) => boolean,
): string[] {
  const policies = inForce(item).filter(({ gpg }) => gpg !== undefined && gpg.mode !== 'none');
  if (policies.length === 0) return [];
  const covers = ({ repos }: SourceIntegrityPolicy, repository: string): boolean =>
    repos.some(({ url }) => !url.startsWith('!') && (url === repository || matches(url, repository))) &&
    !repos.some(({ url }) => url.startsWith('!') && matches(url.slice(1), repository));
  return repositories.filter((repository) => !policies.some((policy) => covers(policy, repository)));
}
