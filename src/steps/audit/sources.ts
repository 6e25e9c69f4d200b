import { readAs } from '../../domain/audit/read/index.ts';
import type { SubjectName, Subjects } from '../../domain/audit/subjects.ts';
import { type KubeObject, type ResourceType, resourceType } from '../../engine/object.ts';
import type { Source } from '../../engine/source.ts';
import { metadataOnly } from '../projections.ts';

/** What is watched in the whole cluster for the audit alone, while a policy asks for one. */
interface AuditSource extends Source<KubeObject> {
  /** The custom resource definition without which there are none. */
  readonly crd?: string;
  /** Only where a policy wants Secrets to be looked at. */
  readonly secret?: boolean;
  /** Network policies of kinds that are not evaluated. */
  readonly otherPolicy?: boolean;
}

const read = <S extends SubjectName>(subject: S, of: ResourceType): AuditSource & Source<Subjects[S]> => ({
  type: of,
  project: (raw) => readAs(subject, raw),
});

const custom = <S extends Source<KubeObject>>(source: S): S & { readonly crd: string } => ({
  ...source,
  crd: `${source.type.plural}.${source.type.group}`,
});

const flux = (group: string, version: string, plural: string, kind: string) =>
  custom(read('flux', resourceType(`${group}.toolkit.fluxcd.io`, version, plural, kind)));

const other = (group: string, version: string, plural: string, kind: string) => ({
  ...custom({ type: resourceType(group, version, plural, kind), metadataOnly: true, project: metadataOnly }),
  otherPolicy: true,
});

const counted = (plural: string, kind: string) => ({
  type: resourceType('', 'v1', plural, kind),
  metadataOnly: true,
  project: metadataOnly,
});

export const AUDIT_SOURCES = {
  pods: read('workload', resourceType('', 'v1', 'pods', 'Pod')),
  podTemplates: read('workload', resourceType('', 'v1', 'podtemplates', 'PodTemplate')),
  replicationControllers: read('workload', resourceType('', 'v1', 'replicationcontrollers', 'ReplicationController')),
  replicaSets: read('workload', resourceType('apps', 'v1', 'replicasets', 'ReplicaSet')),
  daemonSets: read('workload', resourceType('apps', 'v1', 'daemonsets', 'DaemonSet')),
  jobs: read('workload', resourceType('batch', 'v1', 'jobs', 'Job')),
  cronJobs: read('workload', resourceType('batch', 'v1', 'cronjobs', 'CronJob')),
  allServices: read('service', resourceType('', 'v1', 'services', 'Service')),
  ingresses: read('ingress', resourceType('networking.k8s.io', 'v1', 'ingresses', 'Ingress')),
  allConfigMaps: read('configMap', resourceType('', 'v1', 'configmaps', 'ConfigMap')),
  allSecrets: { ...read('secret', resourceType('', 'v1', 'secrets', 'Secret')), metadataOnly: true, secret: true },
  quotas: counted('resourcequotas', 'ResourceQuota'),
  limitRanges: counted('limitranges', 'LimitRange'),
  gitRepositories: flux('source', 'v1', 'gitrepositories', 'GitRepository'),
  ociRepositories: flux('source', 'v1', 'ocirepositories', 'OCIRepository'),
  helmRepositories: flux('source', 'v1', 'helmrepositories', 'HelmRepository'),
  helmCharts: flux('source', 'v1', 'helmcharts', 'HelmChart'),
  buckets: flux('source', 'v1', 'buckets', 'Bucket'),
  kustomizations: flux('kustomize', 'v1', 'kustomizations', 'Kustomization'),
  helmReleases: flux('helm', 'v2', 'helmreleases', 'HelmRelease'),
  adminPolicies: other('policy.networking.k8s.io', 'v1alpha1', 'adminnetworkpolicies', 'AdminNetworkPolicy'),
  baselinePolicies: other(
    'policy.networking.k8s.io',
    'v1alpha1',
    'baselineadminnetworkpolicies',
    'BaselineAdminNetworkPolicy',
  ),
  clusterPolicies: other('policy.networking.k8s.io', 'v1alpha2', 'clusternetworkpolicies', 'ClusterNetworkPolicy'),
  ciliumPolicies: other('cilium.io', 'v2', 'ciliumnetworkpolicies', 'CiliumNetworkPolicy'),
  ciliumClusterPolicies: other('cilium.io', 'v2', 'ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy'),
  calicoPolicies: other('crd.projectcalico.org', 'v1', 'networkpolicies', 'NetworkPolicy'),
  calicoGlobalPolicies: other('crd.projectcalico.org', 'v1', 'globalnetworkpolicies', 'GlobalNetworkPolicy'),
} satisfies Record<string, AuditSource>;

export type AuditSourceName = keyof typeof AUDIT_SOURCES;
export type AuditKept<N extends AuditSourceName> = ReturnType<(typeof AUDIT_SOURCES)[N]['project']>;

export const AUDIT_SOURCE_NAMES = Object.keys(AUDIT_SOURCES) as readonly AuditSourceName[];

/** The table's line of a name, with what only some of them have. */
export const auditSource = (name: AuditSourceName): AuditSource => AUDIT_SOURCES[name];
