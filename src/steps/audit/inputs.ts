import type { NamespaceView } from '../../domain/audit/rule.ts';
import type { SubjectName } from '../../domain/audit/subjects.ts';
import type { Mirror } from '../../engine/mirror.ts';
import type { KubeObject } from '../../engine/object.ts';
import type { Reflector } from '../../engine/reflector.ts';
import type { SourceName, View } from '../observe.ts';
import { AUDIT_SOURCE_NAMES, type AuditSourceName, auditSource } from './sources.ts';
import type { AuditWatches } from './watches.ts';

type Slot = Exclude<keyof NamespaceView, 'namespace' | 'otherNetworkPolicies'>;

/** What the audit makes of the objects of one watch. */
interface Input {
  /** As what rules look at them one by one. */
  readonly subject?: SubjectName;
  /** As what they are seen by rules that look at namespaces. */
  readonly slot?: Slot;
}

export type InputName = SourceName | AuditSourceName;

const WORKLOAD: Input = { subject: 'workload', slot: 'workloads' };
const FLUX: Input = { subject: 'flux' };

const INPUTS: Readonly<Partial<Record<InputName, Input>>> = {
  deployments: WORKLOAD,
  statefulSets: WORKLOAD,
  pods: WORKLOAD,
  podTemplates: WORKLOAD,
  replicationControllers: WORKLOAD,
  replicaSets: WORKLOAD,
  daemonSets: WORKLOAD,
  jobs: WORKLOAD,
  cronJobs: WORKLOAD,
  allServices: { subject: 'service', slot: 'services' },
  ingresses: { subject: 'ingress', slot: 'ingresses' },
  allConfigMaps: { subject: 'configMap', slot: 'configMaps' },
  allSecrets: { subject: 'secret', slot: 'secrets' },
  serviceAccounts: { subject: 'serviceAccount', slot: 'serviceAccounts' },
  networkPolicies: { subject: 'networkPolicy', slot: 'networkPolicies' },
  namespaces: { subject: 'namespace' },
  applications: { subject: 'application' },
  applicationSets: { subject: 'applicationSet' },
  roles: { slot: 'roles' },
  roleBindings: { slot: 'roleBindings' },
  quotas: { slot: 'quotas' },
  limitRanges: { slot: 'limitRanges' },
  gitRepositories: FLUX,
  ociRepositories: FLUX,
  helmRepositories: FLUX,
  helmCharts: FLUX,
  buckets: FLUX,
  kustomizations: FLUX,
  helmReleases: FLUX,
};

export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[];
export const inputOf = (name: InputName): Input => INPUTS[name] ?? {};

/** Watches whose objects may hold sway over what NetworkPolicies say. */
export const OTHER_POLICIES = AUDIT_SOURCE_NAMES.filter((name) => auditSource(name).otherPolicy === true);

/** All that the audit sees, wherever it is watched. */
export interface Inputs {
  readonly mirror: (name: InputName) => Mirror<KubeObject> | undefined;
  readonly reflector: (name: InputName) => Reflector<KubeObject> | undefined;
}

const isAuditSource = (name: InputName): name is AuditSourceName =>
  (AUDIT_SOURCE_NAMES as readonly string[]).includes(name);

export const inputsOf = (view: View, watches: AuditWatches): Inputs => ({
  mirror: (name) =>
    (isAuditSource(name) ? watches.mirror(name) : view.mirrors[name]) as unknown as Mirror<KubeObject> | undefined,
  reflector: (name) => (isAuditSource(name) ? watches.reflector(name) : view.reflectors[name]),
});
