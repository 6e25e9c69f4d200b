import type { KubeObject } from '../../api/kube.ts';

/**
 * The parts of Argo CD's own kinds that are read or written, as they travel in JSON: argoproj.io/v1alpha1. Their CRD
 * belongs to somebody else, so every field may be absent. Source: pkg/apis/application/v1alpha1 of Argo CD.
 */

export interface ResourceKind {
  readonly group: string;
  readonly kind: string;
  /** Of cluster-scoped resources only, since Argo CD 3.3. */
  readonly name?: string;
}

export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface DestinationServiceAccount {
  readonly server: string;
  readonly namespace?: string;
  readonly defaultServiceAccount: string;
}

export interface JwtToken {
  readonly iat: number;
  readonly exp?: number;
  readonly id?: string;
}

export interface ProjectRole {
  readonly name: string;
  readonly description?: string;
  readonly policies?: readonly string[];
  readonly groups?: readonly string[];
  /** Written by Argo CD's API server alone. */
  readonly jwtTokens?: readonly JwtToken[];
}

export interface SyncWindow {
  /** `allow` or `deny`; Argo CD ignores any other spelling in silence. */
  readonly kind?: string;
  /** Five fields of cron. */
  readonly schedule?: string;
  /** A duration as Go writes it, such as `24h`. */
  readonly duration?: string;
  readonly applications?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly clusters?: readonly string[];
  readonly manualSync?: boolean;
  readonly timeZone?: string;
  readonly andOperator?: boolean;
  readonly description?: string;
  readonly syncOverrun?: boolean;
}

export interface OrphanedResources {
  readonly warn?: boolean;
  readonly ignore?: readonly { readonly group?: string; readonly kind?: string; readonly name?: string }[];
}

export interface SourceIntegrityPolicy {
  readonly repos: readonly { readonly url: string }[];
  readonly gpg?: { readonly mode: string; readonly keys?: readonly string[] };
}

export interface AppProjectSpec {
  readonly description?: string;
  readonly sourceRepos?: readonly string[];
  readonly sourceNamespaces?: readonly string[];
  readonly destinations?: readonly Destination[];
  readonly permitOnlyProjectScopedClusters?: boolean;
  readonly destinationServiceAccounts?: readonly DestinationServiceAccount[];
  readonly clusterResourceWhitelist?: readonly ResourceKind[];
  readonly clusterResourceBlacklist?: readonly ResourceKind[];
  /** Absent permits all, empty none. */
  readonly namespaceResourceWhitelist?: readonly ResourceKind[];
  readonly namespaceResourceBlacklist?: readonly ResourceKind[];
  readonly roles?: readonly ProjectRole[];
  readonly syncWindows?: readonly SyncWindow[];
  readonly orphanedResources?: OrphanedResources;
  readonly signatureKeys?: readonly { readonly keyID: string }[];
  readonly sourceIntegrity?: { readonly git?: { readonly policies?: readonly SourceIntegrityPolicy[] } };
}

export interface AppProject extends KubeObject {
  readonly spec?: AppProjectSpec;
}

export interface ApplicationSource {
  readonly repoURL?: string;
  /** Set for a Helm or OCI chart: such a source has no commits. */
  readonly chart?: string;
}

export interface Automated {
  /** Since Argo CD 3.1; absent is true. */
  readonly enabled?: boolean;
  readonly prune?: boolean;
  readonly selfHeal?: boolean;
  readonly allowEmpty?: boolean;
}

/** A kind that an Application has deployed, by namespace; none for a cluster-scoped one. */
export interface DeployedKind {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
}

export interface Application extends KubeObject {
  readonly spec?: {
    readonly project?: string;
    readonly source?: ApplicationSource;
    /** Wins over `source` where it is set. */
    readonly sources?: readonly ApplicationSource[];
    /** Wins over both. */
    readonly sourceHydrator?: { readonly drySource?: ApplicationSource; readonly syncSource?: ApplicationSource };
    readonly destination?: Destination;
    readonly automated?: Automated;
  };
  /** From `status.resources`, each kind and namespace once, sorted. */
  readonly deployed?: readonly DeployedKind[];
}

/** Only the repository addresses and destinations found anywhere in it: generators nest to any depth. */
export interface ApplicationSet extends KubeObject {
  readonly repoURLs: readonly string[];
  readonly servers: readonly string[];
}
