import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

export const secretsWrite = capability({
  id: 'rbac/secrets-write',
  title: 'May write Secrets',
  severity: 'high',
  why: 'Whoever writes Secrets can put his own keys and certificates in the place of those that programs trust, and can have Kubernetes fill a Secret of type kubernetes.io/service-account-token with a token of any ServiceAccount of the namespace, which never expires. Found for create, update, patch and delete, also by a wildcard; medium in a namespace. What is written to Secrets that are named is not found, but for create, which no name limits. Left out are the standard roles in a namespace, see rbac/standard-role.',
  remedy:
    'Limit it by resourceNames to update or patch of the Secrets that are needed, and leave creating to one controller.',
  inStandardRoles: true,
  may: 'write Secrets',
  asks: [ask(scoped('high', 'medium'), '', 'secrets', 'create update patch delete', { named: 'none' })],
});
