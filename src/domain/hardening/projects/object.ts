import type { ProjectItem } from '../../../api/projects.ts';
import type { AppProject, AppProjectSpec, DestinationServiceAccount, SyncWindow } from '../../argocd/resources.ts';
import type { Owner } from '../../ownership.ts';
import { ownedMetadata } from '../metadata.ts';

/** In `component` of a generated AppProject. */
export const PROJECT = 'project';
export const DEFAULT_PROJECT = 'default';

const EVERYTHING = [{ group: '*', kind: '*' }];

/** What a project has beside what its item says. */
export interface Additions {
  /** Production gates. */
  readonly windows: readonly SyncWindow[];
  readonly serviceAccounts: readonly DestinationServiceAccount[];
  /** In the form that the installed version honours. */
  readonly signing: Pick<AppProjectSpec, 'signatureKeys' | 'sourceIntegrity'>;
}

/** Undefined fields are left out, as JSON would: a field that is sent as undefined would still be compared. */
const plain = (spec: object): AppProjectSpec => JSON.parse(JSON.stringify(spec)) as AppProjectSpec;

function projectObject(name: string, namespace: string, spec: object, owner: Owner): AppProject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: ownedMetadata(owner, { name, namespace, component: PROJECT, outlives: true }),
    spec: plain(spec),
  };
}

/**
 * No kinds at all is said by the blacklist: Argo CD's server drops an empty whitelist when it writes the project, and
 * an absent one permits every kind. Source: `omitempty` of NamespaceResourceWhitelist in app_project_types.go.
 */
function namespacedKinds({ namespaceResourceWhitelist: listed, namespaceResourceBlacklist }: ProjectItem): object {
  if (listed?.length === 0) return { namespaceResourceWhitelist: [], namespaceResourceBlacklist: EVERYTHING };
  return { namespaceResourceWhitelist: listed ?? EVERYTHING, namespaceResourceBlacklist };
}

/** The AppProject of an item: every list is sent, empty or not, as one that is left out is one that nobody owns. */
export function project(item: ProjectItem, namespace: string, additions: Additions, owner: Owner): AppProject {
  const { name, syncWindows, destinationServiceAccounts, signatureKeys: _, sourceIntegrity: __, ...rest } = item;
  const { windows, serviceAccounts, signing } = additions;
  const spec = {
    ...rest,
    ...namespacedKinds(item),
    syncWindows: [...syncWindows, ...windows],
    destinationServiceAccounts: [...destinationServiceAccounts, ...serviceAccounts],
    signatureKeys: [],
    ...signing,
  };
  return projectObject(name, namespace, spec, owner);
}

/**
 * Argo CD's own project without any permission. Both cluster lists are set: the server makes the project with a
 * whitelist of everything, which an apply that does not name it would leave.
 */
export function lockedDefault(namespace: string, owner: Owner): AppProject {
  const spec = {
    description: `Locked by the GitOpsSecurityPolicy ${owner.name}: name a project in each Application.`,
    sourceRepos: [],
    sourceNamespaces: [],
    destinations: [],
    destinationServiceAccounts: [],
    permitOnlyProjectScopedClusters: false,
    clusterResourceWhitelist: [],
    clusterResourceBlacklist: EVERYTHING,
    namespaceResourceWhitelist: [],
    namespaceResourceBlacklist: EVERYTHING,
    roles: [],
    syncWindows: [],
    signatureKeys: [],
  };
  return projectObject(DEFAULT_PROJECT, namespace, spec, owner);
}
