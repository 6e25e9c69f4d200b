import { isProduction } from '../../argocd/audit/production.ts';
import { shown } from '../../argocd/audit/shown.ts';
import { isGit, sourcesOf } from '../../argocd/audit/sources.ts';
import { inUsableProjects } from '../../argocd/audit/checks.ts';
import { type ArgoCdView, type ProjectView } from '../../argocd/audit/view.ts';
import { globMatches } from '../../argocd/project/glob.ts';
import { textOf } from '../../argocd/project/lists.ts';
import { atLeast } from '../../argocd/project/version.ts';
import { argoCdRule, type Found, type RuleContext } from '../../audit/rule.ts';
import { type Asked, uncovered, withoutGpg } from '../../hardening/projects/signing.ts';
import { counted } from '../../text.ts';

/** What counts of the two fields: from 3.5 on, `signatureKeys` do not, where there is anything of the other. */
function inForce({ spec }: ProjectView, { version }: ArgoCdView): Asked {
  const signatureKeys = spec.signatureKeys ?? [];
  const git = atLeast(version, '3.5') === false ? undefined : spec.sourceIntegrity?.git;
  if (git === undefined) return { signatureKeys };
  return { signatureKeys: [], sourceIntegrity: { git: { policies: git.policies ?? [] } } };
}

const verifies = ({ signatureKeys, sourceIntegrity }: Asked): boolean =>
  signatureKeys.length > 0 ||
  (sourceIntegrity?.git.policies ?? []).some(({ gpg }) => gpg !== undefined && gpg.mode !== 'none');

/** The repositories that its Applications are made from; none for charts. */
function repositoriesOf({ applications }: ProjectView): string[] {
  const sources = applications.flatMap(sourcesOf).map(({ source }) => source);
  return [...new Set(sources.filter(isGit).map(({ repoURL }) => textOf(repoURL)))].toSorted();
}

/** Whatever it deploys to. */
function unverified(project: ProjectView, view: ArgoCdView): Found | undefined {
  const repositories = repositoriesOf(project);
  if (project.applications.length > 0 && repositories.length === 0) return undefined;
  const asked = inForce(project, view);
  const path = atLeast(view.version, '3.5') === false ? 'spec.signatureKeys' : 'spec.sourceIntegrity';
  if (!verifies(asked)) return { path, message: 'deploys into production, and commits need no signature' };
  const [off] = withoutGpg(view.facts.workloads);
  if (off !== undefined)
    return { path, message: `asks for signatures, which are not verified: ARGOCD_GPG_ENABLED is off in ${off}` };
  const without = uncovered(asked, repositories, (glob, text) => globMatches(glob, text, { version: view.version }));
  if (without.length === 0) return undefined;
  const rest = without.length > 1 ? ` and of ${counted(without.length - 1, 'other')}` : '';
  return {
    path,
    message: `deploys into production, and commits of ${shown(without[0] ?? '')}${rest} need no signature`,
  };
}

function inProduction(project: ProjectView, view: ArgoCdView, context: RuleContext): Found[] {
  const found = unverified(project, view);
  return found !== undefined && isProduction(project, view, context) ? [found] : [];
}

export const projectNoSourceIntegrity = argoCdRule({
  id: 'argocd/project-no-source-integrity',
  title: 'Commits that go into production need no signature',
  severity: 'medium',
  reads: [
    'AppProject spec.sourceIntegrity',
    'AppProject spec.signatureKeys',
    'Application spec.source',
    'policy spec.sync.manual',
  ],
  why: 'Without signatures, whoever can write to the repository, or to the service that hosts it, decides what runs in production. Found is a project that may deploy into what `spec.sync.manual` calls production, by its Applications or its destinations, and that asks for no signature; for none of a repository that its Applications use, as such are not verified; or that asks while verification is switched off in a workload of Argo CD. Up to Argo CD 3.4 that is `signatureKeys`, from 3.5 on `sourceIntegrity`, beside which `signatureKeys` do not count. Helm charts and OCI artefacts cannot be verified this way, and a project with nothing else is not found. Projects that the policy generates have a rule of their own for single repositories.',
  remedy:
    'Name the keys in sourceIntegrity, in a policy for every repository of the project, or in signatureKeys before Argo CD 3.5.',
  mapping: {},
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/source-integrity/',
    'argoproj/argo-cd: util/sourceintegrity, pkg/apis/application/v1alpha1/types.go, EffectiveSourceIntegrity',
  ],
  asked: ({ sync }) => (sync?.manual.length ?? 0) > 0,
  check: inUsableProjects(inProduction),
});
