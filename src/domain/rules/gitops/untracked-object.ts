import { type NamespaceView, namespaceRule, refTo } from '../../audit/rule.ts';
import type { Seen } from '../../audit/subjects.ts';
import { LABEL_MANAGED_BY, LABEL_POLICY } from '../../marks.ts';
import { isManaged } from './managed.ts';

/** Kubernetes, OpenShift and Istio put them into every namespace. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'ConfigMap/kube-root-ca.crt',
  'ConfigMap/openshift-service-ca.crt',
  'ConfigMap/istio-ca-root-cert',
]);

/** Beside those of every namespace: roles and bindings that Kubernetes and OpenShift make, and the Service of the API server. */
const comesWithTheCluster = ({ kind, metadata: { name, namespace } }: Seen): boolean =>
  EVERYWHERE.has(`${kind}/${name}`) ||
  name.startsWith('system:') ||
  (kind === 'Service' && namespace === 'default' && name === 'kubernetes');

/** By whatever else: a policy engine, an operator. The label with the name of Helm is in every chart, applied by hand or not. */
function isKept({ tracking, owned, metadata: { labels = {} } }: Seen): boolean {
  const { [LABEL_MANAGED_BY]: manager = '', [LABEL_POLICY]: policy } = labels;
  return tracking !== undefined || owned === true || policy !== undefined || (manager !== '' && manager !== 'Helm');
}

const untrackedIn = (objects: readonly Seen[]): Seen[] =>
  objects.filter((object) => !isKept(object) && !comesWithTheCluster(object));

/** What may run something, or permit something, that nobody has reviewed. */
const graveIn = ({ workloads, roleBindings }: NamespaceView): Seen[] => untrackedIn([...workloads, ...roleBindings]);

const minorIn = ({ services, ingresses, configMaps, networkPolicies, roles }: NamespaceView): Seen[] =>
  untrackedIn([...services, ...ingresses, ...configMaps, ...networkPolicies, ...roles]);

const found = (severity: 'medium' | 'low') => (object: Seen) => ({
  object: refTo(object),
  path: '',
  severity,
  message: `Neither Argo CD nor Flux tracks this ${object.kind}, while they track others in its namespace.`,
});

export const untrackedObject = namespaceRule({
  id: 'gitops/untracked-object',
  title: 'Object is not tracked by GitOps',
  severity: 'low',
  reads: [
    'metadata of workloads, Services, Ingresses, ConfigMaps, NetworkPolicies, Roles and RoleBindings: annotations and labels that track, ownerReferences, managedFields',
  ],
  why: 'Where a namespace is deployed from Git, what is not in Git was put there by hand, or left behind: nobody has reviewed it, nothing corrects it, and nothing brings it back. Found where something in the namespace is tracked by Argo CD or Flux, and the object is not: neither by them nor by Helm. Argo CD is recognised by its annotation, which must name the object itself, or by a label and its entry in managedFields; the label app.kubernetes.io/instance alone is no evidence, as charts set it. Medium for workloads and RoleBindings. Not found: what has an owner, what names a manager other than Helm in the label app.kubernetes.io/managed-by, what comes with the cluster, and what this operator made.',
  remedy: 'Put it into Git, or delete it. If a program keeps it, accept it by an exception that says which.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/orphaned-resources/',
    'https://fluxcd.io/flux/components/kustomize/kustomizations/',
  ],
  check: (view) => (isManaged(view) ? [...graveIn(view).map(found('medium')), ...minorIn(view).map(found('low'))] : []),
});
