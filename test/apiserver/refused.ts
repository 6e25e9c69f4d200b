/** Specs that the API server must refuse. */

const ports = [443];
const git = (peer: object) => ({ network: { egress: { git: [peer] } } });
const ingress = (peer: object) => ({ network: { ingress: [peer] } });

const item = (more: object) => ({ projects: { items: [{ name: 'apps', ...more }] } });
const destination = (more: object) => item({ destinations: [{ server: '*', namespace: '*', ...more }] });
const window = (more: object) => item({ syncWindows: [{ ...always, ...more }] });
const account = (more: object) => item({ destinationServiceAccounts: [{ ...deployer, ...more }] });
const integrity = (policy: object) => item({ sourceIntegrity: { git: { policies: [policy] } } });
const role = (more: object) => ({ rbac: { roles: [{ name: 'ops', namespaces: ['a'], preset: 'viewer', ...more }] } });
const rule = (more: object) => role({ preset: undefined, rules: [{ ...pods, ...more }] });
const setting = (more: object) => ({ settings: { keys: [{ id: 'argocd-cm/url', ...more }] } });

const always = { kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] };
const deployer = { server: '*', namespace: '*', defaultServiceAccount: 'deployer' };
const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const repos = [{ url: '*' }];

type Refusal = readonly [spec: unknown, field: string, remedy?: string];

const ofProjects: Readonly<Record<string, Refusal>> = {
  'the name of a project in upper case': [
    { projects: { items: [{ name: 'Apps' }] } },
    'spec.projects.items[0].name:',
    'must consist of lower-case letters',
  ],
  'a project twice': [
    { projects: { items: [{ name: 'apps' }, { name: 'apps' }] } },
    'spec.projects.items[1]: Duplicate value',
  ],
  '257 projects': [
    { projects: { items: Array.from({ length: 257 }, (_, i) => ({ name: `p${i}` })) } },
    'spec.projects.items: Too many',
  ],
  'an item default beside lockDefault': [
    { projects: { lockDefault: true, items: [{ name: 'default' }] } },
    'spec.projects:',
    'remove one of them',
  ],
  'a negated repository': [
    item({ sourceRepos: ['*', '!https://a'] }),
    'items[0].sourceRepos[1]:',
    'would permit everything that does not match it; list what is permitted',
  ],
  'a negated namespace': [destination({ namespace: '!a' }), 'destinations[0].namespace:', 'list what is permitted'],
  'a negated server': [destination({ server: '!a' }), 'destinations[0].server:', 'list what is permitted'],
  'a negated cluster name': [destination({ name: '!a' }), 'destinations[0].name:', 'list what is permitted'],
  'a negated namespace of Applications': [
    item({ sourceNamespaces: ['!a'] }),
    'items[0].sourceNamespaces[0]:',
    'list what is meant',
  ],
  'a destination without a cluster': [
    item({ destinations: [{ namespace: 'apps' }] }),
    'items[0].destinations[0]:',
    "by server or by name; to mean every cluster, write server: '*'",
  ],
  'a kind that Argo CD cannot read': [
    item({ namespaceResourceBlacklist: [{ group: '', kind: '[Secret' }] }),
    'namespaceResourceBlacklist[0].kind:',
  ],
  'a name of a cluster-scoped kind that Argo CD cannot read': [
    item({ clusterResourceBlacklist: [{ group: '', kind: 'Namespace', name: '{a,b}' }] }),
    'clusterResourceBlacklist[0].name:',
  ],
  'a role of a project twice': [item({ roles: [{ name: 'a' }, { name: 'a' }] }), 'items[0].roles[1]: Duplicate value'],
  'the name of a role with a dot': [item({ roles: [{ name: 'a.b' }] }), 'items[0].roles[0].name:'],
  'a window that selects nothing': [
    window({ applications: [] }),
    'items[0].syncWindows[0]:',
    "for all, write applications: ['*']",
  ],
  'a negated selector of a window': [
    window({ clusters: ['!a'] }),
    'syncWindows[0].clusters[0]:',
    'nothing is negated here',
  ],
  'a kind of window in upper case': [window({ kind: 'Deny' }), 'syncWindows[0].kind: Unsupported value'],
  'a daily window': [window({ schedule: '@daily' }), 'syncWindows[0].schedule:', 'must be five fields of cron'],
  'a window with seconds': [window({ schedule: '0 0 * * * *' }), 'syncWindows[0].schedule:', 'neither seconds nor'],
  'a window of days': [window({ duration: '1d' }), 'syncWindows[0].duration:', 'such as 24h'],
  'a negated server of a ServiceAccount': [account({ server: '!a' }), 'destinationServiceAccounts[0].server:'],
  'a ServiceAccount by glob': [
    account({ defaultServiceAccount: '*' }),
    'destinationServiceAccounts[0].defaultServiceAccount:',
  ],
  'a GPG key in lower case': [
    item({ signatureKeys: [{ keyID: 'd56c4fca57a46444' }] }),
    'items[0].signatureKeys[0].keyID:',
    'must be in upper case, as gpg prints it',
  ],
  'a GPG key of 8 digits': [item({ signatureKeys: [{ keyID: '57A46444' }] }), 'items[0].signatureKeys[0].keyID:'],
  'verification without keys': [
    integrity({ repos, gpg: { mode: 'head' } }),
    'policies[0].gpg:',
    'must name the keys that may sign',
  ],
  'verification of nothing but exceptions': [
    integrity({ repos: [{ url: '!https://a' }], gpg: { mode: 'none' } }),
    'policies[0].repos:',
    "must have an entry without '!'",
  ],
  'source integrity without policies, which would switch signatureKeys off': [
    item({ sourceIntegrity: { git: { policies: [] } } }),
    'sourceIntegrity.git.policies:',
  ],
};

const ofOthers: Readonly<Record<string, Refusal>> = {
  'a gate that names nothing': [
    { sync: { manual: [{ namespaces: [] }] } },
    'spec.sync.manual[0]:',
    "to hold back everything, write applications: ['*']",
  ],
  'a negated gate': [
    { sync: { manual: [{ namespaces: ['!apps'] }] } },
    'spec.sync.manual[0].namespaces[0]:',
    'list what is meant',
  ],
  'a role with neither preset nor rules': [
    role({ preset: undefined }),
    'spec.rbac.roles[0]:',
    'must have either a preset or rules',
  ],
  'a role with preset and rules': [
    role({ rules: [pods] }),
    'spec.rbac.roles[0]:',
    'must have either a preset or rules',
  ],
  'a role for nowhere': [role({ namespaces: [] }), 'spec.rbac.roles[0]:', 'where {} means every namespace'],
  'a role twice': [
    { rbac: { roles: ['viewer', 'auditor'].map((preset) => ({ name: 'a', namespaces: ['a'], preset })) } },
    'spec.rbac.roles[1]: Duplicate value',
  ],
  'a ServiceAccount without namespace': [
    role({ subjects: [{ kind: 'ServiceAccount', name: 'ci' }] }),
    'spec.rbac.roles[0].subjects[0]:',
    'must have a namespace for a ServiceAccount',
  ],
  'a Group with a namespace': [
    role({ subjects: [{ kind: 'Group', name: 'ops', namespace: 'a' }] }),
    'spec.rbac.roles[0].subjects[0]:',
    'none for a User or Group',
  ],
  'a ServiceAccount that cannot be': [
    role({ subjects: [{ kind: 'ServiceAccount', name: 'ci:ci', namespace: 'ci' }] }),
    'spec.rbac.roles[0].subjects[0]:',
    'without its namespace',
  ],
  'every verb': [rule({ verbs: ['*'] }), 'rules[0].verbs[0]:', 'list what is granted'],
  'every resource': [rule({ resources: ['*'] }), 'rules[0].resources[0]:', 'list what is granted'],
  'a part of every resource': [rule({ resources: ['*/scale'] }), 'rules[0].resources[0]:', 'list what is granted'],
  'every API group': [rule({ apiGroups: ['*'] }), 'rules[0].apiGroups[0]:', 'list what is granted'],
  escalate: [rule({ verbs: ['escalate'] }), 'rules[0].verbs[0]:', 'has every right'],
  bind: [rule({ verbs: ['get', 'bind'] }), 'rules[0].verbs[1]:', 'has every right'],
  impersonate: [rule({ verbs: ['impersonate'] }), 'rules[0].verbs[0]:', 'has every right'],
  'a rule without verbs': [rule({ verbs: [] }), 'rules[0].verbs:'],
  'a star as a name of an object': [rule({ resourceNames: ['*'] }), 'rules[0].resourceNames[0]:'],
  'a negated project': [{ rbac: { impersonation: { projects: ['!a'] } } }, 'spec.rbac.impersonation.projects[0]:'],
  'a setting without its ConfigMap': [
    { settings: { keys: [{ id: 'url' }] } },
    'spec.settings.keys[0].id:',
    'such as argocd-cm/users.anonymous.enabled',
  ],
  'a setting twice': [
    { settings: { keys: [{ id: 'argocd-cm/url' }, { id: 'argocd-cm/url' }] } },
    'spec.settings.keys[1]: Duplicate value',
  ],
  'a value that is skipped': [setting({ value: '', skip: true }), 'spec.settings.keys[0]:', 'remove the value'],
  'another preset': [{ settings: { preset: 'Strict' } }, 'spec.settings.preset: Unsupported value'],
};

/** Each must be refused with a message that names the field and, where Kubernetes leaves the words to us, the remedy. */
export const refused: Readonly<Record<string, Refusal>> = {
  'no spec': [undefined, 'spec: Required'],
  'an unknown field': [{ network: { egres: {} } }, 'unknown field "spec.network.egres"'],
  'a wrong mode': [{ mode: 'enforce' }, 'spec.mode: Unsupported value'],
  'a wrong mode of the section': [{ network: { mode: '' } }, 'spec.network.mode: Unsupported value'],
  'a CIDR with host bits': [
    git({ cidr: '192.168.0.1/24', ports }),
    'spec.network.egress.git[0].cidr:',
    'without host bits',
  ],
  'a CIDR that is none': [ingress({ cidr: 'internal' }), 'spec.network.ingress[0].cidr:', 'must be a CIDR'],
  'IPv6 with host bits': [ingress({ cidr: '2001:db8::1/32' }), 'spec.network.ingress[0].cidr:', 'without host bits'],
  'leading zeros': [ingress({ cidr: '010.0.0.0/8' }), 'spec.network.ingress[0].cidr:', 'leading zeros'],
  'port 0': [git({ host: 'a', ports: [0] }), 'spec.network.egress.git[0].ports[0]: '],
  'port 65536': [git({ host: 'a', ports: [65536] }), 'spec.network.egress.git[0].ports[0]: '],
  'a port twice': [git({ host: 'a', ports: [1, 1] }), 'spec.network.egress.git[0].ports:', 'twice'],
  'empty ports': [git({ host: 'a', ports: [] }), 'spec.network.egress.git[0].ports: '],
  'no ports': [git({ host: 'a' }), 'spec.network.egress.git[0].ports: Required'],
  'a peer that is nobody': [ingress({}), 'spec.network.ingress[0]:', 'name either a cidr, or a namespaceSelector'],
  'an egress peer that is nobody': [
    git({ ports }),
    'spec.network.egress.git[0]:',
    'exactly one of cidr, host, or selectors',
  ],
  'both cidr and host': [
    git({ cidr: '10.0.0.0/8', host: 'a', ports }),
    'spec.network.egress.git[0]:',
    'exactly one of',
  ],
  'a scheme': [git({ host: 'https://a.b', ports }), 'spec.network.egress.git[0].host:', 'without scheme'],
  'upper case': [git({ host: 'Git.local', ports }), 'spec.network.egress.git[0].host:', 'lower-case'],
  'a wildcard': [git({ host: '*.local', ports }), 'spec.network.egress.git[0].host:', 'wildcard'],
  'an IPv4 address as host': [git({ host: '10.0.0.1', ports }), 'spec.network.egress.git[0].host:', 'use cidr'],
  'an IPv6 address as host': [git({ host: '2001:db8::1', ports }), 'spec.network.egress.git[0].host:', 'use cidr'],
  'a bad label key': [
    ingress({ podSelector: { matchLabels: { '-a': '' } } }),
    'ingress[0].podSelector.matchLabels:',
    'label key',
  ],
  'a bad label value': [
    ingress({ podSelector: { matchLabels: { a: 'b c' } } }),
    'ingress[0].podSelector.matchLabels.a: ',
  ],
  'In without values': [
    ingress({ podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
    'ingress[0].podSelector.matchExpressions[0]:',
    'values must be given',
  ],
  'an empty list of DNS servers': [{ network: { dns: { peers: [] } } }, 'spec.network.dns.peers: '],
  'a limit of 0': [{ report: { limit: 0 } }, 'spec.report.limit: '],
  '10,000 egress entries': [
    { network: { egress: { git: Array.from({ length: 10_000 }, () => ({ host: 'a', ports })) } } },
    'spec.network.egress.git: Too many',
  ],
  '1 MB of text': [git({ host: 'a'.repeat(1_000_000), ports }), 'spec.network.egress.git[0].host: Too long'],
  ...ofProjects,
  ...ofOthers,
};
