import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

export const nodeWrite = capability({
  id: 'rbac/node-write',
  title: 'May change nodes',
  severity: 'high',
  why: 'Labels, taints and the status of nodes decide which Pods run where: whoever writes them can draw the Pods of others to a node of his, or drive them away. Found for update, patch and delete of `nodes` and `nodes/status`, also by a wildcard. Nodes are in no namespace: a RoleBinding does not give it. One level lower where the nodes are named.',
  remedy: 'Leave nodes to the kubelet and to the controllers of the cluster; for a program of the node, name its node.',
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/node/'],
  may: 'change nodes',
  asks: [ask(scoped('high'), '', 'nodes nodes/status', 'update patch delete')],
});
