import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

export const nodeProxy = capability({
  id: 'rbac/node-proxy',
  title: 'May talk to the kubelet of nodes',
  severity: 'critical',
  why: 'Whoever has `nodes/proxy` may ask the kubelet itself, which runs commands in every container of the node, without admission and without the log of the API server; the verb get is enough for that. Found for every verb that such a request may have, also as `*/proxy` or by a wildcard; a list or a watch of it does not exist. Nodes are in no namespace: a RoleBinding does not give it. One level lower where the nodes are named. `nodes/metrics`, `nodes/stats`, `nodes/pods` and the like, which the kubelet asks for instead where it can, are not found.',
  remedy: 'Grant the narrower nodes/metrics, nodes/stats, nodes/log, nodes/healthz or nodes/pods.',
  cis: cis('5.1.10'),
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/'],
  may: 'talk to the kubelet',
  asks: [ask(scoped('critical'), '', 'nodes/proxy', 'get create update patch delete')],
});
