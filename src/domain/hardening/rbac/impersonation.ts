import type { KubeObject } from '../../../api/kube.ts';
import type { ProjectItem } from '../../../api/projects.ts';
import type { ImpersonationSpec } from '../../../api/rbac.ts';
import { IN_CLUSTER } from '../../argocd/project/clusters.ts';
import type { DestinationServiceAccount } from '../../argocd/resources.ts';
import { byText } from '../../order.ts';
import { ownedMetadata } from '../metadata.ts';
import { accountName, accountRoleName, bindingName } from './names.ts';
import { selectNamespaces } from './namespaces.ts';
import { normalRules, RBAC, role, roleBinding, serviceAccount } from './objects.ts';
import { generate, keysNamed, type Part, type RbacInput, type RbacObjects } from './part.ts';
import { PRESETS } from './presets.ts';
import { matchesWildcard } from './wildcard.ts';

/** A glob of Argo CD without separators against a text: util/glob. */
export type Matches = (pattern: string, text: string) => boolean;

export interface ImpersonationInput extends RbacInput {
  readonly matches: Matches;
}

/** As whom a project deploys in this cluster. */
export interface ProjectAccounts {
  readonly project: string;
  /** The ServiceAccount, of the same name in each of its namespaces. */
  readonly account: string;
  /** Those that are there, sorted. */
  readonly namespaces: readonly string[];
  /** Its destinations in this cluster: names and globs of namespaces, without `!`, sorted. */
  readonly patterns: readonly string[];
}

export interface GeneratedAccounts extends RbacObjects {
  readonly projects: readonly ProjectAccounts[];
}

const TENANT = normalRules(PRESETS.tenant.rules);

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted(byText((text) => text));

function accountsOf({ name: project, destinations }: ProjectItem, input: ImpersonationInput): ProjectAccounts {
  const { matches, namespaces } = input;
  const here = destinations.filter(
    ({ server, name }) =>
      (server !== undefined && matches(server, IN_CLUSTER.server)) ||
      (name !== undefined && matches(name, IN_CLUSTER.name)),
  );
  const globs = distinct(here.map(({ namespace }) => namespace));
  const select = (patterns: readonly string[]): readonly string[] =>
    selectNamespaces(patterns, undefined, namespaces, matches).namespaces;
  // Argo CD calls an entry with `!` invalid, also where it is a part of `[!a]`: ValidateProject of app_project_types.go.
  const patterns = distinct(globs.flatMap((glob) => (glob.includes('!') ? select([glob]) : [glob])));
  return { project, account: accountName(project), namespaces: select(globs), patterns };
}

const namesOf = (project: string): string[] => [
  `ServiceAccount/${accountName(project)}`,
  `Role/${accountRoleName(project)}`,
  `RoleBinding/${bindingName(accountRoleName(project))}`,
];

/** Which of the known keys are the accounts of these projects: they must stay while Applications use the project. */
export const keysOfAccounts = (projects: readonly string[], known: Iterable<string>): Set<string> =>
  keysNamed(projects.flatMap(namesOf), known);

/**
 * Without the policy as their owner: the project that deploys as these accounts outlives the policy, and without them each
 * of its syncs would fail.
 */
function objectsIn(namespace: string, { project, account }: ProjectAccounts, { owner }: RbacInput): KubeObject[] {
  const metadata = (name: string) => ownedMetadata(owner, { name, namespace, component: RBAC, outlives: true });
  const rights = role(metadata(accountRoleName(project)), TENANT);
  const binding = roleBinding(rights, [{ kind: 'ServiceAccount', name: account, namespace }]);
  return [serviceAccount(metadata(account)), rights, binding];
}

function partOf(accounts: ProjectAccounts, input: RbacInput): Part {
  const { project, account, namespaces } = accounts;
  return {
    kind: 'ServiceAccount',
    name: account,
    // With a dot, as no role of a policy has one in its name.
    role: 'impersonation.tenant',
    rules: TENANT,
    names: namesOf(project),
    namespaces,
    objectsIn: (namespace) => objectsIn(namespace, accounts, input),
  };
}

/**
 * For each project that deploys as accounts of its own, and each namespace that its destinations in this cluster match: a
 * ServiceAccount with what a tenant may do there. Reserved namespaces only where a destination names them.
 */
export function accountsFor(
  items: readonly ProjectItem[],
  { projects }: Pick<Readonly<ImpersonationSpec>, 'projects'>,
  input: ImpersonationInput,
): GeneratedAccounts {
  const all = items
    .filter(({ name }) => projects.some((pattern) => matchesWildcard(pattern, name)))
    .toSorted(byText(({ name }) => name))
    .map((item) => accountsOf(item, input));
  const parts = all.map((accounts) => partOf(accounts, input));
  return { ...generate(parts, 'spec.rbac.impersonation', input), projects: all };
}

/**
 * The namespaces in which a project can deploy as its account: those whose objects are all in place.
 *
 * @param isInPlace whether something is there under that key, as it should be
 */
export function readyNamespaces(
  { project, namespaces }: ProjectAccounts,
  isInPlace: (key: string) => boolean,
): Set<string> {
  const keysIn = (namespace: string): string[] => namesOf(project).map((name) => name.replace('/', `/${namespace}/`));
  return new Set(namespaces.filter((namespace) => keysIn(namespace).every(isInPlace)));
}

export interface DeployingAs {
  /** Ours, sorted: to be added after those of the item. */
  readonly entries: readonly DestinationServiceAccount[];
  /** Those of the item, then ours: the first that matches counts. */
  readonly all: readonly DestinationServiceAccount[];
  /** Namespaces of the project without all that its account needs: entries that are not there yet wait for them. */
  readonly pending: readonly string[];
}

const placeOf = ({ server, namespace = '' }: DestinationServiceAccount): string => JSON.stringify([server, namespace]);

/**
 * The `destinationServiceAccounts` of a project, since Argo CD 2.13. An account without a namespace is the one in the
 * destination namespace, so one entry does for each destination. Source: deriveServiceAccountToImpersonate in
 * controller/sync.go of 3.2.
 *
 * @param accounts undefined: the project deploys as the item says, and no other way
 * @param live what the project has now: an entry of ours stays there, whatever is missing, as without one all syncs fail
 */
export function destinationServiceAccountsFor(
  { destinationServiceAccounts: own }: Pick<ProjectItem, 'destinationServiceAccounts'>,
  accounts: ProjectAccounts | undefined,
  ready: ReadonlySet<string>,
  live: readonly DestinationServiceAccount[],
): DeployingAs {
  if (accounts === undefined) return { entries: [], all: own, pending: [] };
  const { account, namespaces, patterns } = accounts;
  const pending = namespaces.filter((namespace) => !ready.has(namespace));
  const isThere = (entry: DestinationServiceAccount): boolean =>
    live.some((other) => placeOf(other) === placeOf(entry) && other.defaultServiceAccount === account);
  // Two for the same place are invalid, and the second would never count.
  const taken = new Set(own.map(placeOf));
  const entries = patterns
    .map((namespace) => ({ server: IN_CLUSTER.server, namespace, defaultServiceAccount: account }))
    .filter((entry) => !taken.has(placeOf(entry)) && (pending.length === 0 || isThere(entry)));
  return { entries, all: [...own, ...entries], pending };
}
