import { at, type Case } from './case.ts';

const role = (more: object) => ({ roles: [{ name: 'ops', namespaces: ['apps-*'], preset: 'viewer', ...more }] });
const rules = (rule: object) => role({ preset: undefined, rules: [{ ...pods, ...rule }] });

const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const many = (length: number, value: unknown) => Array.from({ length }, () => value);

/** Each rule of the sections for production gates, Roles and settings. */
export const rbacCases: Readonly<Record<string, Case>> = {
  'a production gate': at(
    'sync',
    (value) => ({ manual: [value] }),
    [
      { namespaces: ['apps-*-prod', 'apps-vaultwarden'] },
      { applications: ['*', 'a?-[ab]-[!0-9]', '{prod,live}-*', String.raw`a\*`] },
      { clusters: ['in-cluster', 'https://kubernetes.default.svc'] },
    ],
    [
      {},
      { namespaces: [] },
      { namespaces: [], applications: [], clusters: [] },
      { namespaces: [''] },
      { namespaces: ['!apps'] },
      ...['[', '[]', '[a', '[z-a]', 'a]', '{', '{}', '{a', '{a,}', '{a*,b}', '{a,{b,c}}', 'a}', 'a\\', 'é', 'a b'].map(
        (glob) => ({
          namespaces: [glob],
        }),
      ),
      { applications: ['!apps'] },
      { clusters: ['!in-cluster'] },
      { projects: ['apps'] },
      { namespaces: many(65, 'a') },
    ],
  ),
  'a role': at(
    'rbac',
    (value) => ({ roles: [value] }),
    [
      { name: 'viewers', namespaces: ['apps-*'], preset: 'viewer' },
      { name: 'viewers', namespaceSelector: {}, preset: 'tenant', rules: [] },
      { name: 'viewers', namespaces: ['a'], namespaceSelector: { matchLabels: { team: 'a' } }, rules: [pods] },
    ],
    [
      { name: 'viewers', namespaces: ['a'] },
      { name: 'viewers', namespaces: ['a'], rules: [] },
      { name: 'viewers', namespaces: ['a'], preset: 'viewer', rules: [pods] },
      { name: 'viewers', preset: 'viewer' },
      { name: 'viewers', preset: 'viewer', namespaces: [] },
      { name: 'viewers', preset: 'viewer', namespaces: ['!a'] },
      { name: 'viewers', preset: 'viewer', namespaces: ['A'] },
      { name: 'viewers', preset: 'admin', namespaces: ['a'] },
      { name: 'a.b', preset: 'viewer', namespaces: ['a'] },
      { preset: 'viewer', namespaces: ['a'] },
    ],
  ),
  'the names of roles': at(
    'rbac',
    (roles) => ({ roles }),
    [[], Array.from({ length: 64 }, (_, i) => ({ name: `r${i}`, namespaces: ['a'], preset: 'viewer' }))],
    [
      many(2, { name: 'a', namespaces: ['a'], preset: 'viewer' }),
      Array.from({ length: 65 }, (_, i) => ({ name: `r${i}`, namespaces: ['a'], preset: 'viewer' })),
    ],
  ),
  'a subject': at(
    'rbac',
    (value) => role({ subjects: [value] }),
    [
      { kind: 'User', name: 'max@example.com' },
      { kind: 'Group', name: 'oidc:Domain Users' },
      { kind: 'ServiceAccount', name: 'ci', namespace: 'ci' },
    ],
    [
      {},
      { kind: 'User' },
      { kind: 'User', name: '' },
      { kind: 'User', name: 'max', namespace: 'a' },
      { kind: 'Group', name: 'ops', namespace: 'a' },
      { kind: 'ServiceAccount', name: 'ci' },
      { kind: 'ServiceAccount', name: 'ci', namespace: '' },
      { kind: 'ServiceAccount', name: 'Ci/x', namespace: 'ci' },
      { kind: 'user', name: 'max' },
    ],
  ),
  'a verb': at(
    'rbac',
    (value) => rules({ verbs: [value] }),
    ['get', 'deletecollection', 'request-serviceaccounts-token-audience'],
    ['', '*', 'escalate', 'bind', 'impersonate', 'impersonate-on:user-info:list', 'Get', 'g*', 'get list'],
  ),
  'a resource': at(
    'rbac',
    (value) => rules({ resources: [value] }),
    ['pods', 'pods/log', 'tokenreviews.x'],
    ['', '*', '*/scale', 'pods/*', 'po*', 'Pods', 'pods/', '/log', 'a/b/c'],
  ),
  'an API group': at(
    'rbac',
    (value) => rules({ apiGroups: [value] }),
    ['', 'apps', 'networking.k8s.io'],
    ['*', '*.k8s.io', 'Apps', 'apps/v1'],
  ),
  'a rule of a role': at(
    'rbac',
    rules as (value: unknown) => object,
    [{}, { resourceNames: [] }, { resourceNames: ['a:b', 'c'] }],
    [
      { apiGroups: [] },
      { resources: [] },
      { verbs: [] },
      { verbs: undefined },
      { resourceNames: ['*'] },
      { resourceNames: [''] },
      { nonResourceURLs: ['/metrics'] },
    ],
  ),
  'projects that impersonate': at(
    'rbac',
    (projects) => ({ impersonation: { projects } }),
    [[], ['*'], ['apps', 'team-?.apps']],
    [[''], ['!apps'], ['Apps'], 'apps'],
  ),
  'a setting': at(
    'settings',
    (value) => ({ keys: [value] }),
    [
      { id: 'argocd-cm/users.anonymous.enabled', value: 'false' },
      { id: 'argocd-cmd-params-cm/server.insecure' },
      { id: 'argocd-rbac-cm/policy.default', value: '' },
      { id: 'argocd-cm/exec.enabled', skip: true },
      { id: 'argocd-rbac-cm/policy.csv:everybody', skip: true },
      { id: 'argocd-cm/resource.customizations.health.argoproj.io_Application', value: 'a\nb 👩', skip: false },
    ],
    [
      {},
      { id: '' },
      { id: 'users.anonymous.enabled' },
      { id: 'argocd-cm/' },
      { id: '/a' },
      { id: 'argocd-cm/a/b' },
      { id: 'argocd-cm/a b' },
      { id: 'Argocd-cm/a' },
      { id: 'argocd-cm/a', value: false },
      { id: 'argocd-cm/a', value: '', skip: true },
      { id: 'argocd-cm/a', value: 'a'.repeat(4097) },
    ],
  ),
  'the keys of settings': at(
    'settings',
    (keys) => ({ keys }),
    [[], Array.from({ length: 128 }, (_, i) => ({ id: `argocd-cm/${i}` }))],
    [many(2, { id: 'argocd-cm/a' }), Array.from({ length: 129 }, (_, i) => ({ id: `argocd-cm/${i}` }))],
  ),
};
