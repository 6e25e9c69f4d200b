import test from 'ava';
import fc from 'fast-check';
import { effectiveProject, type EffectiveSources } from '../../../../../src/domain/argocd/project/effective.ts';
import { reopenedBy } from '../../../../../src/domain/argocd/project/reopened.ts';
import { project } from './objects.ts';

const NONE: EffectiveSources = { repositorySecrets: [], clusterSecrets: [], globalProjects: '', projects: [] };

const DENY = { kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] };
const baseline = project('baseline', {
  sourceRepos: ['https://h/shared/*'],
  destinations: [{ name: 'in-cluster', namespace: 'shared' }],
  clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  namespaceResourceBlacklist: [{ group: '', kind: 'LimitRange' }],
  syncWindows: [DENY],
  roles: [{ name: 'admin' }],
  sourceNamespaces: ['*'],
  destinationServiceAccounts: [{ server: '*', namespace: '*', defaultServiceAccount: 'deployer' }],
});
const globalFor = (selector: string): string => `- projectName: baseline\n  labelSelector: ${selector}\n`;

test('nothing else leaves a project as it is', (t) => {
  const own = project('apps', { sourceRepos: ['*'] });
  const { spec, additions, problems } = effectiveProject(own, NONE);
  t.deepEqual([spec, additions, problems], [own.spec, [], []]);
});

test('repository Secrets of the project add their URL', (t) => {
  const { spec, additions } = effectiveProject(project('apps', { sourceRepos: ['https://h/a'] }), {
    ...NONE,
    repositorySecrets: [
      { name: 'repo-b', project: 'apps', url: 'https://me:secret@h/b' },
      { name: 'repo-c', project: 'other', url: 'https://h/c' },
      { name: 'repo-d', url: 'https://h/d' },
      { name: 'repo-a', project: 'apps' },
    ],
  });
  t.deepEqual(spec.sourceRepos, ['https://h/a', '', 'https://me:secret@h/b']);
  t.deepEqual(
    additions.map(({ from, field, value }) => [from, field, value]),
    [
      ['Secret repo-a', 'sourceRepos', ''],
      ['Secret repo-b', 'sourceRepos', 'https://h/b'],
    ],
  );
});

test('cluster Secrets of the project add their cluster, with all or some namespaces', (t) => {
  const { spec, additions, clusters } = effectiveProject(project('apps', {}), {
    ...NONE,
    clusterSecrets: [
      { name: 'all', project: 'apps', server: 'https://one:6443//', clusterName: 'one' },
      { name: 'some', project: 'apps', server: 'https://two', namespaces: ' a, ,b ' },
      { name: 'else', project: 'other', server: 'https://three' },
    ],
  });
  t.deepEqual(spec.destinations, [
    { server: 'https://one:6443', namespace: '*' },
    { server: 'https://two', namespace: 'a' },
    { server: 'https://two', namespace: 'b' },
  ]);
  t.deepEqual(
    additions.map(({ value }) => value),
    ['https://one:6443/*', 'https://two/a', 'https://two/b'],
  );
  t.deepEqual(clusters, [
    { server: 'https://one:6443', name: 'one' },
    { server: 'https://two', name: '' },
  ]);
});

test('a global project adds its lists, but neither roles nor namespaces of Applications', (t) => {
  const sources = { ...NONE, globalProjects: globalFor('{}'), projects: [baseline] };
  const { spec, additions } = effectiveProject(project('apps', { sourceRepos: ['https://h/a'] }), sources, '3.4.5');
  t.deepEqual(spec, {
    sourceRepos: ['https://h/a', 'https://h/shared/*'],
    destinations: [{ name: 'in-cluster', namespace: 'shared' }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    namespaceResourceBlacklist: [{ group: '', kind: 'LimitRange' }],
    syncWindows: [DENY],
  });
  t.deepEqual(
    additions.map(({ from, field, value }) => `${from}: ${field} ${value}`),
    [
      'AppProject baseline: clusterResourceWhitelist /Namespace',
      'AppProject baseline: namespaceResourceBlacklist /LimitRange',
      'AppProject baseline: syncWindows deny "* * * * *" for 24h',
      'AppProject baseline: sourceRepos https://h/shared/*',
      'AppProject baseline: destinations in-cluster/shared',
    ],
  );
});

test('a global project adds ServiceAccounts since 3.5', (t) => {
  const sources = { ...NONE, globalProjects: globalFor('{}'), projects: [baseline] };
  const accounts = (version?: string) =>
    effectiveProject(project('apps', {}), sources, version).spec.destinationServiceAccounts?.length ?? 0;
  t.deepEqual([accounts('3.4.5'), accounts('3.5.7'), accounts()], [0, 1, 1]);
});

test('a whitelist that is absent stays absent, and is narrowed by what is added', (t) => {
  const white = project('white', { namespaceResourceWhitelist: [{ group: '', kind: 'Secret' }] });
  const empty = project('empty', { namespaceResourceWhitelist: [] });
  const withGlobal = (name: string) => ({
    ...NONE,
    projects: [white, empty],
    globalProjects: `- projectName: ${name}`,
  });
  t.is(effectiveProject(project('apps', {}), withGlobal('empty')).spec.namespaceResourceWhitelist, undefined);
  t.deepEqual(effectiveProject(project('apps', {}), withGlobal('white')).spec.namespaceResourceWhitelist, [
    { group: '', kind: 'Secret' },
  ]);
});

const selections: [title: string, selector: string, labels: Record<string, string>, expected: boolean][] = [
  ['an empty selector selects all', '{}', {}, true],
  ['no selector selects all', '', {}, true],
  ['a label', '{matchLabels: {team: a}}', { team: 'a' }, true],
  ['another label', '{matchLabels: {team: a}}', { team: 'b' }, false],
  ['an expression', '{matchExpressions: [{key: team, operator: Exists}]}', { team: 'b' }, true],
  ['an unknown operator selects none', '{matchExpressions: [{key: team, operator: Has}]}', { team: 'b' }, false],
];

for (const [title, selector, labels, expected] of selections) {
  test(`global projects: ${title}`, (t) => {
    const sources = { ...NONE, globalProjects: globalFor(selector), projects: [baseline] };
    t.is(effectiveProject(project('apps', {}, labels), sources).additions.length > 0, expected);
  });
}

test('no project is its own global project', (t) => {
  t.deepEqual(
    effectiveProject(baseline, { ...NONE, globalProjects: globalFor('{}'), projects: [baseline] }).additions,
    [],
  );
});

test('after an entry with which something is wrong, no other one counts', (t) => {
  const wrong = [
    '- projectName: missing\n',
    '- projectName: baseline\n  labelSelector: {matchExpressions: [{key: a, operator: Has}]}\n',
  ];
  for (const entry of wrong) {
    const { additions, problems } = effectiveProject(project('apps', {}), {
      ...NONE,
      globalProjects: `${entry}${globalFor('{}')}`,
      projects: [baseline],
    });
    t.deepEqual([additions.length, problems.length], [0, 1]);
  }
});

for (const globalProjects of [
  '{',
  'text',
  '- text',
  '{a: b}',
  '- &a [*a]',
  '- &a [x]\n'.concat('- [*a]\n'.repeat(100)),
]) {
  test(`global projects that cannot be read are none, and said: ${JSON.stringify(globalProjects.slice(0, 20))}`, (t) => {
    const { additions, problems } = effectiveProject(project('apps', {}), {
      ...NONE,
      globalProjects,
      projects: [baseline],
    });
    t.deepEqual(additions, []);
    t.deepEqual(problems, ['globalProjects of argocd-cm cannot be read, so Argo CD takes no project for global']);
  });
}

test('whatever is found, there is an answer', (t) => {
  const anything = fc.oneof(
    fc.anything(),
    fc.array(fc.dictionary(fc.constantFrom('server', 'url', 'toString', 'kind'), fc.anything())),
  );
  const specs = fc.oneof(
    fc.dictionary(
      fc.constantFrom('sourceRepos', 'destinations', 'syncWindows', 'clusterResourceWhitelist', '__proto__'),
      anything,
    ),
    fc.anything(),
  );
  fc.assert(
    fc.property(specs, fc.anything(), fc.string(), (spec, labels, text) => {
      const odd = {
        ...project('apps', spec as object),
        metadata: { name: 'apps', labels: labels as Record<string, string> },
      };
      const sources = {
        ...NONE,
        globalProjects: globalFor('{matchLabels: {a: b}}') + text,
        projects: [odd, { ...odd, metadata: { name: 'baseline' } }],
      };
      const { additions } = effectiveProject(odd, sources);
      t.true(Array.isArray(reopenedBy(spec ?? {}, additions)));
    }),
  );
});
