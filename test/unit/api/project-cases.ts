import { at, type Case } from './case.ts';

const item = (field: string) => (value: unknown) => ({ items: [{ name: 'apps', [field]: value }] });
const one = (field: string) => (value: unknown) => item(field)([value]);
const window = (more: object) => ({ ...always, ...more });

const always = { kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] };
const key = 'D56C4FCA57A46444';
const fingerprint = `${'0'.repeat(24)}${key}`;
const gpg = { mode: 'head', keys: [key] };
const repos = [{ url: '*' }];
const many = (length: number, value: unknown) => Array.from({ length }, () => value);
const named = (length: number) => Array.from({ length }, (_, i) => ({ name: `p${i}` }));

/** Each rule of the section that generates AppProjects. */
export const projectCases: Readonly<Record<string, Case>> = {
  'a project': at(
    'projects',
    (value) => ({ items: [value] }),
    [{ name: 'apps' }, { name: 'team-a.apps' }, { name: '0' }, { name: 'default' }, { name: 'a'.repeat(253) }],
    [
      {},
      { name: '' },
      { name: 'Apps' },
      { name: 'a_b' },
      { name: 'a..b' },
      { name: 'a.' },
      { name: '*' },
      { name: 'a:b' },
      { name: 'a'.repeat(254) },
      { name: 'apps', description: 'a'.repeat(256) },
      { name: 'apps', sourceRepo: [] },
      'apps',
    ],
  ),
  'the names of projects': at(
    'projects',
    (value) => value as object,
    [
      {},
      { items: [] },
      { items: named(200) },
      { lockDefault: true, items: [{ name: 'apps' }] },
      { lockDefault: false, items: [{ name: 'default' }] },
    ],
    [
      { items: named(257) },
      { items: [{ name: 'apps' }, { name: 'apps' }] },
      { lockDefault: true, items: [{ name: 'apps' }, { name: 'default' }] },
      { lockDefault: 'yes' },
      { secrets: 'All' },
    ],
  ),
  'a repository': at(
    'projects',
    one('sourceRepos'),
    ['*', 'https://gitea.local/max/homelab-gitops.git', 'git@gitea.local:max/*', 'https://a/!b', 'a'.repeat(512)],
    ['', '!*', '!https://a/b', ' https://a', 'https://a/ b', 'a\n', 'https://ä.de', 'a'.repeat(513), null, {}],
  ),
  'a namespace of Applications': at(
    'projects',
    one('sourceNamespaces'),
    ['apps', 'apps-*', '/^team-[ab]$/'],
    ['', '!apps', 'a b'],
  ),
  'a destination': at(
    'projects',
    one('destinations'),
    [
      { server: 'https://kubernetes.default.svc', namespace: 'apps-*' },
      { name: 'in-cluster', namespace: '*' },
      { server: '*', name: '*', namespace: '*' },
    ],
    [
      {},
      { namespace: 'apps' },
      { server: '*' },
      { server: '', namespace: 'apps' },
      { server: '*', namespace: '' },
      { server: '*', namespace: '!kube-system' },
      { server: '!https://a', namespace: '*' },
      { name: '!in-cluster', namespace: '*' },
      { server: '*', namespace: 'a b' },
    ],
  ),
  'a kind': at(
    'projects',
    one('namespaceResourceBlacklist'),
    [
      { group: '', kind: 'ConfigMap' },
      { group: '*', kind: '*' },
      { group: 'apps', kind: 'Daemon?et' },
      { group: '*.crossplane.io', kind: 'X*' },
    ],
    [
      {},
      { kind: 'ConfigMap' },
      { group: '' },
      { group: '', kind: '' },
      { group: '!apps', kind: '*' },
      { group: '', kind: '!Secret' },
      { group: '', kind: '[A-Z]*' },
      { group: '', kind: '{Secret,ConfigMap}' },
      { group: 'Apps', kind: 'Deployment' },
      { group: '', kind: 'Secret', name: 'a' },
    ],
  ),
  'a cluster-scoped kind': at(
    'projects',
    one('clusterResourceWhitelist'),
    [
      { group: '', kind: 'Namespace' },
      { group: '', kind: 'Namespace', name: 'apps-*' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:aggregate-to-view' },
    ],
    [
      { group: '', kind: 'Namespace', name: '' },
      { group: '', kind: 'Namespace', name: '!kube-system' },
      { group: '', kind: 'Namespace', name: 'apps[' },
      { group: '', kind: 'Namespace', name: '{a,b}' },
      { group: '', kind: 'Namespace', name: 'a\\' },
    ],
  ),
  'a ServiceAccount to deploy as': at(
    'projects',
    one('destinationServiceAccounts'),
    [
      { server: '*', namespace: 'apps-*', defaultServiceAccount: 'deployer' },
      { server: 'https://kubernetes.default.svc', namespace: '{a,b}', defaultServiceAccount: 'argocd:apps.deployer' },
    ],
    [
      { server: '*', namespace: 'apps' },
      { server: '*', namespace: 'apps', defaultServiceAccount: '' },
      { server: '*', namespace: 'apps', defaultServiceAccount: ' ' },
      { server: '*', namespace: 'apps', defaultServiceAccount: '*' },
      { server: '*', namespace: 'apps', defaultServiceAccount: 'a/b' },
      { server: '*', namespace: 'apps', defaultServiceAccount: 'a:b:c' },
      { server: '*', namespace: 'apps', defaultServiceAccount: 'a:' },
      { server: '*', namespace: '!apps', defaultServiceAccount: 'a' },
      { server: 'https://!a', namespace: 'apps', defaultServiceAccount: 'a' },
    ],
  ),
  'the roles of a project': at(
    'projects',
    item('roles'),
    [
      [{ name: 'deployer' }, { name: 'Viewer_2', description: 'für alle 👩‍💻', groups: ['"a, b"', 'Domain Users'] }],
      [{ name: 'ci', policies: ['p, proj:apps:ci, applications, sync, apps/*, allow'] }],
      [{ name: 'a', description: '👩'.repeat(255) }],
    ],
    [
      [{}],
      [{ name: 'a' }, { name: 'a' }],
      [{ name: 'a.b' }],
      [{ name: '-a' }],
      [{ name: 'a ' }],
      [{ name: 'a', policies: [''] }],
      [{ name: 'a', policies: 'p' }],
      [{ name: 'a', jwtTokens: [] }],
      [{ name: 'a', description: '👩'.repeat(256) }],
      many(33, { name: 'a' }),
    ],
  ),
  'a sync window': at(
    'projects',
    one('syncWindows'),
    [
      always,
      window({ kind: 'allow', schedule: '0 22-23/1 1,15 JAN-MAR mon', duration: '1h30m', manualSync: true }),
      { kind: 'deny', schedule: '0 8 * * ?', duration: '1.5h', clusters: ['in-cluster'], timeZone: 'Europe/Berlin' },
      { kind: 'deny', schedule: '* * * * *', duration: '24h', namespaces: ['*'], andOperator: true, syncOverrun: true },
    ],
    [
      {},
      window({ kind: 'Deny' }),
      window({ schedule: '@daily' }),
      window({ schedule: '0 0 * * * *' }),
      window({ schedule: '* * * *' }),
      window({ schedule: ' * * * * *' }),
      window({ schedule: 'TZ=UTC * * * * *' }),
      window({ schedule: '*  * * * *' }),
      window({ duration: '1d' }),
      window({ duration: '24' }),
      window({ duration: '-24h' }),
      window({ duration: '24 h' }),
      window({ duration: '' }),
      window({ applications: [] }),
      window({ applications: ['!a'] }),
      window({ namespaces: ['!a'] }),
      window({ clusters: ['!a'] }),
      window({ timeZone: 'a b' }),
      window({ timeZone: '' }),
      window({ andOperator: 'true' }),
    ],
  ),
  'a key that must have signed': at(
    'projects',
    one('signatureKeys'),
    [{ keyID: key }, { keyID: fingerprint }],
    [
      {},
      { keyID: '' },
      { keyID: key.toLowerCase() },
      { keyID: fingerprint.toLowerCase() },
      { keyID: key.slice(1) },
      { keyID: `${key}0` },
      { keyID: fingerprint.slice(1) },
      { keyID: 'G56C4FCA57A46444' },
      { keyID: '0x57A464440000000' },
      key,
    ],
  ),
  'a policy of source integrity': at(
    'projects',
    (value) => item('sourceIntegrity')({ git: { policies: [value] } }),
    [
      { repos, gpg },
      { repos: [{ url: '*' }, { url: '!https://a/b' }], gpg: { mode: 'strict', keys: [key, fingerprint] } },
      { repos, gpg: { mode: 'none' } },
    ],
    [
      { repos },
      { gpg },
      { repos: [], gpg },
      { repos: [{ url: '!https://a/b' }], gpg },
      { repos: [{ url: '!!a' }, { url: '*' }], gpg },
      { repos: [{ url: '' }], gpg },
      { repos, gpg: {} },
      { repos, gpg: { mode: 'head' } },
      { repos, gpg: { mode: 'strict', keys: [] } },
      { repos, gpg: { mode: 'Head', keys: [key] } },
      { repos, gpg: { mode: 'head', keys: [key.toLowerCase()] } },
      { repos, gpg: { mode: 'head', keys: ['max'] } },
    ],
  ),
  'source integrity': at(
    'projects',
    item('sourceIntegrity'),
    [{ git: { policies: [{ repos, gpg }] } }],
    [{}, { git: {} }, { git: { policies: [] } }, { git: null }],
  ),
  'orphaned resources': at(
    'projects',
    item('orphanedResources'),
    [{}, { warn: true, ignore: [{}, { group: 'apps', kind: 'Deployment', name: 'a*' }] }],
    [{ warn: 'true' }, { ignore: ['ConfigMap'] }, []],
  ),
};
