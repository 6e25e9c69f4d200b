import type { Container, ContainerPort, Labels, LabelSelector, Workload } from '../../api/kube.ts';
import type { EgressPurpose } from '../../api/spec.ts';
import { byText } from '../order.ts';
import { normalSelector, selectsEverything } from '../selector-form.ts';
import { REDIS_SECRET_INIT, type ComponentId, type ComponentType, type When } from './components.ts';
import { declaredPorts, resolvePorts, type ResolvedPorts } from './ports.ts';
import { recognise, runsSecretInit } from './recognition.ts';

interface WorkloadRef {
  readonly kind: string;
  readonly name: string;
}

/** What a component reaches beyond the other components. */
interface Outside {
  readonly dns: boolean;
  readonly apiServer: boolean;
  readonly egress: readonly EgressPurpose[];
}

/** A component of Argo CD as it runs here: one for each workload that runs it. */
export interface Component {
  readonly component: ComponentId;
  readonly workload: WorkloadRef;
  /** The workload's own, in its normal form, and never empty. */
  readonly selector: LabelSelector;
  /** Of its pods. */
  readonly labels: Labels;
  /** NetworkPolicies do not hold for pods on the host's network. */
  readonly hostNetwork: boolean;
  readonly outside: Outside;
  readonly ports: ResolvedPorts;
  readonly containerPorts: readonly ContainerPort[];
}

/** A component that cannot be selected without selecting every pod. */
interface DiscoveryProblem {
  readonly component: ComponentId;
  readonly workload: WorkloadRef;
  readonly reason: 'SelectorEmpty';
}

/** Sorted, so that equal workloads in any order give the same. */
export interface Discovery {
  readonly components: readonly Component[];
  /** Workloads in Argo CD's namespace that are no component of it. */
  readonly unrecognised: readonly WorkloadRef[];
  readonly problems: readonly DiscoveryProblem[];
}

const refOf = ({ kind, metadata: { name } }: Workload): WorkloadRef => ({ kind, name });
const refText = ({ kind, name }: WorkloadRef): string => `${kind}/${name}`;

function outsideOf({ dns, apiServer, egress }: ComponentType, secretInit: boolean): Outside {
  const holds = (need: When): boolean => (need === 'secret-init' ? secretInit : need);
  return { dns: holds(dns), apiServer: holds(apiServer), egress };
}

function describe(workload: Workload, type: ComponentType, own: readonly Container[]): Component {
  const { metadata = {}, spec: pod } = workload.spec.template;
  return {
    component: type.id,
    workload: refOf(workload),
    selector: normalSelector(workload.spec.selector ?? {}),
    labels: metadata.labels ?? {},
    hostNetwork: pod.hostNetwork ?? false,
    outside: outsideOf(type, runsSecretInit(workload)),
    ports: resolvePorts(type.ports, own, pod.containers),
    containerPorts: declaredPorts(pod.containers),
  };
}

/** A workload that runs several components is several entries: the policies for its pods add up to what they need. */
const componentsOf = (workload: Workload): readonly Component[] =>
  recognise(workload).map(({ type, containers }) => describe(workload, type, containers));

/**
 * The `redis-secret-init` Jobs of Helm releases with a Redis of their own. They run only while Helm installs or
 * upgrades, so their labels are inferred from those of the chart's other pods: the same prefix and instance.
 */
function secretInitJobs(components: readonly Component[]): readonly Component[] {
  if (!components.some(({ component }) => component === 'redis' || component === 'redis-ha-server')) return [];
  const jobs = components.flatMap(({ labels }) => {
    const name = labels['app.kubernetes.io/name'];
    const instance = labels['app.kubernetes.io/instance'];
    const role = labels['app.kubernetes.io/component'];
    if (labels['app.kubernetes.io/managed-by'] !== 'Helm') return [];
    if (instance === undefined || role === undefined || name?.endsWith(`-${role}`) !== true) return [];
    return [secretInitJob(`${name.slice(0, -role.length)}redis-secret-init`, instance)];
  });
  return [...new Map(jobs.map((job) => [JSON.stringify(job.labels), job])).values()];
}

function secretInitJob(name: string, instance: string): Component {
  const labels = { 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/name': name };
  return {
    component: REDIS_SECRET_INIT.id,
    // Its real name is up to the release; this one tells the Jobs of two releases apart.
    workload: { kind: 'Job', name: `${instance}/${name}` },
    selector: { matchLabels: labels },
    labels,
    hostNetwork: false,
    outside: outsideOf(REDIS_SECRET_INIT, false),
    ports: {},
    containerPorts: [],
  };
}

/** What is known of Argo CD from the workloads of its namespace, in whatever way it was installed. */
export function discover(workloads: readonly Workload[]): Discovery {
  const found = workloads.map((workload) => ({ ref: refOf(workload), components: componentsOf(workload) }));
  const seen = found.flatMap(({ components }) => components);
  const usable = seen.filter(({ selector }) => !selectsEverything(selector));
  const unusable = seen.filter(({ selector }) => selectsEverything(selector));
  const unrecognised = found.filter(({ components }) => components.length === 0).map(({ ref }) => ref);
  return {
    components: [...usable, ...secretInitJobs(usable)].toSorted(byText(entryText)),
    unrecognised: unrecognised.toSorted(byText(refText)),
    problems: unusable.map(problem).toSorted(byText(entryText)),
  };
}

const entryText = ({ component, workload }: Pick<Component, 'component' | 'workload'>): string =>
  `${component} ${refText(workload)}`;

const problem = ({ component, workload }: Component): DiscoveryProblem => ({
  component,
  workload,
  reason: 'SelectorEmpty',
});
