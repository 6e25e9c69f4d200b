import type { KubeObject } from '../api/kube.ts';
import { GROUP, KIND, PLURAL, VERSION } from '../api/policy.ts';
import type { Logger } from '../engine/log.ts';
import { type Index, Mirror } from '../engine/mirror.ts';
import { type ResourceType, resourceType } from '../engine/object.ts';
import { Reflector } from '../engine/reflector.ts';
import type { Source } from '../engine/source.ts';
import type { Transport } from '../engine/transport.ts';
import { seenOf } from '../domain/audit/read/seen.ts';
import { readWorkload } from '../domain/audit/read/workload.ts';
import { LABEL_POLICY_UID } from '../domain/marks.ts';
import { BY_NAMESPACE, namespaceIndex } from './indexes.ts';
import * as access from './projections-access.ts';
import * as argocd from './projections-argocd.ts';
import * as project from './projections.ts';
import { createScoped, type Scoped } from './scoped.ts';

const argo = (plural: string, kind: string): ResourceType => resourceType('argoproj.io', 'v1alpha1', plural, kind);
const rbac = (plural: string, kind: string): ResourceType =>
  resourceType('rbac.authorization.k8s.io', 'v1', plural, kind);
const CRDS = resourceType('apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition');

export const POLICIES = resourceType(GROUP, VERSION, PLURAL, KIND);
export const NETWORK_POLICIES = resourceType('networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy');

/** What is kept for the plan, and beside it what the audit reads. The metadata is the plan's. */
const audited =
  <T extends KubeObject, A extends object>(plan: (raw: KubeObject) => T, read: (raw: KubeObject) => A) =>
  (raw: KubeObject): T & A => ({ ...read(raw), ...plan(raw) });

const kubernetes = 'kubernetes';
const inDefault = { namespace: 'default' };

/**
 * Step 1, observe: everything that is watched, one line each, with what is kept of it. A kind that is generated needs
 * a line here, or nobody notices what happens to it.
 */
const sources = {
  policies: { type: POLICIES, project: project.policy },
  networkPolicies: { type: NETWORK_POLICIES, project: audited(project.networkPolicy, seenOf) },
  deployments: {
    type: resourceType('apps', 'v1', 'deployments', 'Deployment'),
    project: audited(project.workload, readWorkload),
  },
  statefulSets: {
    type: resourceType('apps', 'v1', 'statefulsets', 'StatefulSet'),
    project: audited(project.workload, readWorkload),
  },
  namespaces: { type: resourceType('', 'v1', 'namespaces', 'Namespace'), project: audited(project.namespace, seenOf) },
  endpointSlices: {
    type: resourceType('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
    ...inDefault,
    labelSelector: `kubernetes.io/service-name=${kubernetes}`,
    project: project.endpointSlice,
  },
  services: {
    type: resourceType('', 'v1', 'services', 'Service'),
    ...inDefault,
    fieldSelector: `metadata.name=${kubernetes}`,
    project: project.serviceAddresses,
  },
  applications: { type: argo('applications', 'Application'), project: audited(argocd.application, seenOf) },
  appProjects: { type: argo('appprojects', 'AppProject'), project: argocd.appProject },
  applicationSets: { type: argo('applicationsets', 'ApplicationSet'), project: audited(argocd.applicationSet, seenOf) },
  crds: { type: CRDS, metadataOnly: true, project: project.metadataOnly },
  appProjectCrds: {
    type: CRDS,
    fieldSelector: 'metadata.name=appprojects.argoproj.io',
    project: argocd.appProjectCrd,
  },
  roles: { type: rbac('roles', 'Role'), project: audited(access.role, seenOf) },
  clusterRoles: { type: rbac('clusterroles', 'ClusterRole'), project: access.role },
  roleBindings: { type: rbac('rolebindings', 'RoleBinding'), project: audited(access.roleBinding, seenOf) },
  clusterRoleBindings: { type: rbac('clusterrolebindings', 'ClusterRoleBinding'), project: access.roleBinding },
  serviceAccounts: {
    type: resourceType('', 'v1', 'serviceaccounts', 'ServiceAccount'),
    project: audited(access.serviceAccount, seenOf),
  },
} satisfies Record<string, Source<KubeObject>>;

export type SourceName = keyof typeof sources;
type Kept<N extends SourceName> = ReturnType<(typeof sources)[N]['project']>;

export type Mirrors = { readonly [N in SourceName]: Mirror<Kept<N>> };
export type Reflectors = { readonly [N in SourceName]: Reflector<KubeObject> };

export interface View {
  readonly mirrors: Mirrors;
  readonly reflectors: Reflectors;
  readonly scoped: Scoped;
}

/** Index name: everything that a policy owns, by the policy's uid. */
export const BY_OWNER = 'owner';

const indexes: Readonly<Record<string, Index<KubeObject>>> = {
  [BY_NAMESPACE]: namespaceIndex,
  [BY_OWNER]: ({ metadata }) => {
    const uid = metadata.labels?.[LABEL_POLICY_UID];
    return uid === undefined ? [] : [uid];
  },
};

/** A mirror for every source, and the reflector that will keep it. Nothing runs yet. */
export function createView(transport: Transport, log: Logger, signal: AbortSignal): View {
  const names = Object.keys(sources) as SourceName[];
  const mirrors = Object.fromEntries(names.map((name) => [name, new Mirror(indexes)]));
  const reflectors = names.map((name) => {
    const source: Source<KubeObject> = sources[name];
    return [name, new Reflector(source, mirrors[name] as Mirror<KubeObject>, transport, log)];
  });
  return {
    mirrors: mirrors as unknown as Mirrors,
    reflectors: Object.fromEntries(reflectors) as Reflectors,
    scoped: createScoped(transport, log, signal),
  };
}
