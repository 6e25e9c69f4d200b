import type { CasesById, RuleCase } from '../case.ts';
import {
  application,
  applicationSet,
  clusterAdmin,
  configMap,
  controller,
  openDefault,
  PRODUCTION,
  project,
  secret,
  server,
} from './objects.ts';

type Objects = RuleCase['objects'];

const both = (fails: Objects, passes: Objects, rest: Omit<RuleCase, 'objects'> = {}) => ({
  fails: { objects: fails, ...rest },
  passes: { objects: passes, ...rest },
});

const OWN = 'https://kubernetes.default.svc';
const RBAC = 'rbac.authorization.k8s.io';
const generated = {
  ownerReferences: [{ apiVersion: '', kind: 'ApplicationSet', name: 'shops', uid: '', controller: true }],
};
const git = { git: { repoURL: 'https://git.example.com/team/apps', directories: [{ path: '*' }] } };
const elsewhere = configMap({ 'application.namespaces': 'team-*' }, 'argocd-cmd-params-cm');
const twoProjects = [project(), project({}, 'other')];

const role = (policy: string): ReturnType<typeof project> =>
  project({ roles: [{ name: 'ci', policies: [`p, proj:team:ci, ${policy}`] }] });

const projects: CasesById = {
  'argocd/default-project-open': both([openDefault], [project({ sourceRepos: [], destinations: [] }, 'default')]),
  'argocd/default-project-used': both([openDefault, application({ project: '' })], [openDefault, application()]),
  'argocd/project-wildcard-source': both([project({ sourceRepos: ['*'] })], [project()]),
  'argocd/project-wildcard-destination': both(
    [project({ destinations: [{ server: OWN, namespace: '*' }] })],
    [project()],
  ),
  'argocd/project-wildcard-cluster-kind': both(
    [project({ clusterResourceWhitelist: [{ group: '*', kind: '*' }] })],
    [project({ clusterResourceWhitelist: [] })],
  ),
  'argocd/project-wildcard-source-namespace': both(
    [project({ sourceNamespaces: ['*'] })],
    [project({ sourceNamespaces: ['team-*'] })],
  ),
  'argocd/project-negated-pattern': both(
    [project({ sourceRepos: ['https://good/*', '!https://bad/*'] })],
    [project({ sourceRepos: ['https://good/*'] })],
  ),
  'argocd/project-allows-argocd-namespace': both(
    [project({ destinations: [{ server: OWN, namespace: 'argo*' }] })],
    [project({ destinations: [{ server: OWN, namespace: 'argo-rollouts' }] })],
  ),
  'argocd/project-allows-kube-system': both(
    [project({ destinations: [{ name: 'prod', namespace: 'kube-*' }] })],
    [project({ destinations: [{ name: 'prod', namespace: 'team-*' }] })],
  ),
  'argocd/project-allows-rbac-kinds': both([project({ namespaceResourceBlacklist: [] })], [project()]),
  'argocd/project-permits-cluster-kinds': both(
    [project({ clusterResourceWhitelist: [{ group: RBAC, kind: 'ClusterRole*' }] })],
    [project({ clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-a' }] }), server()],
  ),
  'argocd/project-no-source-integrity': both([project(), server()], [project({ signatureKeys: [{ keyID: 'A' }] })], {
    spec: PRODUCTION,
  }),
  'argocd/project-unscoped-clusters': both(
    [project({ destinations: [{ server: '*', namespace: 'team-*' }] })],
    [project({ destinations: [{ server: '*', namespace: 'team-*' }], permitOnlyProjectScopedClusters: true })],
  ),
  'argocd/project-orphans-unwatched': both(
    [project({ orphanedResources: undefined }), application()],
    [project({ orphanedResources: {} }), application()],
  ),
  'argocd/project-role-token-without-expiry': both(
    [project({ roles: [{ name: 'ci', jwtTokens: [{ iat: 1 }] }] })],
    [project({ roles: [{ name: 'ci', jwtTokens: [{ iat: 1, exp: 2 }] }] })],
  ),
  'argocd/project-role-wildcard': both(
    [role('applications, *, team/*, allow')],
    [role('applications, sync, team/*, allow')],
  ),
  'argocd/project-role-invalid': both([role('*, get, team/*, allow')], [role('applications, get, team/*, allow')]),
  'argocd/project-window-ineffective': both(
    [project({ syncWindows: [{ kind: 'Deny', schedule: '* * * * *', duration: '24h', applications: ['*'] }] })],
    [project({ syncWindows: [{ kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] }] })],
  ),
  'argocd/application-in-any-namespace': both(
    [elsewhere, project({ sourceNamespaces: ['team-a'], destinations: [{ server: OWN, namespace: 'argocd' }] })],
    [elsewhere, project({ sourceNamespaces: ['team-a'] })],
  ),
};

const applications: CasesById = {
  'argocd/mutable-revision': both(
    [application({ source: { repoURL: 'https://git.example.com/team/apps', targetRevision: 'main' } })],
    [application()],
    { spec: PRODUCTION },
  ),
  'argocd/prune-allow-empty': both(
    [application({ syncPolicy: { automated: { prune: true, allowEmpty: true } } })],
    [application({ syncPolicy: { automated: { prune: true } } })],
  ),
  'argocd/ignore-differences-hides-drift': both(
    [application({ ignoreDifferences: [{ group: RBAC, kind: 'ClusterRole', jsonPointers: ['/rules'] }] })],
    [application({ ignoreDifferences: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }] })],
  ),
  'argocd/risky-sync-option': both(
    [application({ syncPolicy: { syncOptions: ['Replace=true'] } })],
    [application({ syncPolicy: { syncOptions: ['ServerSideApply=true', 'Replace=false'] } })],
  ),
  'argocd/application-skips-reconcile': both(
    [application({}, { annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' } })],
    [application({}, { annotations: { 'argocd.argoproj.io/skip-reconcile': 'false' } })],
  ),
  'argocd/application-source-plaintext': both(
    [application({ source: { repoURL: 'http://git.example.com/team/apps' } })],
    [application()],
  ),
  'argocd/application-set-templated-project': both(
    [applicationSet({ generators: [git], template: { spec: { project: '{{ .path.basename }}' } } })],
    [applicationSet({ generators: [git] })],
  ),
  'argocd/application-set-pull-requests': both(
    [applicationSet({ generators: [{ pullRequest: { github: { owner: 'team', repo: 'apps' } } }] })],
    [applicationSet({ generators: [{ pullRequest: { github: { owner: 'team', repo: 'apps', labels: ['ok'] } } }] })],
  ),
  'argocd/application-set-any-repository': both(
    [applicationSet({ generators: [{ scmProvider: { github: { organization: 'team' } } }] })],
    [
      applicationSet({
        generators: [{ scmProvider: { github: { organization: 'team' }, filters: [{ repositoryMatch: '^apps$' }] } }],
      }),
    ],
  ),
  'argocd/application-set-insecure': both(
    [applicationSet({ generators: [{ scmProvider: { gitea: { owner: 'team', insecure: true } } }] })],
    [applicationSet({ generators: [{ scmProvider: { gitea: { owner: 'team', insecure: false } } }] })],
  ),
  'argocd/application-set-deletes': both(
    [applicationSet({ generators: [git] }), application({}, generated)],
    [
      applicationSet({ generators: [git], syncPolicy: { preserveResourcesOnDeletion: true } }),
      application({}, generated),
    ],
    { spec: PRODUCTION },
  ),
};

const installs: CasesById = {
  'argocd/repository-secret-insecure': both(
    [secret('repository', { url: 'http://git.example.com/team/apps' })],
    [secret('repository', { url: 'https://git.example.com/team/apps' })],
  ),
  'argocd/repository-unscoped': both(
    [...twoProjects, secret('repository', { url: 'https://git.example.com/team/apps' })],
    [...twoProjects, secret('repository', { url: 'https://git.example.com/team/apps', project: 'team' })],
  ),
  'argocd/cluster-secret-insecure': both(
    [secret('cluster', { server: 'http://prod:8080' })],
    [secret('cluster', { server: 'https://prod:6443' })],
  ),
  'argocd/cluster-unscoped': both(
    [...twoProjects, secret('cluster', { server: 'https://prod:6443' })],
    [...twoProjects, secret('cluster', { server: 'https://prod:6443', project: 'team' })],
  ),
  'argocd/resource-exclusions': both(
    [configMap({ 'resource.exclusions': '- apiGroups: ["*"]\n  kinds: [NetworkPolicy]\n' })],
    [configMap({ 'resource.exclusions': '- apiGroups: [""]\n  kinds: [Endpoints]\n' })],
  ),
  'argocd/settings': both(
    [configMap({ 'helm.valuesFileSchemes': 'https', 'users.anonymous.enabled': 'true' })],
    [configMap({ 'helm.valuesFileSchemes': 'https' })],
    { spec: {} },
  ),
  'argocd/impersonation-off': both(
    [controller(), ...clusterAdmin()],
    [controller(), ...clusterAdmin({ apiGroups: ['apps'], resources: ['*'], verbs: ['*'] })],
  ),
  'argocd/known-advisory': both([server('3.5.3')], [server('3.6.2')]),
  'argocd/unsupported-version': both([server('3.3.15')], [server('3.4.14')]),
};

export const cases: CasesById = { ...projects, ...applications, ...installs };
