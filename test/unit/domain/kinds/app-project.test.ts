import test from 'ava';
import fc from 'fast-check';
import type { AppProject, AppProjectSpec } from '../../../../src/domain/argocd/resources.ts';
import { differences } from '../../../../src/domain/differences.ts';
import { lockedDefault, project } from '../../../../src/domain/hardening/projects/object.ts';
import { appProject } from '../../../../src/domain/kinds/app-project.ts';
import { OWNER } from '../hardening/inputs.ts';
import { homelabApps, item } from '../projects.ts';

const NOTHING = { windows: [], serviceAccounts: [], signing: {} };
const generated: readonly AppProject[] = [
  project(homelabApps, 'argocd', NOTHING, OWNER),
  project(item(), 'argocd', NOTHING, OWNER),
  project(item({ namespaceResourceWhitelist: [], roles: [{ name: 'ci' }] }), 'argocd', NOTHING, OWNER),
  lockedDefault('argocd', OWNER),
];

const found = (wanted: AppProject, live: AppProject): string[] =>
  differences(wanted, live, appProject).map(({ path }) => path);

const withSpec = (object: AppProject, spec: AppProjectSpec): AppProject => ({
  ...object,
  spec: { ...object.spec, ...spec },
});

/** As Argo CD's server writes it back: Go drops what is empty, at any depth of an object. */
function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([, entry]) => entry !== '' && entry !== false && !(Array.isArray(entry) && entry.length === 0),
  );
  return Object.fromEntries(kept.map(([name, entry]) => [name, rewritten(entry)]));
}

test('what Argo CD’s server makes of it says the same', (t) => {
  for (const object of generated) t.deepEqual(found(object, rewritten(object) as AppProject), []);
});

test('what is generated names every list, and none is left to others', (t) => {
  const lists = [
    'sourceRepos',
    'sourceNamespaces',
    'destinations',
    'destinationServiceAccounts',
    'clusterResourceWhitelist',
    'clusterResourceBlacklist',
    'namespaceResourceWhitelist',
    'namespaceResourceBlacklist',
    'roles',
    'syncWindows',
    'signatureKeys',
  ];
  for (const { spec = {} } of generated)
    for (const list of lists) t.true(Array.isArray(spec[list as keyof AppProjectSpec]), list);
});

const EVERYTHING = [{ group: '*', kind: '*' }];
const widening: Readonly<Record<string, AppProjectSpec>> = {
  'every source': { sourceRepos: ['*'] },
  'every destination': { destinations: [{ server: '*', namespace: '*' }] },
  'Applications of every namespace': { sourceNamespaces: ['*'] },
  'every cluster kind': { clusterResourceWhitelist: EVERYTHING },
  'a role': { roles: [{ name: 'backdoor', policies: ['p, proj:shop:backdoor, applications, *, shop/*, allow'] }] },
  'an allow window': { syncWindows: [{ kind: 'allow', schedule: '* * * * *', duration: '24h', applications: ['*'] }] },
  'another account': { destinationServiceAccounts: [{ server: '*', namespace: '*', defaultServiceAccount: 'root' }] },
  'source integrity of nothing': { sourceIntegrity: { git: { policies: [] } } },
  'any signature': { signatureKeys: [{ keyID: '0000000000000000' }] },
  'a field that nobody knows yet': { permitEverything: true } as AppProjectSpec,
};

test('whatever widens a project is a difference', (t) => {
  for (const [what, spec] of Object.entries(widening))
    for (const object of generated) t.not(found(object, withSpec(object, spec)).length, 0, what);
});

test('no namespaced kinds at all is said by the blacklist, as an empty whitelist comes back as all of them', (t) => {
  const none = project(item({ namespaceResourceWhitelist: [] }), 'argocd', NOTHING, OWNER);
  t.deepEqual(none.spec?.namespaceResourceBlacklist, EVERYTHING);
  t.deepEqual(found(none, rewritten(none) as AppProject), []);
});

test('an absent whitelist of namespaced kinds is all of them, and an empty one none', (t) => {
  const all = project(item(), 'argocd', NOTHING, OWNER);
  const { namespaceResourceWhitelist: _, ...rest } = all.spec ?? {};
  t.deepEqual(found(all, { ...all, spec: rest }), []);
  t.deepEqual(found(all, withSpec(all, { namespaceResourceWhitelist: [] })), ['spec.namespaceResourceWhitelist']);
});

test('tokens that Argo CD added are carried over, of that role alone, and never compared', (t) => {
  const jwtTokens = [{ iat: 1, exp: 2, id: 'a' }];
  const wanted = project(item({ roles: [{ name: 'ci' }, { name: 'cd' }] }), 'argocd', NOTHING, OWNER);
  const live = withSpec(wanted, {
    roles: [{ name: 'ci', jwtTokens }, { name: 'cd' }, { name: 'gone', jwtTokens: [{ iat: 3 }] }],
  });
  const sent = appProject.carry?.(wanted, live) as AppProject;
  t.deepEqual(
    sent.spec?.roles?.map((role) => [role.name, role.jwtTokens]),
    [
      ['ci', jwtTokens],
      ['cd', undefined],
    ],
  );
  t.deepEqual(found(wanted, sent), []);
});

test('objects of any shape are read without a throw', (t) => {
  const anything = fc.anything({ withNullPrototype: true });
  fc.assert(
    fc.property(anything, anything, (spec, roles) => {
      const live = { ...generated[0], spec } as AppProject;
      appProject.canonical(live);
      appProject.canonical({ ...generated[0], spec: { roles } } as AppProject);
      appProject.carry?.(generated[0] as AppProject, { ...live, spec: { roles } } as AppProject);
    }),
  );
  t.pass();
});
