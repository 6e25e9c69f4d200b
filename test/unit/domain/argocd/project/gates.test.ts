import test from 'ava';
import { bothSpellings, gatesFor, gateWindow } from '../../../../../src/domain/argocd/project/gates.ts';
import { canSync, windowsOf } from '../../../../../src/domain/argocd/project/windows.ts';
import type { Gate } from '../../../../../src/api/sync.ts';
import type { Destination } from '../../../../../src/domain/argocd/resources.ts';
import { application } from './objects.ts';

const HERE = 'https://kubernetes.default.svc';
const PROD = { name: 'prod', server: 'https://prod:6443' };
const gate = (part: Partial<Gate>): Gate => ({ namespaces: [], applications: [], clusters: [], ...part });

test('the window of a gate denies at every moment, but by hand', (t) => {
  const all = gate({ namespaces: ['apps-*-prod'], applications: ['vault'], clusters: ['edge'] });
  t.deepEqual(gateWindow(all, { version: '3.0.23' }), [
    {
      kind: 'deny',
      schedule: '* * * * *',
      duration: '24h',
      applications: ['vault'],
      namespaces: ['apps-*-prod'],
      clusters: ['edge'],
      manualSync: true,
    },
  ]);
});

test('a gate without selectors gives no window', (t) => {
  t.deepEqual(gateWindow(gate({})), []);
});

test('lists that would be empty are left out', (t) => {
  t.deepEqual(Object.keys(gateWindow(gate({ namespaces: ['a'] }))[0] ?? {}), [
    'kind',
    'schedule',
    'duration',
    'namespaces',
    'manualSync',
  ]);
});

test('it is described only where Argo CD surely has the field', (t) => {
  const described = (version?: string) =>
    gateWindow(gate({ namespaces: ['a'] }), { version })[0]?.description !== undefined;
  t.deepEqual([described('3.1.0'), described('3.0.23'), described()], [true, false, false]);
});

const spellings: [title: string, patterns: string[], expected: string[]][] = [
  ['the name of the own cluster', ['in-cluster'], ['in-cluster', HERE]],
  ['the URL of the own cluster', [HERE], [HERE, 'in-cluster']],
  ['a name', ['prod'], ['prod', PROD.server]],
  ['a glob of names', ['pr*'], ['pr*', PROD.server]],
  ['a glob of URLs', ['https://p*'], ['https://p*', 'prod']],
  ['everything', ['*'], ['*']],
  ['both already', ['prod', PROD.server], ['prod', PROD.server]],
  ['one that is not known', ['edge'], ['edge']],
  ['nothing', [], []],
];

for (const [title, patterns, expected] of spellings) {
  test(`clusters are written in both ways: ${title}`, (t) => {
    t.deepEqual(bothSpellings(patterns, { clusters: [PROD] }), expected);
  });
}

test('the address of a cluster is no pattern', (t) => {
  const six = { name: 'six', server: 'https://[fd00::1]:6443' };
  const window = gateWindow(gate({ clusters: ['six'] }), { clusters: [six] });
  const app = application({ destination: { server: six.server, namespace: 'a' } });
  t.is(windowsOf(window, app).length, 1);
});

test('the window holds whatever the gate selects, however the cluster is written', (t) => {
  const windows = gateWindow(gate({ clusters: ['prod'], namespaces: ['apps-prod'], applications: ['vault'] }), {
    clusters: [PROD],
  });
  const apps = [
    application({ destination: { name: 'prod', namespace: 'x' } }),
    application({ destination: { server: PROD.server, namespace: 'x' } }),
    application({ destination: { server: HERE, namespace: 'apps-prod' } }),
    application({ destination: { server: HERE, namespace: 'x' } }, 'argocd', 'vault'),
  ];
  for (const app of apps) {
    for (const now of [0, 1_800_000_000_000, 1_800_000_012_345]) {
      const matched = windowsOf(windows, app);
      t.false(canSync(matched, { manual: false }, now).allowed);
      t.true(canSync(matched, { manual: true }, now).allowed);
    }
  }
  t.deepEqual(windowsOf(windows, application()), []);
});

const concerned: [title: string, destinations: Destination[], given: Gate, expected: boolean][] = [
  ['by names of Applications, every project', [], gate({ applications: ['vault'] }), true],
  [
    'by a namespace that it may deploy to',
    [{ server: HERE, namespace: 'apps-*' }],
    gate({ namespaces: ['*-prod'] }),
    true,
  ],
  ['not by another namespace', [{ server: HERE, namespace: 'apps-*' }], gate({ namespaces: ['infra'] }), false],
  [
    'by whatever namespace, with a !',
    [{ server: HERE, namespace: '!kube-system' }],
    gate({ namespaces: ['infra'] }),
    true,
  ],
  ['by its cluster', [{ server: HERE, namespace: 'a' }], gate({ clusters: [HERE] }), true],
  [
    'by its cluster in the other spelling',
    [{ server: PROD.server, namespace: 'a' }],
    gate({ clusters: ['prod'] }),
    true,
  ],
  ['not by another cluster', [{ server: HERE, namespace: 'a' }], gate({ clusters: ['prod'] }), false],
  [
    'by a cluster that may be the same',
    [{ server: 'https://unknown', namespace: 'a' }],
    gate({ clusters: ['prod'] }),
    true,
  ],
  ['by nothing, if it may not deploy', [], gate({ namespaces: ['*'], clusters: ['*'] }), false],
  ['by nothing, without selectors', [{ server: '*', namespace: '!x' }], gate({}), false],
];

for (const [title, destinations, given, expected] of concerned) {
  test(`a gate concerns a project ${title}: ${expected}`, (t) => {
    t.is(gatesFor({ destinations }, [given], { clusters: [PROD] }).length === 1, expected);
  });
}
