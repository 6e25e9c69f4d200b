import type { KubeObject, Role, RoleBinding } from '../api/kube.ts';
import type { ProjectItem } from '../api/projects.ts';
import { IN_CLUSTER } from './argocd/project/clusters.ts';
import { matchesGlob } from './argocd/project/glob.ts';
import type { DestinationServiceAccount } from './argocd/resources.ts';
import type { Access, Facts } from './facts.ts';
import { gapText, type ImpersonationGap, impersonationGaps } from './hardening/rbac/gaps.ts';
import {
  destinationServiceAccountsFor,
  type DeployingAs,
  type ProjectAccounts,
  readyNamespaces,
} from './hardening/rbac/impersonation.ts';
import { accountName } from './hardening/rbac/names.ts';
import { planRules } from './network-plan.ts';
import { objectKey, planOne } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';
import { applicationText } from './project-usage.ts';
import type { ProjectsContext } from './projects-context.ts';
import type { RbacPlan } from './rbac-plan.ts';
import { rbacGraph, type RbacGraph } from './semantics/rbac/graph.ts';
import { some } from './text.ts';
import type { Withheld } from './withheld.ts';

/** As whom the projects of a policy deploy. */
export interface Accounts {
  /** Ours, for the AppProject of an item. */
  readonly entriesOf: (item: ProjectItem) => readonly DestinationServiceAccount[];
  readonly withheld: readonly Withheld[];
  /** What the guard would hold back if it did more than warn. */
  readonly warnings: readonly string[];
  /** Applications whose syncs would fail if Argo CD began to impersonate now, in words. */
  readonly gaps: readonly string[];
}

type Entries = readonly DestinationServiceAccount[];

/** What is decided of one item. */
interface Judged {
  readonly entries: Entries;
  readonly withheld: readonly Withheld[];
}

const SETTINGS = 'argocd-cm';
const KEY = 'application.sync.impersonation.enabled';
const UNSEEN = 'who may do what in the cluster is not known';

/** For exactly `true`: IsImpersonationEnabled in util/settings/settings.go of Argo CD. */
const impersonates = ({ configMaps = [] }: Facts): boolean =>
  configMaps.find(({ metadata }) => metadata.name === SETTINGS)?.data?.[KEY] === 'true';

/** Roles and bindings as they are to be: what is there, with ours in its place. */
function graphToBe({ desired }: RbacPlan, { objects }: Access): RbacGraph {
  const planned = new Map(desired.map(({ object }) => [objectKey(object), object]));
  const merged = <T extends KubeObject>(kind: string, live: readonly T[]): T[] => [
    ...live.filter((object) => !planned.has(objectKey(object))),
    ...([...planned.values()].filter((object) => object.kind === kind) as T[]),
  ];
  return rbacGraph(
    {
      ...objects,
      roles: merged<Role>('Role', objects.roles),
      roleBindings: merged<RoleBinding>('RoleBinding', objects.roleBindings),
    },
    'narrowest',
  );
}

type IsInPlace = (key: string) => boolean;

/** Whether something is there under a key, as it should be. */
function inPlace({ desired }: RbacPlan, input: PolicyInput): IsInPlace {
  const wanted = new Map(desired.map(({ object }) => [objectKey(object), object]));
  const rules = planRules(input);
  return (key) => {
    const object = wanted.get(key);
    return object !== undefined && planOne(object, input.live(key), rules) === undefined;
  };
}

function deployingAs(item: ProjectItem, own: ProjectAccounts | undefined, isInPlace: IsInPlace, live: Entries) {
  const ready = own === undefined ? new Set<string>() : readyNamespaces(own, isInPlace);
  return destinationServiceAccountsFor(item, own, ready, live);
}

const withheldFor = (item: ProjectItem, reason: Withheld['reason'], message: string): Withheld => ({
  reason,
  kind: 'ServiceAccount',
  name: `of project ${item.name}`,
  message,
});

function waiting(item: ProjectItem, { pending }: DeployingAs): Withheld[] {
  if (pending.length === 0) return [];
  return [withheldFor(item, 'Waiting', `not yet in ${some(pending, 5)}`)];
}

const isIn =
  (entries: Entries) =>
  ({ namespace, defaultServiceAccount }: DestinationServiceAccount): boolean =>
    entries.some((other) => other.namespace === namespace && other.defaultServiceAccount === defaultServiceAccount);

/** New entries wait while Applications deploy what the account may not; those that are there stay, as all else would fail. */
function judge(item: ProjectItem, as: DeployingAs, live: Entries, gaps: readonly string[], blocks: boolean): Judged {
  const isLive = isIn(live);
  if (!blocks || gaps.length === 0 || as.entries.every(isLive))
    return { entries: as.entries, withheld: waiting(item, as) };
  return { entries: as.entries.filter(isLive), withheld: [withheldFor(item, 'GuardBlocked', some(gaps))] };
}

/**
 * Of what the project has now, and only what we would generate: anybody may have added an entry for our account. For a
 * place that the item names itself, the item has the say.
 */
function oursOf({ name, destinationServiceAccounts: own, destinations }: ProjectItem, live: Entries): Entries {
  const account = accountName(name);
  const isDestination = ({ server, namespace }: DestinationServiceAccount): boolean =>
    server === IN_CLUSTER.server && destinations.some((destination) => destination.namespace === namespace);
  const isTaken = (entry: DestinationServiceAccount): boolean =>
    own.some(({ server, namespace }) => server === entry.server && namespace === entry.namespace);
  return live.filter((entry) => entry.defaultServiceAccount === account && isDestination(entry) && !isTaken(entry));
}

/** Entries that are not asked for any more stay while Argo CD deploys by them: without any, every sync fails. */
function lasting(item: ProjectItem, live: Entries, context: ProjectsContext): Judged {
  const entries = oursOf(item, live);
  const users = (context.using.get(item.name) ?? []).map(applicationText);
  if (entries.length === 0 || users.length === 0 || !impersonates(context.facts)) return { entries: [], withheld: [] };
  const message = `Argo CD impersonates, and without them ${some(users, 5)} could not be synced: set ${KEY} of ${SETTINGS} to "false" first`;
  return { entries, withheld: [withheldFor(item, 'InUse', message)] };
}

function accounts(
  items: readonly ProjectItem[],
  decide: (item: ProjectItem) => Judged,
  gaps: readonly string[],
  warnings: readonly string[] = [],
): Accounts {
  const judged = new Map(items.map((item) => [item.name, decide(item)]));
  return {
    entriesOf: ({ name }) => judged.get(name)?.entries ?? [],
    withheld: [...judged.values()].flatMap(({ withheld }) => withheld),
    gaps,
    warnings,
  };
}

/** The Applications that would fail, by what projects say; nothing is worked out before it is asked. */
function gapFinder(plan: RbacPlan, access: Access, context: ProjectsContext) {
  const known = new Map<string, boolean>();
  const matches = (pattern: string, text: string): boolean => {
    const key = JSON.stringify([pattern, text]);
    const answer = known.get(key) ?? matchesGlob(pattern, text, { version: context.version });
    known.set(key, answer);
    return answer;
  };
  let graph: RbacGraph | undefined;
  return (entries: ReadonlyMap<string, Entries>): ImpersonationGap[] => {
    graph ??= graphToBe(plan, access);
    const clusters = new Map(context.clusters.map(({ name, server }) => [name, server]));
    return impersonationGaps(context.applications, { entries, graph, clusters, matches });
  };
}

/** Before its project says as whom it is deployed, nothing of it would be synced, not even what is to come. */
function notYet({ name }: ProjectItem, as: DeployingAs | undefined, live: Entries): string[] {
  const ready = as === undefined || (as.pending.length === 0 && as.entries.every(isIn(live)));
  return ready ? [] : [`project ${name} does not say yet as whom it deploys`];
}

/** What projects say now, by name. */
type Live = ReadonlyMap<string, Entries>;

function impersonating(plan: RbacPlan, access: Access, live: Live, input: PolicyInput, context: ProjectsContext) {
  const items = input.spec.projects?.items ?? [];
  const blocks = input.spec.rbac?.impersonation?.guard === 'Block';
  const liveOf = ({ name }: ProjectItem): Entries => live.get(name) ?? [];
  const owned = new Map(plan.accounts.map((own) => [own.project, own]));
  const isInPlace = inPlace(plan, input);
  const deploying = new Map(
    items.map((item) => [item.name, deployingAs(item, owned.get(item.name), isInPlace, liveOf(item))]),
  );
  const gapsOf = gapFinder(plan, access, context);
  const toBe = new Map([...live, ...[...deploying].map(([name, { all }]) => [name, all] as const)]);
  const begins = items.some((item) => deploying.get(item.name)?.entries.every(isIn(liveOf(item))) === false);
  const gaps = Map.groupBy(begins || !blocks ? gapsOf(toBe) : [], ({ project }) => project);
  const decide = (item: ProjectItem): Judged => {
    const as = deploying.get(item.name);
    if (as === undefined || !owned.has(item.name)) return lasting(item, liveOf(item), context);
    return judge(item, as, liveOf(item), (gaps.get(item.name) ?? []).map(gapText), blocks);
  };
  const early = items.flatMap((item) => notYet(item, deploying.get(item.name), liveOf(item)));
  if (!blocks) return accounts(items, decide, early, [...gaps.values()].flat().map(gapText));
  // Where Argo CD impersonates already, there is nothing to wait for.
  const failing = impersonates(input.facts) ? [] : gapsOf(live).map(gapText);
  return accounts(items, decide, [...failing, ...early]);
}

/** As whom the projects deploy, and what would go wrong when they do. */
export function planAccounts(plan: RbacPlan, input: PolicyInput, context: ProjectsContext): Accounts {
  const items = input.spec.projects?.items ?? [];
  const { impersonation } = input.spec.rbac ?? {};
  const { access } = input.facts;
  const live: Live = new Map(
    [...context.live].map(([name, { spec }]) => [name, spec?.destinationServiceAccounts ?? []]),
  );
  const liveOf = ({ name }: ProjectItem): Entries => live.get(name) ?? [];
  if (impersonation === undefined) return accounts(items, (item) => lasting(item, liveOf(item), context), []);
  if (access !== undefined) return impersonating(plan, access, live, input, context);
  const asItIs = (item: ProjectItem): Judged => ({ entries: oursOf(item, liveOf(item)), withheld: [] });
  return accounts(items, asItIs, impersonation.guard === 'Block' ? [UNSEEN] : []);
}
