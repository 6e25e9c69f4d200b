import type { NamespaceView } from '../../audit/rule.ts';
import type { Seen } from '../../audit/subjects.ts';

/** Everything in a namespace, and the namespace itself, of which it is known who tracks it. */
export const objectsOf = (view: NamespaceView): readonly Seen[] => [
  view.namespace,
  ...view.workloads,
  ...view.services,
  ...view.ingresses,
  ...view.configMaps,
  ...view.networkPolicies,
  ...view.serviceAccounts,
  ...(view.secrets ?? []),
  ...view.roles,
  ...view.roleBindings,
];

/** A release of Helm alone says nothing about Git. */
export const isInGit = ({ tracking }: Seen): boolean => tracking?.by === 'ArgoCD' || tracking?.by === 'Flux';

/** Whether what runs in a namespace comes from Git: something in it does. Not for those of Kubernetes itself, which come with the cluster. */
export const isManaged = (view: NamespaceView): boolean =>
  !view.namespace.metadata.name.startsWith('kube-') && objectsOf(view).some(isInGit);
