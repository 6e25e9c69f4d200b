import { MANAGER } from '../marks.ts';

/**
 * Names of field managers: what clients say of themselves, by default the name of their program. Sources: argo-cd,
 * common.ArgoCDSSAManager; helm-controller, and helm, pkg/kube.ManagedFieldsManager; fluxcd/pkg, ssa.
 */
const ARGO_CD = new Set(['argocd-controller', 'argocd-application-controller']);
const GITOPS = new Set([...ARGO_CD, 'kustomize-controller', 'helm-controller', 'flux']);

/** What changes parts of the objects of others because that is its purpose. */
const BY_DESIGN = new Set([
  'before-first-apply',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'cloud-controller-manager',
  'kubelet',
  'cainjector',
  'cert-manager-cainjector',
  'external-secrets',
  'rollouts-controller',
  'flagger',
  'keda',
  'keda-operator',
  'vpa-updater',
  'vpa-admission-controller',
  'cluster-policy-controller',
  'service-ca-operator',
  'openshift-controller-manager',
]);

export const isOfArgoCD = (manager: string): boolean => ARGO_CD.has(manager);

/** Whether it writes what is in Git, or in a Helm release, by its own. */
export const isOfGitOps = (manager: string, by: string): boolean =>
  GITOPS.has(manager) || (by === 'Helm' && manager.toLowerCase() === 'helm');

export const isByDesign = (manager: string): boolean =>
  BY_DESIGN.has(manager) ||
  manager === MANAGER ||
  manager.startsWith(`${MANAGER}-`) ||
  manager.startsWith(`${MANAGER}/`);

/** kubectl, or what is made of it: `kubectl-edit`, `kubectl-client-side-apply`. */
export const isKubectl = (manager: string): boolean => manager === 'kubectl' || manager.startsWith('kubectl-');
