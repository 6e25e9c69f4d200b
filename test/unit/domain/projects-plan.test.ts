import test from 'ava';
import type { ConfigMap, KubeObject } from '../../../src/api/kube.ts';
import { spec } from '../../../src/api/spec.ts';
import type { AppProject, AppProjectSpec, Application } from '../../../src/domain/argocd/resources.ts';
import type { Facts } from '../../../src/domain/facts.ts';
import { lockedDefault, project } from '../../../src/domain/hardening/projects/object.ts';
import { fingerprint, objectKey } from '../../../src/domain/plan.ts';
import type { PolicyInput } from '../../../src/domain/policy-input.ts';
import { planPolicy, type PolicyPlan } from '../../../src/domain/policy-plan.ts';
import { helm } from './argocd/workloads.ts';
import { facts, OWNER } from './hardening/inputs.ts';
import { marked, OURS } from './objects.ts';
import { application, appProject, IN_CLUSTER, item } from './projects.ts';

/** A CRD that knows every field. */
const SCHEMA = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const EVERYTHING = [{ group: '*', kind: '*' }];
const shop = {
  name: 'shop',
  sourceRepos: ['https://git.example.com/*'],
  destinations: [{ server: IN_CLUSTER, namespace: 'shop' }],
};

interface World {
  readonly spec?: object;
  readonly known?: Partial<Facts>;
  readonly owned?: readonly KubeObject[];
  readonly applied?: readonly KubeObject[];
  readonly more?: Partial<PolicyInput>;
}

function plan({ spec: wanted = {}, known = {}, owned = [], applied = [], more = {} }: World): PolicyPlan {
  const live = new Map([...(known.appProjects ?? []), ...owned].map((object) => [objectKey(object), object]));
  return planPolicy({
    owner: OWNER,
    spec: spec.parse(wanted),
    leaving: false,
    facts: facts(helm(), { projectSchema: SCHEMA, configMaps: [], ...known }),
    owned,
    live: (key) => live.get(key),
    applied: new Map(applied.map((object) => [objectKey(object), fingerprint(object)])),
    previous: new Map(applied.map((object) => [objectKey(object), { object, component: 'project' }])),
    emptied: [],
    neutralised: new Map(),
    settings: new Map(),
    ...more,
  });
}

const names = ({ desired }: PolicyPlan): string[] => desired.map(({ object }) => object.metadata.name);
const reasons = ({ withheld }: PolicyPlan): string[] => withheld.map(({ reason, name }) => `${reason} ${name}`);
/** The spec of the first project that is asked for. */
const specOf = ({ desired }: PolicyPlan): AppProjectSpec => {
  const [first] = desired;
  return first === undefined ? {} : ((first.object as AppProject).spec ?? {});
};
const actions = ({ changes }: PolicyPlan): string[] => changes.map(({ action }) => action);
const ours = (object: AppProject): AppProject => marked(object, { uid: 'u', managedFields: [OURS] });
const generated = project(
  item(shop),
  'argocd',
  { windows: [], serviceAccounts: [], signing: { signatureKeys: [] } },
  OWNER,
);

test('an item that cannot be, and one that the installed kind would not keep, stop no other', (t) => {
  const bad = { ...shop, name: 'bad', roles: [{ name: 'ci', policies: ['nonsense'] }] };
  t.deepEqual(names(plan({ spec: { projects: { items: [bad, shop] } } })), ['shop']);
  t.deepEqual(reasons(plan({ spec: { projects: { items: [bad, shop] } } })), ['InvalidSpec bad']);
  const named = { ...shop, name: 'named', clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'a' }] };
  const fields = ['sourceRepos', 'destinations', 'clusterResourceWhitelist', 'namespaceResourceWhitelist'];
  const text = { type: 'string' };
  const kinds = { type: 'array', items: { type: 'object', properties: { group: text, kind: text } } };
  const old = {
    type: 'object',
    properties: {
      ...Object.fromEntries(fields.map((field) => [field, kinds])),
      sourceRepos: { type: 'array', items: text },
      destinations: { type: 'array', items: { type: 'object', properties: { server: text, namespace: text } } },
    },
  };
  const partly = plan({ spec: { projects: { items: [named, shop] } }, known: { projectSchema: old } });
  t.deepEqual([names(partly), reasons(partly)], [['shop'], ['UnsupportedField named']]);
  t.deepEqual(Object.keys(specOf(partly)).toSorted(), fields.toSorted());
});

test('without the kind nothing is written, and nothing is said to be', (t) => {
  const missing = plan({
    spec: { projects: { items: [shop], lockDefault: true } },
    known: { projectSchema: undefined },
  });
  t.deepEqual([names(missing), reasons(missing)], [[], ['CRDMissing shop', 'CRDMissing default']]);
});

const web = application('web');
const narrow = { ...shop, sourceRepos: ['https://elsewhere.example.com/*'] };

test('what would refuse an Application that is permitted now is held back; what was applied before is kept', (t) => {
  const known = { appProjects: [ours(generated)], applications: [web] };
  const held = plan({ spec: { projects: { items: [narrow] } }, known, applied: [generated] });
  t.deepEqual(reasons(held), ['GuardBlocked shop']);
  t.deepEqual(specOf(held).sourceRepos, shop.sourceRepos);
  const warned = plan({ spec: { projects: { items: [narrow], guard: 'Warn' } }, known });
  t.deepEqual(names(warned), ['shop']);
  t.regex(warned.warnings[0] ?? '', /argocd\/web: source .* is not permitted/);
  t.deepEqual(reasons(plan({ spec: { projects: { items: [narrow] } }, known: { applications: [web] } })), []);
});

test('an edit that lets a refused Application in does not keep the project open', (t) => {
  const object = plan({ spec: { projects: { items: [narrow] } } }).desired[0]?.object as AppProject;
  const opened = ours({ ...object, spec: { ...object.spec, sourceRepos: ['*'] } });
  const healed = plan({
    spec: { projects: { items: [narrow] } },
    known: { appProjects: [opened], applications: [web] },
    applied: [object],
  });
  t.deepEqual([reasons(healed), actions(healed)], [[], ['Update']]);
});

const open = appProject('default', {
  sourceRepos: ['*'],
  destinations: [{ server: '*', namespace: '*' }],
  clusterResourceWhitelist: EVERYTHING,
});
const lock = { projects: { lockDefault: true } };

test('the lock takes over what Argo CD made, but not what a tool keeps', (t) => {
  t.deepEqual(actions(plan({ spec: lock, known: { appProjects: [open] } })), ['Update']);
  const tracked = marked(open, { annotations: { 'argocd.argoproj.io/tracking-id': 'argocd:…' } });
  t.deepEqual(actions(plan({ spec: lock, known: { appProjects: [tracked] } })), ['Blocked']);
  t.deepEqual(actions(plan({ spec: { ...lock, takeOwnership: true }, known: { appProjects: [tracked] } })), ['Update']);
});

for (const project of ['default', ''])
  test(`the lock waits for an Application with project ${JSON.stringify(project)}`, (t) => {
    const known = { appProjects: [open], applications: [application('nameless', { project })] };
    const waiting = plan({ spec: lock, known });
    t.deepEqual([reasons(waiting), names(waiting)], [['GuardBlocked default'], []]);
    t.regex(waiting.withheld[0]?.message ?? '', /argocd\/nameless/);
    t.deepEqual(names(plan({ spec: { projects: { lockDefault: true, guard: 'Warn' } }, known })), ['default']);
  });

test('default is never deleted, and not kept by us either once the lock is not asked for', (t) => {
  const locked = lockedDefault('argocd', OWNER);
  const left = plan({ known: { appProjects: [ours(locked)] }, owned: [ours(locked)], applied: [locked] });
  t.deepEqual([actions(left), names(left), left.forgotten], [[], [], ['AppProject/argocd/default']]);
});

test('a project that is not asked for any more goes, unless Applications use it', (t) => {
  const gone = { known: { appProjects: [ours(generated)] }, owned: [ours(generated)], applied: [generated] };
  t.deepEqual(actions(plan(gone)), ['Delete']);
  const used = plan({ ...gone, known: { ...gone.known, applications: [web] } });
  t.deepEqual([actions(used), reasons(used), names(used)], [[], ['InUse shop'], ['shop']]);
});

test('Applications of other namespaces count where Argo CD works on them, and where that is not known', (t) => {
  const parameters = (value: string): ConfigMap => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cmd-params-cm' },
    data: { 'application.namespaces': value },
  });
  const far: Application = { ...web, metadata: { name: 'web', namespace: 'team-a' } };
  const gone = (configMaps: Facts['configMaps']) => ({
    known: { appProjects: [ours(generated)], applicationsElsewhere: [far], configMaps },
    owned: [ours(generated)],
    applied: [generated],
  });
  t.deepEqual(actions(plan(gone([]))), ['Delete']);
  t.deepEqual(actions(plan(gone([parameters('other, team-*')]))), []);
  t.deepEqual(actions(plan(gone(undefined))), []);
});

const ELSEWHERE = {
  git: { policies: [{ repos: [{ url: 'https://elsewhere/*' }], gpg: { mode: 'head', keys: ['4AEE18F83AFDEB23'] } }] },
};

const PROD = { manual: [{ namespaces: ['shop'] }, { namespaces: ['far-away'] }, { applications: ['web-*'] }] };

test('the gates that concern a project are one window of it, beside its own', (t) => {
  const night = { kind: 'deny', schedule: '0 22 * * *', duration: '8h', applications: ['*'] };
  const gated = plan({ spec: { projects: { items: [{ ...shop, syncWindows: [night] }] }, sync: PROD } });
  const windows = specOf(gated).syncWindows ?? [];
  t.like(windows[0], { schedule: '0 22 * * *' });
  t.like(windows[1], { kind: 'deny', schedule: '* * * * *', duration: '24h', manualSync: true });
  t.deepEqual([windows[1]?.namespaces, windows[1]?.applications], [['shop'], ['web-*']]);
  t.is(windows.length, 2);
});

test('who would be synced into production is told, with why; in a project with the window nobody is', (t) => {
  const automated = application('web', { automated: {} });
  const before = plan({
    spec: { sync: PROD },
    known: { appProjects: [appProject('shop')], applications: [automated] },
  });
  t.deepEqual(
    before.projects.gates.map(({ application: name, project: of }) => [name, of]),
    [['argocd/web', 'shop']],
  );
  t.like(JSON.parse(before.projects.gates[0]?.window ?? ''), {
    kind: 'deny',
    manualSync: true,
    applications: ['web-*'],
  });
  const mine = plan({ spec: { projects: { items: [shop] }, sync: PROD }, known: { applications: [automated] } });
  t.is(mine.projects.gates[0]?.window, '', 'it is about to be written');
  t.true(before.projects.findings.some(({ rule }) => rule === 'argocd/production-autosync'));
  const window = { kind: 'deny', schedule: '* * * * *', duration: '24h', namespaces: ['shop'], manualSync: true };
  const held = appProject('shop', { syncWindows: [window] });
  const after = plan({ spec: { sync: PROD }, known: { appProjects: [held], applications: [automated] } });
  t.deepEqual(after.projects.gates, []);
});

test('bug: a password in the URL of a repository that need not be signed stood in the status', (t) => {
  const signed = { ...shop, sourceRepos: ['https://max:hunter2@git.example.com/x'], sourceIntegrity: ELSEWHERE };
  const { projects } = plan({ spec: { projects: { guard: 'Warn', items: [signed] } } });
  t.deepEqual(projects.reports[0]?.unsigned, ['https://git.example.com/x']);
  t.false(JSON.stringify([projects.reports, projects.findings]).includes('hunter2'));
});

test('what reopens a project is named, and only that', (t) => {
  const secrets = [
    { name: 'evil', url: 'https://evil.example.com/x' },
    { name: 'fine', url: 'https://git.example.com/y' },
  ].map(({ name, url }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type: 'repository',
    fields: { project: 'shop', url },
  }));
  const known = { appProjects: [ours(generated)], secrets };
  const { projects } = plan({ spec: { projects: { items: [shop] } }, known, owned: [ours(generated)] });
  t.deepEqual(
    projects.reports.map(({ name, reopenedBy }) => [name, reopenedBy.length]),
    [['shop', 1]],
  );
  t.regex(projects.reports[0]?.reopenedBy[0] ?? '', /evil/);
});
