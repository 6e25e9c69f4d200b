import { IN_CLUSTER } from '../../argocd/project/clusters.ts';
import type { Application, DeployedKind, DestinationServiceAccount } from '../../argocd/resources.ts';
import { byText } from '../../order.ts';
import { applicationText, projectOf } from '../../project-usage.ts';
import type { RbacGraph } from '../../semantics/rbac/graph.ts';
import { permits, type Rule } from '../../semantics/rbac/rule.ts';
import { type ServiceAccountName, serviceAccountUser } from '../../semantics/rbac/subject.ts';
import { rulesFor } from '../../semantics/rbac/who-can.ts';
import { some } from '../../text.ts';
import type { Matches } from './impersonation.ts';
import { resourceOf } from './kind-resources.ts';

/** An Application whose syncs would fail, or could not be told to work, once Argo CD impersonates. */
export interface ImpersonationGap {
  /** `namespace/name`. */
  readonly application: string;
  readonly project: string;
  /** `namespace:name`; undefined where no entry of the project matches: then every sync fails. */
  readonly account: string | undefined;
  /** What it has deployed, and the account may not write. */
  readonly forbidden: readonly DeployedKind[];
  /** Of kinds whose resource is not known, while the account may write something of their group. */
  readonly unknown: readonly DeployedKind[];
}

export interface GapInput {
  /** As whom each project deploys, by its name, in the order in which Argo CD tries them. */
  readonly entries: ReadonlyMap<string, readonly DestinationServiceAccount[]>;
  /** With the Roles and RoleBindings that are to be, and read at its `narrowest`: what cannot be read permits nothing. */
  readonly graph: RbacGraph;
  /** URLs of other clusters by their names in Argo CD, as far as they are known. */
  readonly clusters: ReadonlyMap<string, string>;
  readonly matches: Matches;
}

/** What syncing takes: apply, replace, prune, and hooks that give up their finalizers (pkg/sync of gitops-engine). */
const SYNC_VERBS = ['get', 'create', 'update', 'patch', 'delete'];

function serverOf({ spec }: Application, { clusters }: GapInput): string | undefined {
  const { server, name } = spec?.destination ?? {};
  if (server !== undefined && server !== '') return server;
  return name === IN_CLUSTER.name ? IN_CLUSTER.server : clusters.get(name ?? '');
}

/** Of a cluster whose URL is not known only that it has one. */
const isServer = (pattern: string, server: string | undefined, { matches }: GapInput): boolean =>
  server === undefined ? /^\*+$/.test(pattern) : matches(pattern, server);

/** As whom an Application is synced: deriveServiceAccountToImpersonate in controller/sync.go of Argo CD 3.2. */
function accountOf(application: Application, input: GapInput): ServiceAccountName | undefined {
  const { metadata, spec } = application;
  const { namespace = '' } = spec?.destination ?? {};
  const server = serverOf(application, input);
  const entry = (input.entries.get(projectOf(application)) ?? []).find(
    (each) => isServer(each.server, server, input) && input.matches(each.namespace ?? '', namespace),
  );
  if (entry === undefined) return undefined;
  const [first = '', second] = entry.defaultServiceAccount.split(':');
  if (second !== undefined) return { namespace: first, name: second };
  return { namespace: namespace === '' ? (metadata.namespace ?? '') : namespace, name: first };
}

type Verdict = 'permitted' | 'forbidden' | 'unknown';

function verdict({ group, kind, namespace }: DeployedKind, rules: readonly Rule[]): Verdict {
  const inGroup = rules.filter(({ apiGroups }) => apiGroups.includes(group) || apiGroups.includes('*'));
  const resource = resourceOf(group, kind);
  // No resource is called `*`: only who may write all of them may write this one.
  const attributes = { group, resource: resource ?? '*', ...(namespace !== undefined && { namespace }) };
  if (SYNC_VERBS.every((verb) => inGroup.some((rule) => permits(rule, { verb, ...attributes })))) return 'permitted';
  return resource === undefined && inGroup.length > 0 ? 'unknown' : 'forbidden';
}

type Judge = (account: ServiceAccountName, deployed: DeployedKind) => Verdict;

/** Each question is answered once: Applications by the thousand ask few of them. */
function judge(graph: RbacGraph): Judge {
  const known = new Map<string, Verdict>();
  return (account, deployed) => {
    const { group, kind, namespace } = deployed;
    const key = JSON.stringify([account.namespace, account.name, group, kind, namespace]);
    const answer = known.get(key) ?? verdict(deployed, rulesFor(graph, serviceAccountUser(account), namespace));
    known.set(key, answer);
    return answer;
  };
}

function gapOf(application: Application, judged: Judge, input: GapInput): ImpersonationGap | undefined {
  const { deployed = [] } = application;
  const names = { application: applicationText(application), project: projectOf(application) };
  const account = accountOf(application, input);
  if (account === undefined) return { ...names, account, forbidden: [], unknown: [] };
  // Who may do what in another cluster is not known here.
  if (serverOf(application, input) !== IN_CLUSTER.server) return undefined;
  const of = (wanted: Verdict) => deployed.filter((kind) => judged(account, kind) === wanted);
  const [forbidden, unknown] = [of('forbidden'), of('unknown')];
  if (forbidden.length + unknown.length === 0) return undefined;
  return { ...names, account: `${account.namespace}:${account.name}`, forbidden, unknown };
}

/**
 * The Applications that impersonation would break, by what they have deployed so far: kinds that the account may not
 * write, or in other namespaces, or in none; sorted. Hooks, and what was never deployed, are not among it.
 */
export function impersonationGaps(applications: readonly Application[], input: GapInput): ImpersonationGap[] {
  const judged = judge(input.graph);
  return applications
    .flatMap((application) => gapOf(application, judged, input) ?? [])
    .toSorted(byText(({ application }) => application));
}

const kindText = ({ group, kind, namespace }: DeployedKind): string =>
  `${group === '' ? kind : `${kind}.${group}`}${namespace === undefined ? '' : ` in ${namespace}`}`;

/** In words. */
export function gapText({ application, project, account, forbidden, unknown }: ImpersonationGap): string {
  if (account === undefined)
    return `${application}: project ${project} has no destinationServiceAccounts for its destination`;
  const parts = [
    ...(forbidden.length > 0 ? [`may not write ${some(forbidden.map(kindText))}`] : []),
    ...(unknown.length > 0 ? [`may or may not write ${some(unknown.map(kindText))}`] : []),
  ];
  return `${application}: ServiceAccount ${account} ${parts.join(', and ')}`;
}
