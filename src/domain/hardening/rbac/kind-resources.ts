/**
 * The resource of each kind of Kubernetes itself, by group: RBAC knows resources, Applications know kinds, and only
 * discovery knows how they belong together. What is not here is not guessed.
 */
const BY_GROUP: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    ConfigMap: 'configmaps',
    Endpoints: 'endpoints',
    Event: 'events',
    LimitRange: 'limitranges',
    Namespace: 'namespaces',
    Node: 'nodes',
    PersistentVolume: 'persistentvolumes',
    PersistentVolumeClaim: 'persistentvolumeclaims',
    Pod: 'pods',
    PodTemplate: 'podtemplates',
    ReplicationController: 'replicationcontrollers',
    ResourceQuota: 'resourcequotas',
    Secret: 'secrets',
    Service: 'services',
    ServiceAccount: 'serviceaccounts',
  },
  'admissionregistration.k8s.io': {
    MutatingAdmissionPolicy: 'mutatingadmissionpolicies',
    MutatingAdmissionPolicyBinding: 'mutatingadmissionpolicybindings',
    MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
    ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
    ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
    ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
  },
  'apiextensions.k8s.io': { CustomResourceDefinition: 'customresourcedefinitions' },
  'apiregistration.k8s.io': { APIService: 'apiservices' },
  apps: {
    ControllerRevision: 'controllerrevisions',
    DaemonSet: 'daemonsets',
    Deployment: 'deployments',
    ReplicaSet: 'replicasets',
    StatefulSet: 'statefulsets',
  },
  'argoproj.io': { AppProject: 'appprojects', Application: 'applications', ApplicationSet: 'applicationsets' },
  autoscaling: { HorizontalPodAutoscaler: 'horizontalpodautoscalers' },
  batch: { CronJob: 'cronjobs', Job: 'jobs' },
  'certificates.k8s.io': { CertificateSigningRequest: 'certificatesigningrequests' },
  'coordination.k8s.io': { Lease: 'leases' },
  'discovery.k8s.io': { EndpointSlice: 'endpointslices' },
  'networking.k8s.io': { Ingress: 'ingresses', IngressClass: 'ingressclasses', NetworkPolicy: 'networkpolicies' },
  'node.k8s.io': { RuntimeClass: 'runtimeclasses' },
  policy: { PodDisruptionBudget: 'poddisruptionbudgets' },
  'rbac.authorization.k8s.io': {
    ClusterRole: 'clusterroles',
    ClusterRoleBinding: 'clusterrolebindings',
    Role: 'roles',
    RoleBinding: 'rolebindings',
  },
  'scheduling.k8s.io': { PriorityClass: 'priorityclasses' },
  'storage.k8s.io': { CSIDriver: 'csidrivers', StorageClass: 'storageclasses' },
};

const RESOURCES: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_GROUP).flatMap(([group, kinds]) =>
    Object.entries(kinds).map(([kind, resource]) => [`${group}/${kind}`, resource] as const),
  ),
);

/** Undefined for a kind that Kubernetes or Argo CD does not have. */
export const resourceOf = (group: string, kind: string): string | undefined => RESOURCES.get(`${group}/${kind}`);
