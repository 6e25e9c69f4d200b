import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

const level = scoped('medium', 'medium');
const DELETE = 'delete deletecollection';

export const antiForensics = capability({
  id: 'rbac/anti-forensics',
  title: 'May delete Events',
  severity: 'medium',
  why: 'Events tell what happened to Pods and nodes: whoever deletes them takes his traces away. Found for delete and deletecollection of Events of both their API groups, also by a wildcard. No name limits a deletecollection; a delete of Events that are named is not found. Logs of Pods cannot be deleted through the API, whatever a role says of `pods/log`. Left out are the standard roles in a namespace, see rbac/standard-role.',
  remedy: 'Take it away: Events go by themselves after an hour. Send them to a place outside the cluster.',
  inStandardRoles: true,
  may: 'delete Events',
  asks: ['', 'events.k8s.io'].map((group) => ask(level, group, 'events', DELETE, { named: 'none' })),
});
