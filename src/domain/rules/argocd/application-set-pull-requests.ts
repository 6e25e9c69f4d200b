import { inSets } from '../../argocd/audit/sets.ts';
import { argoCdRule } from '../../audit/rule.ts';

export const applicationSetPullRequests = argoCdRule({
  id: 'argocd/application-set-pull-requests',
  title: 'Pull requests of anybody are deployed',
  severity: 'high',
  reads: ['ApplicationSet spec.generators[].pullRequest'],
  why: 'A generator for pull requests deploys what somebody asks to have merged, before anybody has looked at it; where the repository is public, that somebody may be anyone. A label that only members can set is the one filter that asks whether it should be: titles and branches are chosen by whoever writes the pull request. Found is each such generator without labels. Bitbucket has none, so its generators are always found.',
  remedy: 'List labels that only reviewers can set, and deploy to a project and a cluster that hold nothing else.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Pull-Request/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/',
  ],
  check: inSets(({ generators }) =>
    generators
      .filter(({ type, chosen }) => type === 'pullRequest' && chosen !== true)
      .map(({ path, provider }) => ({
        path,
        message: `every pull request${provider === undefined ? '' : ` of ${provider.slice(0, 40)}`} is deployed, whoever wrote it`,
      })),
  ),
});
