import type { ConfigMap, KubeObject, Labels, NetworkPolicy, PolicyRule, Workload } from '../api/kube.ts';
import type { Application, ApplicationSet, AppProject } from './argocd/resources.ts';
import type { RbacGraph, RbacObjects } from './semantics/rbac/graph.ts';

/** Where the Kubernetes API is reached, as a NetworkPolicy sees it: after the Service's address translation, and before. */
export interface ApiServerEndpoint {
  /** Plain IPv4 or IPv6 address, without a prefix length. */
  readonly address: string;
  readonly port: number;
}

/** Who may do what: what others may at its widest, and what it is made of. */
export interface Access {
  readonly graph: RbacGraph;
  readonly objects: RbacObjects;
}

/** A pod of Argo CD, and since when it runs: RFC 3339, empty while nothing in it does. */
export interface RunningPod extends KubeObject {
  readonly startedAt: string;
}

/** A Secret that Argo CD takes for a repository or a cluster. */
export interface ArgoSecret extends KubeObject {
  readonly type: string;
  /** Fields that are no credentials; absent where the content is not read. */
  readonly fields?: Readonly<Record<string, string>>;
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
  /** Those that are being deleted. */
  readonly terminating: ReadonlySet<string>;
  /** The operator's own namespace, where it is known. */
  readonly ownNamespace: string | undefined;
  /** In Argo CD's namespace. */
  readonly applications: readonly Application[];
  /** In all others: whether Argo CD works on them is up to its parameters. */
  readonly applicationsElsewhere: readonly Application[];
  readonly appProjects: readonly AppProject[];
  readonly applicationSets: readonly ApplicationSet[];
  /** The schema of an AppProject's spec, as installed; undefined while there is no such kind. */
  readonly projectSchema: unknown;
  /** Those of Argo CD; undefined while they are not looked at, or cannot be seen. */
  readonly configMaps: readonly ConfigMap[] | undefined;
  readonly pods: readonly RunningPod[] | undefined;
  /** Of every Secret in Argo CD's namespace; undefined while the policy does not want them to be looked at. */
  readonly secretNames: readonly string[] | undefined;
  /** Repository and cluster Secrets, as far as the policy wants them to be looked at. */
  readonly secrets: readonly ArgoSecret[] | undefined;
  /** Who may do what in the cluster; undefined while not all of it can be seen. */
  readonly access: Access | undefined;
  /** What the operator itself may do everywhere, and so may grant; undefined while that is not known. */
  readonly grantable: readonly PolicyRule[] | undefined;
  /** Wall clock in ms since the epoch, for windows of time. */
  readonly now: number;
}
