import { isPlaintext } from '../../argocd/audit/plaintext.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { sourcesOf } from '../../argocd/audit/sources.ts';
import { inApplications } from '../../argocd/audit/checks.ts';
import { textOf } from '../../argocd/project/lists.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const applicationSourcePlaintext = argoCdRule({
  id: 'argocd/application-source-plaintext',
  title: 'An Application is fetched without encryption',
  severity: 'medium',
  reads: ['Application spec.source.repoURL', 'Application spec.sources[].repoURL'],
  why: 'What comes over plain HTTP is whatever the network makes of it: whoever sits between the repo-server and the repository decides what is deployed, and reads the credentials that are sent along. Found is each source whose URL begins with http://, in the cluster as well. Signatures that are verified would notice a changed commit, but not that credentials are read.',
  remedy: 'Use the https:// or ssh:// address of the repository.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/'],
  check: inApplications((application) =>
    sourcesOf(application).flatMap(({ path, source }) => {
      const url = textOf(source.repoURL);
      if (!isPlaintext(url)) return [];
      return [{ path: `${path}.repoURL`, message: `is fetched in plain text: ${shown(url, 150)}` }];
    }),
  ),
});
