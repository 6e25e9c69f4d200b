import { ask, capability } from './capability.ts';
import { KUBE_SYSTEM, type Level } from './place.ts';

/** What DNS, the network, logins, and Argo CD go by. */
const NAMES = new Set([
  'aws-auth',
  'coredns',
  'coredns-custom',
  'extension-apiserver-authentication',
  'kube-dns',
  'kube-proxy',
  'kubeadm-config',
  'kubelet-config',
  'argocd-cm',
  'argocd-cmd-params-cm',
  'argocd-gpg-keys-cm',
  'argocd-rbac-cm',
  'argocd-ssh-known-hosts-cm',
  'argocd-tls-certs-cm',
]);

const level: Level = ({ namespace, argocd }) =>
  namespace === undefined || namespace === KUBE_SYSTEM || namespace === argocd ? 'high' : undefined;

export const systemConfigmaps = capability({
  id: 'rbac/system-configmaps',
  title: 'May change the settings of the cluster or of Argo CD',
  severity: 'high',
  ownWork: true,
  why: 'Some ConfigMaps are settings that everything hangs on: `coredns` says where names lead to, `aws-auth` who may log in to EKS as what, `argocd-cm` and `argocd-rbac-cm` who may do what in Argo CD, and with its rights in the cluster. Found for update and patch of ConfigMaps, also by a wildcard, in `kube-system`, in the namespace of Argo CD, or in the whole cluster, which includes both. Where ConfigMaps are named, it is found if one of these is. The operator itself is not found.',
  remedy: 'Limit it by resourceNames to the ConfigMaps that are needed, or bind it in other namespaces only.',
  sources: [
    'https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/',
  ],
  may: 'change settings of the cluster or of Argo CD',
  asks: [ask(level, '', 'configmaps', 'update patch', { named: (name) => (NAMES.has(name) ? 'same' : 'none') })],
});
