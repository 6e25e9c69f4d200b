import type { ConfigMap, KubeObject, Workload } from '../../../../../src/api/kube.ts';
import type { Facts } from '../../../../../src/domain/facts.ts';
import { rbacGraph } from '../../../../../src/domain/semantics/rbac/graph.ts';
import * as access from '../../../../../src/steps/projections-access.ts';
import * as argocd from '../../../../../src/steps/projections-argocd.ts';
import * as project from '../../../../../src/steps/projections.ts';

/** What is known of Argo CD in a namespace, when these raw objects are all there is. */
export function factsFrom(objects: readonly KubeObject[], namespace: string): Facts {
  const read = <T>(kind: string, keep: (raw: KubeObject) => T, where = (_: KubeObject) => true): T[] =>
    objects.filter((entry) => entry.kind === kind && where(entry)).map(keep);
  const here = ({ metadata }: KubeObject): boolean => metadata.namespace === namespace;
  const elsewhere = (entry: KubeObject): boolean => !here(entry);
  const roles = {
    roles: read('Role', access.role),
    clusterRoles: read('ClusterRole', access.role),
    roleBindings: read('RoleBinding', access.roleBinding),
    clusterRoleBindings: read('ClusterRoleBinding', access.roleBinding),
  };
  const workloads: Workload[] = [
    ...read('Deployment', project.workload, here),
    ...read('StatefulSet', project.workload, here),
  ];
  const configMaps: ConfigMap[] = read('ConfigMap', access.configMap, here);
  return {
    namespace,
    workloads,
    policies: read('NetworkPolicy', project.networkPolicy, here),
    apiServer: undefined,
    hosts: new Map(),
    namespaces: new Map(read('Namespace', ({ metadata }) => [metadata.name, metadata.labels ?? {}] as const)),
    terminating: new Set(),
    ownNamespace: undefined,
    applications: read('Application', argocd.application, here),
    applicationsElsewhere: read('Application', argocd.application, elsewhere),
    appProjects: read('AppProject', (raw) => argocd.readProject(argocd.appProject(raw)), here),
    applicationSets: read('ApplicationSet', argocd.applicationSet, here),
    projectSchema: undefined,
    configMaps,
    pods: undefined,
    secretNames: read('Secret', ({ metadata }) => metadata.name, here),
    secrets: read('Secret', access.secretFields, here),
    access: { graph: rbacGraph(roles), objects: roles },
    grantable: undefined,
    serviceAccounts: new Map(),
  } as unknown as Facts;
}
