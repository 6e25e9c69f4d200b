import { ask, capability } from './capability.ts';
import { scoped } from './place.ts';

const WRITE = 'create update patch';
const inBoth = scoped('high', 'high');
const VAULT =
  'vaultauths vaultauthglobals vaultconnections vaultstaticsecrets vaultdynamicsecrets vaultpkisecrets ' +
  'csisecrets hcpauths hcpvaultsecretsapps secrettransformations';

export const secretstoreWrite = capability({
  id: 'rbac/secretstore-write',
  title: 'May have secrets fetched from outside',
  severity: 'high',
  why: 'The operators that bring secrets into the cluster fetch whatever their custom resources ask for, with rights of their own: whoever writes an ExternalSecret reads what the store holds, whoever writes a PushSecret carries Secrets out, and whoever writes a store decides where they come from. Found for create, update and patch of the resources of External Secrets, Sealed Secrets, Vault Secrets Operator and SOPS, also by a wildcard; one level lower where the objects are named.',
  remedy:
    'Leave stores to administrators, and let the GitOps controller write the rest. Limit each store to the namespaces and paths that it is for.',
  sources: ['https://external-secrets.io/latest/guides/security-best-practices/'],
  may: 'have secrets fetched from outside',
  asks: [
    ask(inBoth, 'external-secrets.io', 'externalsecrets pushsecrets secretstores', WRITE),
    ask(scoped('high'), 'external-secrets.io', 'clusterexternalsecrets clusterpushsecrets clustersecretstores', WRITE),
    ask(inBoth, 'bitnami.com', 'sealedsecrets', WRITE),
    ask(inBoth, 'secrets.hashicorp.com', VAULT, WRITE),
    ask(inBoth, 'isindir.github.com', 'sopssecrets', WRITE),
  ],
});
