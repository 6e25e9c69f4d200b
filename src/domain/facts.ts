import type { KubeObject, Labels, NetworkPolicy, Workload } from '../api/kube.ts';

/** Where the Kubernetes API is reached, as a NetworkPolicy sees it: after the Service's address translation, and before. */
export interface ApiServerEndpoint {
  /** Plain IPv4 or IPv6 address, without a prefix length. */
  readonly address: string;
  readonly port: number;
}

/** The fields of an Application that say what it reaches: from argoproj.io/v1alpha1. Every one may be absent. */
export interface ApplicationSource {
  readonly repoURL?: string;
}

export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface Application extends KubeObject {
  readonly spec?: {
    readonly project?: string;
    readonly source?: ApplicationSource;
    readonly sources?: readonly ApplicationSource[];
    readonly destination?: Destination;
  };
}

export interface AppProject extends KubeObject {
  readonly spec?: { readonly sourceRepos?: readonly string[]; readonly destinations?: readonly Destination[] };
}

/** Only the repository addresses and destinations found anywhere in it: generators nest to any depth. */
export interface ApplicationSet extends KubeObject {
  readonly repoURLs: readonly string[];
  readonly servers: readonly string[];
}

/** Everything that is known about the cluster when one policy is planned: plain data, no clock, no I/O. */
export interface Facts {
  /** Argo CD's namespace: `spec.argocd.namespace`. */
  readonly namespace: string;
  /** Deployments and StatefulSets in that namespace. */
  readonly workloads: readonly Workload[];
  /** All NetworkPolicies in that namespace, ours included. */
  readonly policies: readonly NetworkPolicy[];
  /** Undefined means not known, which is never the same as none: egress is then not touched. */
  readonly apiServer: readonly ApiServerEndpoint[] | undefined;
  /** Addresses of host names, as resolved by the operator; a host that is missing or empty did not resolve. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  /** Labels of every namespace, by name. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly applications: readonly Application[];
  readonly appProjects: readonly AppProject[];
  readonly applicationSets: readonly ApplicationSet[];
}
