import test from 'ava';
import fc from 'fast-check';
import type { Gate } from '../../../../../src/api/sync.ts';
import { gateWindow } from '../../../../../src/domain/argocd/project/gates.ts';
import { notPermitted } from '../../../../../src/domain/argocd/project/refusals.ts';
import { unheld } from '../../../../../src/domain/argocd/project/unheld.ts';
import type { Application, SyncWindow } from '../../../../../src/domain/argocd/resources.ts';
import { application } from './objects.ts';

const HERE = 'https://kubernetes.default.svc';
const GATE: Gate = { namespaces: ['apps-prod'], applications: ['vault'], clusters: ['prod'] };
const FACTS = {
  version: '3.2.11',
  clusters: [{ name: 'prod', server: 'https://prod' }],
  now: Date.parse('2026-06-01T10:00:00Z'),
};
const auto = (spec: Application['spec'] = {}, name = 'a'): Application =>
  application({ automated: {}, ...spec }, 'argocd', name);

const inProduction = auto({ destination: { server: HERE, namespace: 'apps-prod' } });
const deny = (part: SyncWindow): SyncWindow => ({ kind: 'deny', schedule: '* * * * *', duration: '24h', ...part });

const held: [title: string, app: Application, windows: SyncWindow[]][] = [
  ['is no production', auto(), []],
  ['is synced by hand', application({ destination: { server: HERE, namespace: 'apps-prod' } }), []],
  ['has its automation off', auto({ ...inProduction.spec, automated: { enabled: false } }), []],
  ['is held by the window of its gate', inProduction, gateWindow(GATE, FACTS)],
  ['is held by another window', inProduction, [deny({ applications: ['*'] })]],
  ['is held, as a window is not valid', inProduction, [deny({ applications: ['*'], duration: '1d' })]],
  [
    'is held until a window allows',
    inProduction,
    [deny({ kind: 'allow', schedule: '0 8 * * *', duration: '1h', applications: ['*'] })],
  ],
];

for (const [title, app, windows] of held) {
  test(`nothing is said of an Application that ${title}`, (t) => {
    t.is(unheld(app, [GATE], windows, FACTS), undefined);
  });
}

const loose: [title: string, app: Application, windows: SyncWindow[], message: string][] = [
  [
    'no window is about it',
    inProduction,
    [],
    'its destination namespace apps-prod is production; no deny window of project apps is about it',
  ],
  [
    'it uses the default project',
    auto({ ...inProduction.spec, project: '' }),
    [],
    'its destination namespace apps-prod is production; no deny window of project default is about it',
  ],
  ['of its name', auto({}, 'vault'), [], 'its name vault is production; no deny window of project apps is about it'],
  [
    'the kind of the window is written wrong',
    inProduction,
    [deny({ kind: 'Deny', namespaces: ['apps-prod'] })],
    'its destination namespace apps-prod is production; the window Deny "* * * * *" for 24h counts for nothing: its kind must be deny, in lower case',
  ],
  [
    'the window is not active',
    inProduction,
    [deny({ schedule: '0 22 * * *', duration: '8h', namespaces: ['apps-prod'] })],
    'its destination namespace apps-prod is production; the window deny "0 22 * * *" for 8h is not active now',
  ],
  [
    'the window spells the cluster otherwise',
    auto({ destination: { server: 'https://prod', namespace: 'x' } }),
    [deny({ clusters: ['prod'] })],
    'its destination cluster prod is production; a window is about cluster prod, which the Application writes as https://prod',
  ],
  [
    'its destination names no namespace',
    { ...auto({ destination: { server: HERE } }), deployed: [{ group: '', kind: 'Secret', namespace: 'apps-prod' }] },
    [deny({ namespaces: ['apps-prod'] })],
    'a namespace that it deploys to: apps-prod is production; a window is about namespace apps-prod, but its destination names none',
  ],
  [
    'its destination names another namespace',
    {
      ...auto({ destination: { server: HERE, namespace: 'x' } }),
      deployed: [{ group: '', kind: 'Secret', namespace: 'apps-prod' }],
    },
    [deny({ namespaces: ['apps-prod'] })],
    'a namespace that it deploys to: apps-prod is production; a window is about namespace apps-prod, but its destination is x',
  ],
];

for (const [title, app, windows, message] of loose) {
  test(`an Application is not held: ${title}`, (t) => {
    t.deepEqual(unheld(app, [GATE], windows, FACTS), { application: app, message });
  });
}

test('a pattern that Argo CD may not match holds nobody', (t) => {
  const windows = [deny({ namespaces: ['apps-*'], applications: ['{a*,b}'], andOperator: true })];
  t.is(
    unheld(inProduction, [GATE], windows, FACTS)?.message,
    'its destination namespace apps-prod is production; the window deny "* * * * *" for 24h has a pattern that Argo CD before 3.6 does not match reliably',
  );
  t.is(unheld(inProduction, [GATE], windows, { ...FACTS, version: '3.6.1' }), undefined);
  t.is(unheld(inProduction, [GATE], [deny({ namespaces: ['{apps-*,x}', 'apps-*'] })], FACTS), undefined);
});

test('before 3.1, enabled: false holds nothing', (t) => {
  const app = auto({ ...inProduction.spec, automated: { enabled: false } });
  t.not(unheld(app, [GATE], [], { ...FACTS, version: '3.0.23' }), undefined);
});

test('whatever an Application holds, there is an answer', (t) => {
  const part = fc.oneof(
    fc.anything(),
    fc.dictionary(fc.constantFrom('name', 'server', 'namespace', 'repoURL', 'toString'), fc.anything()),
  );
  const specs = fc.oneof(
    fc.anything(),
    fc.dictionary(
      fc.constantFrom('destination', 'source', 'sources', 'sourceHydrator', 'automated', 'project', '__proto__'),
      part,
    ),
  );
  fc.assert(
    fc.property(specs, part, (spec, deployed) => {
      const odd = { ...application(), spec, deployed } as Application;
      const answer = unheld(odd, [GATE], gateWindow(GATE, FACTS), FACTS);
      t.true(answer === undefined || typeof answer.message === 'string');
      t.true(Array.isArray(notPermitted(odd, {}, { controlPlane: 'argocd' })));
    }),
  );
});
