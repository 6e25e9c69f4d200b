import { productionOf } from '../../argocd/audit/production.ts';
import { mutable } from '../../argocd/audit/revision.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { sourcesOf } from '../../argocd/audit/sources.ts';
import { inApplications } from '../../argocd/audit/checks.ts';
import { type ArgoCdView } from '../../argocd/audit/view.ts';
import { textOf } from '../../argocd/project/lists.ts';
import type { Application } from '../../argocd/resources.ts';
import { argoCdRule, type Found, type RuleContext } from '../../audit/rule.ts';

function followed(application: Application, view: ArgoCdView, context: RuleContext): Found[] {
  if (!productionOf(view, context).has(application)) return [];
  return sourcesOf(application).flatMap(({ path, source }) => {
    const found = mutable(source);
    if (found === undefined) return [];
    const url = shown(textOf(source.repoURL));
    const message = `production follows ${found.follows} of ${url}`;
    return [{ path: `${path}.targetRevision`, message, ...(found.fixed && { severity: 'low' }) }];
  });
}

export const mutableRevision = argoCdRule({
  id: 'argocd/mutable-revision',
  title: 'Production follows a revision that may change',
  severity: 'medium',
  reads: [
    'Application spec.source.targetRevision',
    'Application spec.sources[].targetRevision',
    'policy spec.sync.manual',
  ],
  why: 'A branch is whatever was last pushed to it, and a range is whatever was last published: what is reviewed before a sync and what is deployed by it may be two things. Found are sources of Applications that lead into what `spec.sync.manual` calls production, unless they name a commit by its 40 digits, the exact version of a Helm chart, or the digest of an OCI artefact. Branches, HEAD, ranges and plain tags are medium; tags that are versions, and shortened commits, which somebody would have to move or to imitate, are low. What a hydrator writes to is a branch by design, and only what it reads is looked at.',
  remedy: 'Name the commit, the exact version of the chart, or the digest; let a pull request change it.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/',
    'argoproj/argo-cd: util/git/client.go, util/versions/tags.go',
  ],
  asked: ({ sync }) => (sync?.manual.length ?? 0) > 0,
  check: inApplications(followed),
});
