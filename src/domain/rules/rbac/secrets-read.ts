import { ask, capability } from './capability.ts';
import { cis } from './grant-rule.ts';
import { scoped } from './place.ts';

export const secretsRead = capability({
  id: 'rbac/secrets-read',
  title: 'May read all Secrets',
  severity: 'critical',
  why: 'Secrets hold passwords, keys and tokens: whoever reads them all is everybody who is known by them. A list and a watch show what is inside just as a get does, and Kubernetes has no right for metadata alone. Found for get, list and watch, also by a wildcard; high in a namespace. A get of Secrets that are named is not found; a list or watch of them is, one level lower. Left out are the standard roles in a namespace, see rbac/standard-role.',
  remedy: 'Limit it to get, and to the Secrets that are needed, by resourceNames; or mount them.',
  cis: cis('5.1.2'),
  inStandardRoles: true,
  may: 'read Secrets',
  asks: [ask(scoped('critical', 'high'), '', 'secrets', 'get list watch', { named: 'none' })],
});
