import { inSets } from '../../argocd/audit/sets.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const applicationSetAnyRepository = argoCdRule({
  id: 'argocd/application-set-any-repository',
  title: 'Every repository of an organisation is deployed',
  severity: 'medium',
  reads: ['ApplicationSet spec.generators[].scmProvider'],
  why: 'A generator that asks a service for source code deploys what it finds: whoever may create a repository in the organisation deploys by it. Found is each such generator without filters, or with one that asks neither for the name nor for the label of the repository, as files and branches are up to whoever makes it; a topic of GitLab and tags of CodeCommit count as labels.',
  remedy: 'Add filters with repositoryMatch or labelMatch, for what only administrators of the organisation can set.',
  mapping: {},
  sources: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-SCM-Provider/'],
  check: inSets(({ generators }) =>
    generators
      .filter(({ type, chosen }) => type === 'scmProvider' && chosen !== true)
      .map(({ path, provider }) => ({
        path,
        message: `every repository${provider === undefined ? '' : ` of ${provider.slice(0, 40)}`} that it finds is deployed`,
      })),
  ),
});
