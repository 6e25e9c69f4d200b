import { objectRule } from '../../audit/rule.ts';

const MESSAGES = {
  cluster: 'Is sealed for the whole cluster: who may make SealedSecrets in any namespace can have it unsealed there',
  namespace: 'Is sealed for any name: who may make SealedSecrets in its namespace can have it unsealed by another name',
};

export const clusterWideSealedSecret = objectRule({
  id: 'secrets/cluster-wide-sealed-secret',
  title: 'SealedSecret is sealed for more than one Secret',
  severity: 'medium',
  subject: 'secret',
  reads: ['Secret metadata.annotations["sealedsecrets.bitnami.com/cluster-wide"] and namespace-wide'],
  why: 'What is sealed for a name and a namespace can be unsealed nowhere else. Sealed for the whole cluster, it is unsealed wherever somebody copies it to, and the ciphertext is in Git for all to copy. Found by the mark that kubeseal puts on the Secret as well as on the SealedSecret; that of a namespace is low. Where the mark was taken off the template, nothing is found.',
  remedy: 'Seal it anew with the scope strict, which is that of kubeseal by default.',
  mapping: {},
  sources: ['https://github.com/bitnami-labs/sealed-secrets#scopes'],
  asked: ({ audit }) => audit.secrets.read === 'Metadata',
  check: ({ managedBy, sealedFor }) =>
    managedBy === 'Sealed Secrets' && sealedFor !== undefined
      ? [{ path: '', message: MESSAGES[sealedFor], ...(sealedFor === 'namespace' && { severity: 'low' as const }) }]
      : [],
});
