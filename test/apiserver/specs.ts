import fc from 'fast-check';
import { cases } from '../unit/api/field-cases.ts';

/** Mostly good values of one kind, and now and then a bad one, so that whole specs come out good about half the time. */
function values(name: keyof typeof cases): fc.Arbitrary<unknown> {
  const { good = [], bad = [] } = cases[name] ?? {};
  return fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom(...bad) },
  );
}

function choice(...good: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 39, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: odd });
}

/** Any of the fields may be missing, and rarely there is one too many. */
function section(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const known = fc.record(fields, { requiredKeys: [] });
  const unknown = known.map((record) => ({ ...record, unknown: true }));
  return fc.oneof({ weight: 39, arbitrary: known }, { weight: 1, arbitrary: unknown });
}

const odd = fc.constantFrom<unknown>('', 'audit', 0, -1, 1.5, null, [], {}, true, ['Audit'], 1e20);
const cidr = values('a CIDR');
const ports = values('a list of ports');
const selector = values('a label selector');
const mode = choice('Audit', 'Enforce');
const flag = choice(true, false);

const peer = fc.oneof(
  values('a peer'),
  fc.record({ cidr }),
  fc.record({ namespaceSelector: selector, podSelector: selector }),
);

const egressPeer = fc.oneof(
  values('an egress peer'),
  fc.record({ cidr, ports }),
  fc.record({ host: values('a host name'), ports }),
  fc.record({ podSelector: selector, ports }),
);

const few = (item: fc.Arbitrary<unknown>) => fc.array(item, { maxLength: 2 });

const network = section({
  mode,
  ingress: few(peer),
  metrics: few(peer),
  egress: section({ git: few(egressPeer), sso: few(egressPeer) }),
  dns: section({ peers: fc.array(peer, { minLength: 1, maxLength: 2 }), ports }),
  apiServer: section({ endpoints: few(fc.record({ cidr, ports })) }),
  isolateNamespace: flag,
  shippedPolicies: choice('Report', 'Neutralise'),
  guard: choice('Block', 'Warn'),
});

const flags = { manualSync: flag, andOperator: flag };
const listOf = (name: keyof typeof cases) => few(values(name));

/** A field that is good by itself, as there are many of them. */
const rarely = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary });

const window = fc.record(
  {
    kind: choice('allow', 'deny'),
    schedule: choice('* * * * *', '0 22 * * mon-fri'),
    duration: choice('24h', '1h30m'),
    applications: few(choice('*', 'apps-?')),
    namespaces: few(choice('*', 'apps-*')),
    ...flags,
  },
  { requiredKeys: ['kind', 'schedule', 'duration'] },
);

const project = fc.record(
  {
    name: choice('apps', 'team-a.apps', 'default', 'infra', 'db', 'web'),
    description: choice('', 'für alle 👩‍💻', '👩'.repeat(255)),
    sourceRepos: rarely(listOf('a repository')),
    sourceNamespaces: rarely(listOf('a namespace of Applications')),
    destinations: rarely(listOf('a destination')),
    permitOnlyProjectScopedClusters: flag,
    destinationServiceAccounts: rarely(listOf('a ServiceAccount to deploy as')),
    clusterResourceWhitelist: rarely(listOf('a cluster-scoped kind')),
    namespaceResourceWhitelist: rarely(listOf('a kind')),
    namespaceResourceBlacklist: rarely(listOf('a kind')),
    roles: rarely(values('the roles of a project')),
    syncWindows: rarely(few(fc.oneof(window, values('a sync window')))),
    orphanedResources: values('orphaned resources'),
    signatureKeys: rarely(listOf('a key that must have signed')),
    sourceIntegrity: values('source integrity'),
  },
  { requiredKeys: ['name'] },
);

const projects = section({
  mode,
  guard: choice('Block', 'Warn'),
  lockDefault: flag,
  secrets: choice('None', 'Metadata', 'Data'),
  items: few(fc.oneof({ weight: 3, arbitrary: project }, { weight: 1, arbitrary: values('a project') })),
});

const role = fc.record(
  {
    name: choice('ops', 'view', 'ci', 'audit'),
    namespaces: few(choice('apps', 'apps-*')),
    namespaceSelector: selector,
    subjects: listOf('a subject'),
    preset: choice('viewer', 'tenant'),
    rules: rarely(
      few(fc.record({ apiGroups: listOf('an API group'), resources: listOf('a resource'), verbs: listOf('a verb') })),
    ),
  },
  { requiredKeys: ['name', 'preset'] },
);

const rbac = section({
  mode,
  roles: few(fc.oneof(role, values('a role'))),
  impersonation: section({ projects: values('projects that impersonate'), guard: choice('Block', 'Warn') }),
});

const settings = section({ mode, preset: choice('recommended', 'strict'), keys: listOf('a setting') });

const maybe = (arbitrary: fc.Arbitrary<unknown>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Specs as people write them, good and bad. */
export const specs = section({
  mode,
  suspend: flag,
  argocd: section({ namespace: values('a DNS label') }),
  takeOwnership: flag,
  network: maybe(network),
  projects: maybe(projects),
  sync: maybe(section({ manual: listOf('a production gate') })),
  rbac: maybe(rbac),
  settings: maybe(settings),
  report: section({ limit: choice(1, 20, 100) }),
});
