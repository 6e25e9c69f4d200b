import type { KubeObject, Role, RoleBinding } from '../api/kube.ts';
import type { ProjectItem } from '../api/projects.ts';
import { matchesGlob } from './argocd/project/glob.ts';
import type { DestinationServiceAccount } from './argocd/resources.ts';
import { gapText, type ImpersonationGap, impersonationGaps } from './hardening/rbac/gaps.ts';
import {
  destinationServiceAccountsFor,
  type DeployingAs,
  type ProjectAccounts,
  readyNamespaces,
} from './hardening/rbac/impersonation.ts';
import { planRules } from './network-plan.ts';
import { objectKey, planOne } from './plan.ts';
import type { PolicyInput } from './policy-input.ts';
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
  /** Applications whose syncs would fail if Argo CD began to impersonate now, in words. */
  readonly gaps: readonly string[];
}

type Entries = readonly DestinationServiceAccount[];

const NO_ACCOUNTS: Accounts = { entriesOf: () => [], withheld: [], gaps: [] };

/** Roles and bindings as they are to be: what is there, with ours in its place. */
function graphToBe({ desired }: RbacPlan, { access }: PolicyInput['facts']): RbacGraph | undefined {
  if (access === undefined) return undefined;
  const planned = new Map(desired.map(({ object }) => [objectKey(object), object]));
  const merged = <T extends KubeObject>(kind: string, live: readonly T[]): T[] => [
    ...live.filter((object) => !planned.has(objectKey(object))),
    ...([...planned.values()].filter((object) => object.kind === kind) as T[]),
  ];
  const { objects } = access;
  return rbacGraph(
    {
      ...objects,
      roles: merged<Role>('Role', objects.roles),
      roleBindings: merged<RoleBinding>('RoleBinding', objects.roleBindings),
    },
    'narrowest',
  );
}

function deployingAs(
  item: ProjectItem,
  own: ProjectAccounts | undefined,
  plan: RbacPlan,
  input: PolicyInput,
  live: Entries,
) {
  const wanted = new Map(plan.desired.map(({ object }) => [objectKey(object), object]));
  const isInPlace = (key: string): boolean => {
    const object = wanted.get(key);
    return object !== undefined && planOne(object, input.live(key), planRules(input)) === undefined;
  };
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

interface Judged {
  readonly entries: Entries;
  readonly withheld: readonly Withheld[];
}

/** New entries wait while Applications deploy what the account may not; those that are there stay, as all else would fail. */
function judge(
  item: ProjectItem,
  as: DeployingAs,
  live: Entries,
  gaps: readonly ImpersonationGap[],
  blocks: boolean,
): Judged {
  const own = gaps.filter(({ project }) => project === item.name).map(gapText);
  const isLive = (entry: DestinationServiceAccount): boolean =>
    live.some(
      (other) => other.defaultServiceAccount === entry.defaultServiceAccount && other.namespace === entry.namespace,
    );
  if (own.length === 0 || as.entries.every(isLive)) return { entries: as.entries, withheld: waiting(item, as) };
  if (!blocks) return { entries: as.entries, withheld: waiting(item, as) };
  return { entries: as.entries.filter(isLive), withheld: [withheldFor(item, 'GuardBlocked', some(own))] };
}

/** As whom the projects deploy, and what would go wrong when they do. */
export function planAccounts(plan: RbacPlan, input: PolicyInput, context: ProjectsContext): Accounts {
  const { spec, facts } = input;
  const { impersonation } = spec.rbac ?? {};
  const graph = graphToBe(plan, facts);
  if (impersonation === undefined || graph === undefined) return NO_ACCOUNTS;
  const liveOf = (name: string): Entries => context.live.get(name)?.spec?.destinationServiceAccounts ?? [];
  const items = (spec.projects?.items ?? []).map((item) => {
    const own = plan.accounts.find(({ project }) => project === item.name);
    return { item, as: deployingAs(item, own, plan, input, liveOf(item.name)) };
  });
  const now = new Map([...context.live.keys()].map((name) => [name, liveOf(name)] as const));
  const toBe = new Map([...now, ...items.map(({ item, as }) => [item.name, as.all] as const)]);
  const clusters = new Map(context.clusters.map(({ name, server }) => [name, server]));
  const gapsOf = (entries: ReadonlyMap<string, Entries>): ImpersonationGap[] =>
    impersonationGaps(context.applications, {
      entries,
      graph,
      clusters,
      matches: (pattern, text) => matchesGlob(pattern, text, { version: context.version }),
    });
  const blocks = impersonation.guard === 'Block';
  const gaps = gapsOf(toBe);
  const judged = new Map(items.map(({ item, as }) => [item.name, judge(item, as, liveOf(item.name), gaps, blocks)]));
  return {
    entriesOf: ({ name }) => judged.get(name)?.entries ?? [],
    withheld: [...judged.values()].flatMap(({ withheld }) => withheld),
    gaps: blocks ? gapsOf(now).map(gapText) : [],
  };
}
