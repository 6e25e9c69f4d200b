import { isPlaintext } from '../../argocd/audit/plaintext.ts';
import { inSecrets } from '../../argocd/audit/secrets.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const clusterSecretInsecure = argoCdRule({
  id: 'argocd/cluster-secret-insecure',
  title: 'A cluster is reached without encryption',
  severity: 'critical',
  reads: ['Secret data.server of clusters'],
  why: 'Argo CD sends a token that may usually do everything to the API server of each cluster that it deploys to. Over http:// everybody on the way reads it. Found is each cluster Secret with such an address, while the policy lets their fields be read (`spec.projects.secrets: Data`). Whether certificates are verified stands among the credentials, which are never read, and is not found.',
  remedy: 'Use the https:// address of the API server, and change the token.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters'],
  check: inSecrets('cluster', ({ server = '' }) =>
    isPlaintext(server) ? [{ path: 'data.server', message: `${shown(server, 150)} is reached in plain text` }] : [],
  ),
});
