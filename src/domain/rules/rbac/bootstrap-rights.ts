import type { NamedObject } from '../../semantics/rbac/binding.ts';

/**
 * What the roles of Kubernetes' own bindings give by default, by the rules of this category that find it. Whatever else
 * such a role gives has been added to it. Of releases since 1.28: older ones let some read Secrets that no longer do.
 * Source: kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy; a test compares.
 */
const RIGHTS: Readonly<Record<string, string>> = {
  'system:kube-controller-manager': 'wildcard-resource secrets-read secrets-write sa-token gitops-write',
  'system:controller:attachdetach-controller': 'node-write',
  'system:controller:bootstrap-signer': 'secrets-read',
  'system:controller:certificate-controller': 'csr',
  'system:controller:clusterrole-aggregation-controller': 'escalate write-rbac',
  'system:controller:cronjob-controller': 'pod-create',
  'system:controller:daemon-set-controller': 'pod-create',
  'system:controller:deployment-controller': 'pod-create',
  'system:controller:endpoint-controller': 'netpol-write',
  'system:controller:endpointslice-controller': 'netpol-write',
  'system:controller:endpointslicemirroring-controller': 'netpol-write',
  'system:controller:expand-controller': 'secrets-read',
  'system:controller:generic-garbage-collector':
    'wildcard-resource write-rbac secrets-read secrets-write pod-create pod-exec node-proxy node-write csr webhooks ' +
    'namespace-labels crd-apiservice netpol-write anti-forensics system-configmaps gitops-write secretstore-write policy-write',
  'system:controller:job-controller': 'pod-create',
  'system:controller:legacy-service-account-token-cleaner': 'secrets-write gitops-write',
  'system:controller:namespace-controller':
    'wildcard-resource secrets-read secrets-write pod-exec node-proxy node-write webhooks crd-apiservice netpol-write ' +
    'anti-forensics policy-write',
  'system:controller:node-controller': 'node-write',
  'system:controller:persistent-volume-binder': 'pod-create pv-create secrets-read netpol-write',
  'system:controller:replicaset-controller': 'pod-create',
  'system:controller:replication-controller': 'pod-create',
  'system:controller:resourcequota-controller': 'wildcard-resource secrets-read',
  'system:controller:root-ca-cert-publisher': 'system-configmaps gitops-write',
  'system:controller:route-controller': 'node-write',
  'system:controller:statefulset-controller': 'pod-create',
  'system:controller:token-cleaner': 'secrets-read secrets-write',
  'system:controller:ttl-controller': 'node-write',
};

const known = new Map(Object.entries(RIGHTS).map(([name, rights]) => [name, new Set(rights.split(' '))]));

/** Whether those for whom Kubernetes makes one of its own bindings have by it what a rule finds. @param id of the rule */
export const hasFromKubernetes = ({ name }: NamedObject, id: string): boolean =>
  known.get(name)?.has(id.replace('rbac/', '')) ?? false;
