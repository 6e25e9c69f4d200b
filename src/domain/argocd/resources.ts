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
  /** A commit, a branch, a tag, a version or a range of versions; absent is `HEAD`, or any version of a chart. */
  readonly targetRevision?: string;
}

/** What Argo CD leaves out when it compares objects: ResourceIgnoreDifferences in types.go. */
export interface IgnoredDifference {
  /** Globs of the API group and the kind; an absent group is the core one. */
  readonly group?: string;
  readonly kind?: string;
  /** Of one object; absent is any. */
  readonly name?: string;
  readonly namespace?: string;
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
  /** Field managers: what they own is left out. */
  readonly managedFieldsManagers?: readonly string[];
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
    readonly syncOptions?: readonly string[];
    readonly ignoreDifferences?: readonly IgnoredDifference[];
  };
  /** From `status.resources`, each kind and namespace once, sorted. */
  readonly deployed?: readonly DeployedKind[];
  /** By its annotation `argocd.argoproj.io/skip-reconcile`. */
  readonly skipsReconcile?: true;
  /** The name of the ApplicationSet that made it. */
  readonly generatedBy?: string;
}

/** A generator of an ApplicationSet, and what it says of whom it trusts. */
export interface Generator {
  /** Such as `spec.generators[0].matrix.generators[1].git`. */
  readonly path: string;
  /** The field that it stands in: `git`, `list`, `pullRequest` and so on. */
  readonly type: string;
  /** Of those that ask a service for source code: its field, such as `github`. */
  readonly provider?: string;
  /** Of those: whether it takes only what somebody has labelled, or repositories of certain names. */
  readonly chosen?: boolean;
  /** Of those: whether the certificate of the service is not verified. */
  readonly insecure?: boolean;
}

/** A field of a template, and where it stands. */
export interface TemplateField {
  readonly path: string;
  readonly text: string;
}

/** Only the repository addresses and destinations found anywhere in it, and what rules read of it. */
export interface ApplicationSet extends KubeObject {
  readonly repoURLs: readonly string[];
  readonly servers: readonly string[];
  readonly generators: readonly Generator[];
  /** Of its template, and of those that generators have. */
  readonly projects: readonly TemplateField[];
  /** Whether `spec.templatePatch` says something of the project. */
  readonly patchesProject: boolean;
  /** `spec.syncPolicy.applicationsSync`. */
  readonly applicationsSync?: string;
  readonly preservesResources: boolean;
}
