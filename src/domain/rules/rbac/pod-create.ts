import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

const WRITE = 'create update patch';
const level = scoped('high', 'high');

export const podCreate = capability({
  id: 'rbac/pod-create',
  title: 'May run Pods',
  severity: 'high',
  why: 'A Pod can run as any ServiceAccount of its namespace, mount any Secret and volume of it, and take over its node where no admission policy forbids it. Found for create, update and patch of Pods and of all that makes Pods, also by a wildcard. Where the objects are named it is one level lower: a program may roll out itself; but no name limits a create. Left out are the standard roles in a namespace, see rbac/standard-role.',
  remedy:
    'Leave deploying to the GitOps controller, and let it do so as a ServiceAccount of one namespace. Enforce a Pod Security Standard there.',
  cis: cis('5.1.4'),
  inStandardRoles: true,
  may: 'run Pods',
  asks: [
    ask(level, '', 'pods replicationcontrollers', WRITE),
    ask(level, 'apps', 'deployments daemonsets statefulsets replicasets', WRITE),
    ask(level, 'batch', 'jobs cronjobs', WRITE),
  ],
});
