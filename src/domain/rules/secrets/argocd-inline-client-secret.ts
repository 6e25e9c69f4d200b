import { objectRule } from '../../audit/rule.ts';
import { exposedIn } from './exposed.ts';

export const argoCdInlineClientSecret = objectRule({
  id: 'secrets/argocd-inline-client-secret',
  title: 'argocd-cm holds a client secret in plain text',
  severity: 'high',
  subject: 'configMap',
  reads: ['ConfigMap argocd-cm data["dex.config"]', 'ConfigMap argocd-cm data["oidc.config"]'],
  why: 'Whoever reads the ConfigMap, or the repository that it comes from, can act as Argo CD towards the identity provider. Found is each clientSecret, bindPW or secret in dex.config and oidc.config that is not a reference such as $oidc.clientSecret; Argo CD takes those from argocd-secret, or from another Secret with the label app.kubernetes.io/part-of: argocd.',
  remedy: 'Move it to argocd-secret, refer to it as $key, and replace the secret at the identity provider.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/',
    'argo-cd: util/settings/settings.go, ReplaceStringSecret',
  ],
  check: (configMap) => exposedIn(configMap, ({ family }) => family === 'argocd-inline-secret'),
});
