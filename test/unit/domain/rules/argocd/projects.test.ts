import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { judge } from '../judge.ts';
import { application, configMap, openDefault, PRODUCTION, project, secret, server } from './objects.ts';

const OWN = 'https://kubernetes.default.svc';

const told = (id: string, objects: readonly KubeObject[], spec: object = {}): string[] =>
  judge(`argocd/${id}`, { objects, spec }).map(
    ({ severity, object, path, message }) => `${severity} ${object.name} ${path}: ${message}`,
  );

const sources: [title: string, sourceRepos: string[], expected: string[]][] = [
  ['a star', ['*'], ['high team spec.sourceRepos[0]: permits every repository']],
  ['two stars', ['**'], ['high team spec.sourceRepos[0]: permits every repository']],
  ['a pattern that stops at slashes', ['https://a/b', '?*'], []],
  ['every https address', ['https://a/b', 'https://**'], ['high team spec.sourceRepos[1]: permits every repository']],
  ['every host with two steps', ['https://*/*/*'], ['high team spec.sourceRepos[0]: permits every repository']],
  ['every ssh address', ['ssh://git@**'], ['high team spec.sourceRepos[0]: permits every repository']],
  ['every registry', ['oci://**'], ['high team spec.sourceRepos[0]: permits every repository']],
  [
    'every organisation of a public host',
    ['https://github.com/*/*'],
    ['medium team spec.sourceRepos[0]: permits every repository of github.com, where anybody may have one'],
  ],
  ['one organisation of a public host', ['https://github.com/team/*'], []],
  ['a host of our own', ['https://git.example.com/**'], []],
  ['a star that a ! takes back', ['*', '!**'], []],
  ['only what a ! permits', ['!https://bad/*'], []],
  [
    'a star and a ! for something else',
    ['*', '!https://bad/*'],
    ['high team spec.sourceRepos[0]: permits every repository'],
  ],
];

for (const [title, sourceRepos, expected] of sources)
  test(`sources: ${title}`, (t) => {
    t.deepEqual(told('project-wildcard-source', [project({ sourceRepos })]), expected);
  });

const destinations: [title: string, list: object[], expected: string[]][] = [
  [
    'everywhere',
    [{ server: '*', namespace: '*' }],
    ['high team spec.destinations[0]: permits every namespace of every cluster'],
  ],
  [
    'by the name of the cluster',
    [
      { server: OWN, namespace: 'a' },
      { name: 'in-cluster', namespace: '?*' },
    ],
    ['high team spec.destinations[1]: permits every namespace of the cluster that Argo CD runs in'],
  ],
  [
    'another cluster',
    [{ name: 'prod', namespace: '*' }],
    ['medium team spec.destinations[0]: permits every namespace of cluster "prod"'],
  ],
  ['a prefix', [{ server: '*', namespace: 'team-*' }], []],
  [
    'a star that a ! takes back',
    [
      { server: '*', namespace: '*' },
      { server: '*', namespace: '!*' },
    ],
    [],
  ],
  ['only what a ! permits', [{ server: OWN, namespace: '!kube-system' }], []],
];

for (const [title, list, expected] of destinations)
  test(`destinations: ${title}`, (t) => {
    t.deepEqual(told('project-wildcard-destination', [project({ destinations: list })]), expected);
  });

test('a project with clusters of its own permits those alone, as far as they are known', (t) => {
  const scoped = project({ destinations: [{ server: '*', namespace: '*' }], permitOnlyProjectScopedClusters: true });
  const prod = secret('cluster', { server: 'https://prod', name: 'prod', project: 'team' });
  t.deepEqual(told('project-wildcard-destination', [scoped, prod]), [
    'medium team spec.destinations[0]: permits every namespace of cluster "prod"',
  ]);
  t.deepEqual(told('project-unscoped-clusters', [scoped, prod]), []);
  t.deepEqual(told('project-unscoped-clusters', [project({ destinations: [{ name: '*', namespace: 'a-*' }] })]), [
    'medium team spec.destinations[0]: permits clusters that nobody has named, and those yet to be registered',
  ]);
});

test('what Secrets and global projects add is told with where it comes from', (t) => {
  const global = project({ sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] }, 'base');
  const settings = configMap({ globalProjects: '- projectName: base\n  labelSelector: {}\n' });
  const cluster = secret('cluster', { server: OWN, project: 'team' }, 'own');
  t.deepEqual(told('project-wildcard-source', [project(), global, settings]), [
    'high team : permits every repository by AppProject base',
    'high base spec.sourceRepos[0]: permits every repository',
  ]);
  t.deepEqual(told('project-wildcard-destination', [project(), cluster]), [
    'high team : permits every namespace of the cluster that Argo CD runs in by Secret own',
  ]);
});

test('negated patterns are told where they permit something, and without passwords', (t) => {
  const found = (spec: object): string[] => told('project-negated-pattern', [project(spec)]);
  t.deepEqual(found({ sourceRepos: ['https://a/b', '!https://u:hunter2@bad/*'] }), [
    'high team spec.sourceRepos[1]: "!https://bad/*" permits every repository that it does not match',
  ]);
  t.deepEqual(found({ sourceRepos: ['!**'] }), []);
  t.deepEqual(found({ destinations: [{ server: OWN, namespace: '!kube-system' }] }), [
    'high team spec.destinations[0]: namespace "!kube-system" permits every other namespace',
  ]);
  t.deepEqual(found({ destinations: [{ name: 'prod', namespace: '!kube-system' }] }), [
    'high team spec.destinations[0]: namespace "!kube-system" permits every other namespace, and denies nothing, as it has no server',
  ]);
  t.deepEqual(found({ destinations: [{ server: '!https://prod', namespace: 'a' }] }), [
    'high team spec.destinations[0]: server "!https://prod" permits every other cluster',
  ]);
  t.deepEqual(found({ destinations: [{ server: OWN, namespace: '!*' }] }), []);
});

test('the namespace of Argo CD counts in its own cluster, and with kinds that matter', (t) => {
  const found = (spec: object, ...others: KubeObject[]): string[] =>
    told('project-allows-argocd-namespace', [project(spec), ...others]);
  const there = { destinations: [{ name: 'in-cluster', namespace: 'argocd' }] };
  t.deepEqual(found(there), [
    'high team spec.destinations[0]: permits Application, AppProject, ApplicationSet and 10 more in argocd, where Argo CD runs: who deploys by it is administrator of Argo CD',
  ]);
  t.deepEqual(found({ destinations: [{ name: 'prod', namespace: 'argocd' }] }), []);
  t.deepEqual(found({ destinations: [{ server: OWN, namespace: '!kube-system' }] }).length, 1);
  t.deepEqual(found({ ...there, namespaceResourceWhitelist: [{ group: 'monitoring.coreos.com', kind: '*' }] }), []);
  t.deepEqual(found(there, configMap({ 'cluster.inClusterEnabled': 'false' })), []);
  const renamed = secret('cluster', { server: OWN, name: 'home' });
  t.is(found({ destinations: [{ name: 'home', namespace: 'argocd' }] }, renamed).length, 1);
});

test('the project default counts as any other once it is not open any more', (t) => {
  const narrow = project({ destinations: [{ server: OWN, namespace: 'argocd' }] }, 'default');
  t.deepEqual(told('project-allows-argocd-namespace', [openDefault]), []);
  t.is(told('project-allows-argocd-namespace', [narrow]).length, 1);
  t.deepEqual(told('default-project-open', [narrow]), [
    'medium default spec.sourceRepos: the project of every Application that names none permits sources and destinations',
  ]);
});

test('a project default that is missing is made anew by a server', (t) => {
  t.deepEqual(told('default-project-open', [server()]), [
    'medium default : does not exist: Argo CD makes it anew when its server starts, with every permission',
  ]);
  t.deepEqual(told('default-project-open', []), []);
});

test('the plan of projects says itself that default is open', (t) => {
  t.deepEqual(told('default-project-open', [openDefault], { projects: { lockDefault: true } }), []);
  t.is(told('default-project-open', [openDefault], { projects: {} }).length, 1);
});

test('an open project default is the worst for Applications of other namespaces', (t) => {
  const { spec } = openDefault as KubeObject & { spec: object };
  const shared = project({ ...spec, sourceNamespaces: ['*'] }, 'default');
  const parameters = configMap({ 'application.namespaces': 'team-*' }, 'argocd-cmd-params-cm');
  t.is(told('application-in-any-namespace', [shared, parameters])[0]?.startsWith('critical default'), true);
  t.deepEqual(told('project-wildcard-source-namespace', [shared, parameters]), [
    'high default spec.sourceNamespaces[0]: Applications of every namespace may use it',
  ]);
  t.deepEqual(told('application-in-any-namespace', [shared, configMap({}, 'argocd-cmd-params-cm')]), []);
});

test('source namespaces are wide by glob and by plain regular expressions', (t) => {
  const found = (entry: string): number =>
    told('project-wildcard-source-namespace', [project({ sourceNamespaces: [entry] })]).length;
  t.deepEqual(['*', '?*', '/.*/', '/^.+$/', '/(.*)/', '/^(?:.*)$/'].map(found), [1, 1, 1, 1, 1, 1]);
  t.deepEqual(['team-*', '/^team-.*$/', '/team/', '//', '/'].map(found), [0, 0, 0, 0, 0]);
});

test('roles do not matter where projects deploy as accounts of their own', (t) => {
  const open = project({ namespaceResourceBlacklist: [] });
  const impersonates = configMap({ 'application.sync.impersonation.enabled': 'true' });
  t.is(told('project-allows-rbac-kinds', [open]).length, 1);
  t.deepEqual(told('project-allows-rbac-kinds', [open, impersonates]), []);
  const listed = project({
    namespaceResourceWhitelist: [{ group: '*', kind: 'Role' }],
    namespaceResourceBlacklist: [],
  });
  t.deepEqual(told('project-allows-rbac-kinds', [listed]), [
    'medium team spec.namespaceResourceWhitelist: permits Role: who deploys by it can grant himself every right in its namespaces',
  ]);
});

test('cluster-scoped kinds: names do not limit those that give every right', (t) => {
  const found = (...kinds: object[]): string[] =>
    told('project-permits-cluster-kinds', [project({ clusterResourceWhitelist: kinds }), server()]);
  t.deepEqual(found({ group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding', name: 'team' }), [
    'high team spec.clusterResourceWhitelist: permits ClusterRoleBinding, by which every right can be had',
  ]);
  t.deepEqual(found({ group: '', kind: 'Namespace' }), [
    'medium team spec.clusterResourceWhitelist: permits Namespace of any name: those of others, too',
  ]);
  t.deepEqual(found({ group: '', kind: 'Namespace', name: 'team-*' }), []);
  t.deepEqual(found({ group: '*', kind: '*' }), []);
  const both = project({
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    clusterResourceBlacklist: [{ group: '*', kind: '*' }],
  });
  t.deepEqual(told('project-wildcard-cluster-kind', [both]), []);
});

test('signatures: production projects, by what counts in the version', (t) => {
  const found = (spec: object, version: string, ...others: KubeObject[]): string[] =>
    told('project-no-source-integrity', [project(spec), server(version), ...others], PRODUCTION);
  const keys = { signatureKeys: [{ keyID: 'A' }] };
  const policy = (url: string, mode: string): object => ({
    sourceIntegrity: { git: { policies: [{ repos: [{ url }], gpg: { mode, keys: ['A'] } }] } },
  });
  const none = 'deploys into production, and commits need no signature';
  t.deepEqual(found(keys, '3.4.14'), []);
  t.deepEqual(found(keys, '3.6.2'), []);
  t.deepEqual(found({ ...keys, sourceIntegrity: { git: { policies: [] } } }, '3.6.2'), [
    `medium team spec.sourceIntegrity: ${none}`,
  ]);
  t.deepEqual(found(policy('*', 'strict'), '3.4.14'), [`medium team spec.signatureKeys: ${none}`]);
  t.deepEqual(found(policy('*', 'strict'), '3.6.2'), []);
  t.deepEqual(found(policy('*', 'none'), '3.6.2'), [`medium team spec.sourceIntegrity: ${none}`]);
  t.deepEqual(found(policy('https://other/*', 'head'), '3.6.2', application()), [
    'medium team spec.sourceIntegrity: deploys into production, and commits of "https://git.example.com/team/apps" need no signature',
  ]);
  t.deepEqual(found({}, '3.6.2', application({ source: { repoURL: 'https://charts', chart: 'web' } })), []);
});

test('signatures that are not verified are told', (t) => {
  const off = {
    containers: [{ name: 'main', args: ['argocd-server'], env: [{ name: 'ARGOCD_GPG_ENABLED', value: 'false' }] }],
  };
  const objects = [project({ signatureKeys: [{ keyID: 'A' }] }), server('3.6.2', off)];
  t.deepEqual(told('project-no-source-integrity', objects, PRODUCTION), [
    'medium team spec.sourceIntegrity: asks for signatures, which are not verified: ARGOCD_GPG_ENABLED is off in argocd-server',
  ]);
});

test('a project is one of production by its destinations or its Applications', (t) => {
  const found = (manual: object[], ...objects: KubeObject[]): number =>
    told('project-no-source-integrity', [project(), ...objects], { sync: { manual } }).length;
  t.is(found([{ namespaces: ['team-*'] }]), 1);
  t.is(found([{ namespaces: ['other'] }]), 0);
  t.is(found([{ applications: ['shop'] }]), 0);
  t.is(found([{ applications: ['shop'] }], application()), 1);
});

test('tokens and roles', (t) => {
  const role = (fields: object) => project({ roles: [{ name: 'ci', ...fields }] });
  t.deepEqual(
    told('project-role-token-without-expiry', [
      role({ jwtTokens: [{ iat: 1 }, { iat: 2, exp: 0 }, { iat: 3, exp: 9 }] }),
    ]),
    ['medium team spec.roles[0].jwtTokens: role "ci" has 2 tokens that never expire'],
  );
  const wide = (...policies: string[]): string[] =>
    told('project-role-wildcard', [role({ policies: policies.map((policy) => `p, proj:team:ci, ${policy}`) })]);
  t.deepEqual(
    wide('applications, get, team/*, allow', 'applications, *, team/*, allow', 'exec, create, team/*, allow'),
    [
      'medium team spec.roles[0].policies[1]: role "ci" has "p, proj:team:ci, applications, *, team/*, allow", and 1 more',
    ],
  );
  t.is(wide('applications, over*, team/a, allow').length, 1);
  t.deepEqual(
    wide('applications, *, team/*, deny', 'applications, action/*, team/*, allow', 'logs, get, team/*, allow'),
    [],
  );
  t.deepEqual(
    told('project-role-invalid', [role({ policies: ['p, proj:other:ci, applications, get, team/*, allow'] })]),
    ["low team spec.roles[0].policies[0]: Argo CD would refuse this policy: its subject must be 'proj:team:ci'"],
  );
});

test('windows', (t) => {
  const window = (fields: object): string[] =>
    told('project-window-ineffective', [
      project({
        syncWindows: [{ kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'], ...fields }],
      }),
    ]);
  t.deepEqual(window({ applications: [] }), [
    'high team spec.syncWindows[0]: the window deny "* * * * *" for 24h counts for nothing: it names no applications, namespaces or clusters',
  ]);
  t.deepEqual(window({ kind: 'Allow' }), [
    'medium team spec.syncWindows[0]: the window Allow "* * * * *" for 24h counts for nothing: its kind must be allow or deny, in lower case',
  ]);
  t.regex(window({ timeZone: 'Europe/Berlim' })[0] ?? '', /is one of UTC/);
  t.deepEqual(window({ timeZone: 'Europe/Berlin' }), []);
});
