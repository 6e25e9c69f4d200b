import { isPlaintext } from '../../argocd/audit/plaintext.ts';
import { inSecrets } from '../../argocd/audit/secrets.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const repositorySecretInsecure = argoCdRule({
  id: 'argocd/repository-secret-insecure',
  title: 'Credentials of a repository are sent without encryption',
  severity: 'high',
  reads: ['Secret data.url of repositories'],
  why: 'A repository whose URL begins with http:// is sent its credentials in plain text, and what comes back is whatever the network makes of it. Found is each repository Secret with such a URL, while the policy lets their fields be read (`spec.projects.secrets: Data`). Whether certificates and host keys are verified stands in fields that are never read, and is not found.',
  remedy: 'Use the https:// or ssh:// address, and change the credentials.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories'],
  check: inSecrets('repository', ({ url = '' }) =>
    isPlaintext(url) ? [{ path: 'data.url', message: `${shown(url, 150)} is fetched in plain text` }] : [],
  ),
});
