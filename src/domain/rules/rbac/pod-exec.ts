import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

const high = scoped('high', 'high');
const medium = scoped('medium', 'medium');

export const podExec = capability({
  id: 'rbac/pod-exec',
  title: 'May get into running containers',
  severity: 'high',
  why: 'Whoever runs a command in a container has its files, its Secrets and the token of its ServiceAccount. Found for create and get of `pods/exec` and `pods/attach`, as a websocket begins with a get; for update and patch of `pods/ephemeralcontainers`, which puts a container beside the others; and, as medium, for `pods/portforward`, `pods/proxy` and `services/proxy`, which reach ports that no NetworkPolicy guards there. All of them also as `*/exec` and so on, or by a wildcard; `pods/*` is a name that nothing has, and permits none. Left out are the standard roles in a namespace, see rbac/standard-role.',
  remedy: 'Take it away, and grant it for a time to whoever has to debug.',
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/authorization/'],
  inStandardRoles: true,
  may: 'get into running containers',
  asks: [
    ask(high, '', 'pods/exec pods/attach', 'create get'),
    ask(high, '', 'pods/ephemeralcontainers', 'update patch'),
    ask(medium, '', 'pods/portforward pods/proxy services/proxy', 'create get'),
  ],
});
