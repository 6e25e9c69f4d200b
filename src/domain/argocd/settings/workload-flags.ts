import { is, isNot, isUnset, other, where } from './faults.ts';
import { flagOf, type Setting } from './setting.ts';

/**
 * What no ConfigMap says: flags and variables of the workloads themselves. Sources: util/cache/cache.go and
 * util/sourceintegrity (util/gpg before 3.5) of Argo CD.
 */

const CLIENTS = ['server', 'application-controller', 'repo-server'] as const;

export const FLAGS: readonly Setting[] = [
  flagOf('redis-use-tls', {
    form: 'env-bool',
    usual: 'false',
    readers: CLIENTS.map((component) => ({ component, flag: 'redis-use-tls' })),
    judgeStrictly: isNot('true'),
    severity: 'low',
    reason: 'cached manifests, and the password of Redis, travel unencrypted',
    remedy: 'Give Redis a certificate, and add --redis-use-tls and --redis-ca-certificate to the arguments.',
  }),
  flagOf('redis-insecure-skip-tls-verify', {
    form: 'env-bool',
    usual: 'false',
    readers: CLIENTS.map((component) => ({ component, flag: 'redis-insecure-skip-tls-verify' })),
    judge: where(other('workload/redis-use-tls', 'true'), is('true')),
    severity: 'high',
    reason: 'any pod in the place of Redis gets its password and can fake what is deployed',
    remedy: 'Replace the argument by --redis-ca-certificate with the path of the CA.',
  }),
  flagOf('redis-ca-certificate', {
    form: 'filled-text',
    usual: '',
    readers: CLIENTS.map((component) => ({ component, flag: 'redis-ca-certificate' })),
    judgeStrictly: where(
      (context) =>
        other('workload/redis-use-tls', 'true')(context) &&
        !other('workload/redis-insecure-skip-tls-verify', 'true')(context),
      isUnset,
    ),
    severity: 'low',
    reason: 'every authority that the system trusts can issue a certificate for Redis',
    remedy: 'Add --redis-ca-certificate with the path of the CA to the arguments.',
  }),
  flagOf('ARGOCD_GPG_ENABLED', {
    form: 'not-no',
    usual: 'true',
    readers: ['repo-server' as const, 'application-controller' as const].map((component) => ({
      component,
      env: 'ARGOCD_GPG_ENABLED',
    })),
    judge: isNot('true'),
    severity: 'high',
    reason: 'signatures of commits are not verified, whatever projects ask for',
    remedy: 'Remove the environment variable.',
  }),
];
