import test from 'ava';
import fc from 'fast-check';
import {
  permitsDestination,
  permitsKind,
  permitsNamespace,
  permitsSource,
} from '../../../../../src/domain/argocd/project/permission.ts';
import type { Answer } from '../../../../../src/domain/semantics/reach.ts';
import type { AppProjectSpec, Destination, ResourceKind } from '../../../../../src/domain/argocd/resources.ts';

/** What Argo CD's own code said, where not noted otherwise: 3.2.11. */
const VERSION = '3.2.11';

const sources: [title: string, sourceRepos: string[] | undefined, url: string, expected: 'yes' | 'no'][] = [
  ['no list permits nothing', undefined, 'https://h/org/a', 'no'],
  ['an empty list permits nothing', [], 'https://h/org/a', 'no'],
  ['a star permits everything', ['*'], 'https://h/org/a', 'yes'],
  ['case and .git do not count', ['https://H/Org/a.git'], 'https://h/org/A', 'yes'],
  ['a star stops at slashes', ['https://h/*'], 'https://h/org/a', 'no'],
  ['two stars do not', ['https://h/**'], 'https://h/org/a', 'yes'],
  ['ssh and https are different', ['https://github.com/org/a'], 'git@github.com:org/a', 'no'],
  ['the two spellings of ssh are equal', ['ssh://git@github.com/org/a'], 'git@github.com:org/a', 'yes'],
  ['braces in a path are dead', ['https://h/{org,team}/*'], 'https://h/org/a', 'no'],
  ['oci:// is part of the URL', ['oci://reg/*'], 'reg/x', 'no'],
  ['a matching ! denies', ['https://h/**', '!https://h/org/*'], 'https://h/org/a', 'no'],
  ['a ! that does not match permits', ['https://good/*', '!https://bad/*'], 'https://evil/x', 'yes'],
  ['a list of nothing but ! permits the rest', ['!https://bad/*'], 'https://evil/x', 'yes'],
  ['a matching ! denies although another ! would permit', ['!https://a/*', '!https://b/*'], 'https://b/x', 'no'],
  ['!* permits what has a slash', ['!*'], 'https://evil/x', 'yes'],
  ['what is no URL equals what is none', ['a b:c'], 'https://h:x/', 'yes'],
  ['the empty pattern permits no URL', [''], 'https://h/x', 'no'],
];

for (const [title, sourceRepos, url, expected] of sources) {
  test(`sources: ${title}`, (t) => {
    t.is(permitsSource({ ...(sourceRepos && { sourceRepos }) }, url, VERSION), expected);
  });
}

const HERE = { server: 'https://kubernetes.default.svc', name: 'in-cluster' };
const PROD = { server: 'https://prod:6443', name: 'prod' };

const destinations: [title: string, list: Destination[], to: Destination, expected: Answer][] = [
  ['an empty list permits nothing', [], { ...HERE, namespace: 'a' }, 'no'],
  ['by URL', [{ server: HERE.server, namespace: 'a' }], { ...HERE, namespace: 'a' }, 'yes'],
  ['by name', [{ name: 'in-cluster', namespace: 'a' }], { ...HERE, namespace: 'a' }, 'yes'],
  [
    'URL or name is enough',
    [{ server: 'https://x', name: 'in-cluster', namespace: 'a' }],
    { ...HERE, namespace: 'a' },
    'yes',
  ],
  ['without a cluster an entry permits nothing', [{ namespace: '*' }], { ...HERE, namespace: 'a' }, 'no'],
  ['an entry without a namespace permits only none', [{ server: '*' }], { ...HERE, namespace: 'a' }, 'no'],
  ['an entry without a namespace permits none', [{ server: '*' }], HERE, 'yes'],
  ['a star permits no namespace, too', [{ server: '*', namespace: '*' }], HERE, 'yes'],
  ['a star goes over slashes here', [{ server: 'https://*', namespace: '*' }], { ...PROD, namespace: 'a' }, 'yes'],
  [
    'a ! namespace permits all others',
    [{ ...HERE, namespace: '!kube-system' }],
    { ...HERE, namespace: 'argocd' },
    'yes',
  ],
  [
    'a ! namespace denies before a star',
    [
      { server: '*', namespace: '*' },
      { ...HERE, namespace: '!kube-system' },
    ],
    { ...HERE, namespace: 'kube-system' },
    'no',
  ],
  [
    'a ! namespace by name alone denies nothing',
    [
      { server: '*', namespace: '*' },
      { name: 'prod', namespace: '!kube-system' },
    ],
    { ...PROD, namespace: 'kube-system' },
    'yes',
  ],
  [
    'a ! server denies for its namespaces only',
    [
      { server: '*', namespace: '*' },
      { server: `!${PROD.server}`, namespace: 'a' },
    ],
    { ...PROD, namespace: 'b' },
    'yes',
  ],
  [
    'a ! name denies for every namespace',
    [
      { server: '*', namespace: '*' },
      { name: '!prod', namespace: 'a' },
    ],
    { ...PROD, namespace: 'b' },
    'no',
  ],
];

for (const [title, list, to, expected] of destinations) {
  test(`destinations: ${title}`, (t) => {
    t.is(permitsDestination({ destinations: list }, to, { version: VERSION }), expected);
  });
}

test('destinations: since 3.6 a ! name denies for its namespaces only, and an unknown version is read so', (t) => {
  const spec = {
    destinations: [
      { server: '*', namespace: '*' },
      { name: '!prod', namespace: 'a' },
    ],
  };
  for (const version of ['3.6.1', undefined]) {
    t.is(permitsDestination(spec, { ...PROD, namespace: 'b' }, { version }), 'yes');
    t.is(permitsDestination(spec, { ...PROD, namespace: 'a' }, { version }), 'no');
  }
});

test('destinations: what is not known of a cluster may permit it', (t) => {
  const byServer = { destinations: [{ server: PROD.server, namespace: '*' }] };
  t.is(permitsDestination(byServer, { name: 'prod', namespace: 'a' }), 'maybe');
  t.is(
    permitsDestination({ destinations: [{ server: '*', namespace: '*' }] }, { name: 'prod', namespace: 'a' }),
    'yes',
  );
  t.is(permitsDestination({ destinations: [{ name: 'dev', namespace: '*' }] }, { name: 'prod', namespace: 'a' }), 'no');
});

test('destinations: only clusters of the project where it says so', (t) => {
  const spec = { destinations: [{ server: '*', namespace: '*' }], permitOnlyProjectScopedClusters: true };
  t.is(permitsDestination(spec, { ...PROD, namespace: 'a' }), 'maybe');
  t.is(permitsDestination(spec, { ...PROD, namespace: 'a' }, { projectClusters: [] }), 'no');
  t.is(permitsDestination(spec, { ...PROD, namespace: 'a' }, { projectClusters: [PROD] }), 'yes');
  t.is(permitsDestination(spec, { name: 'edge', namespace: 'a' }, { projectClusters: [PROD] }), 'maybe');
  t.is(
    permitsDestination({ ...spec, destinations: [] }, { ...PROD, namespace: 'a' }, { projectClusters: [PROD] }),
    'no',
  );
});

const ANY = [{ group: '*', kind: '*' }];
const JOB = { group: 'batch', kind: 'Job' };

const kinds: [title: string, spec: AppProjectSpec, resource: ResourceKind, namespaced: boolean, expected: Answer][] = [
  ['a namespaced kind needs no whitelist', {}, JOB, true, 'yes'],
  ['an empty whitelist permits no namespaced kind', { namespaceResourceWhitelist: [] }, JOB, true, 'no'],
  ['a cluster-scoped kind needs a whitelist', {}, JOB, false, 'no'],
  ['an empty whitelist permits no cluster-scoped kind', { clusterResourceWhitelist: [] }, JOB, false, 'no'],
  ['the blacklist wins', { clusterResourceWhitelist: ANY, clusterResourceBlacklist: ANY }, JOB, false, 'no'],
  ['the blacklist wins for namespaced kinds', { namespaceResourceBlacklist: ANY }, JOB, true, 'no'],
  ['the group counts', { namespaceResourceWhitelist: [{ group: '', kind: '*' }] }, JOB, true, 'no'],
  ['braces mean nothing', { namespaceResourceWhitelist: [{ group: '*', kind: '{Job}' }] }, JOB, true, 'no'],
  ['! does not negate a class', { namespaceResourceWhitelist: [{ group: '*', kind: '[!J]ob' }] }, JOB, true, 'yes'],
  [
    'the lists of the other scope do not count',
    { clusterResourceWhitelist: ANY, namespaceResourceWhitelist: [] },
    JOB,
    true,
    'no',
  ],
];

for (const [title, spec, resource, namespaced, expected] of kinds) {
  test(`kinds: ${title}`, (t) => {
    t.is(permitsKind(spec, resource, namespaced, VERSION), expected);
  });
}

/** Read in the source of 3.3 and 3.5: isNamedResourceInList. */
test('kinds: names of cluster-scoped objects count since 3.3', (t) => {
  const namespace = { group: '', kind: 'Namespace' };
  const white = { clusterResourceWhitelist: [{ ...namespace, name: 'apps-*' }] };
  const black = { clusterResourceWhitelist: ANY, clusterResourceBlacklist: [{ ...namespace, name: 'kube-*' }] };
  t.is(permitsKind(white, { ...namespace, name: 'apps-a' }, false, '3.3.0'), 'yes');
  t.is(permitsKind(white, { ...namespace, name: 'kube-system' }, false, '3.3.0'), 'no');
  t.is(permitsKind(white, { ...namespace, name: 'kube-system' }, false, '3.2.9'), 'yes');
  t.is(permitsKind(black, { ...namespace, name: 'kube-system' }, false, '3.3.0'), 'no');
  t.is(permitsKind(black, { ...namespace, name: 'apps-a' }, false, '3.3.0'), 'yes');
  t.is(permitsKind(white, namespace, false, '3.3.0'), 'maybe');
  t.is(permitsKind(black, namespace, false, '3.3.0'), 'maybe');
});

const namespaces: [title: string, sourceNamespaces: string[], namespace: string, expected: Answer][] = [
  ['beside Argo CD always', [], 'argocd', 'yes'],
  ['nowhere else', [], 'team-a', 'no'],
  ['by glob', ['team-*'], 'team-a', 'yes'],
  ['! is no negation', ['!team-a'], 'team-b', 'no'],
  ['a regular expression may say so', ['/^team-.*$/'], 'kube-system', 'maybe'],
  ['what a glob says needs no regular expression', ['/x/', 'team-*'], 'team-a', 'yes'],
];

for (const [title, sourceNamespaces, namespace, expected] of namespaces) {
  test(`namespaces of Applications: ${title}`, (t) => {
    t.is(permitsNamespace({ sourceNamespaces }, namespace, 'argocd', VERSION), expected);
  });
}

test('whatever a project holds, there is an answer', (t) => {
  const spec = fc.dictionary(
    fc.constantFrom(
      'sourceRepos',
      'destinations',
      'sourceNamespaces',
      'clusterResourceWhitelist',
      'namespaceResourceBlacklist',
      '__proto__',
    ),
    fc.anything(),
  ) as fc.Arbitrary<AppProjectSpec>;
  fc.assert(
    fc.property(spec, fc.string(), (project, text) => {
      const answers = [
        permitsSource(project, text),
        permitsDestination(project, { ...HERE, namespace: text }),
        permitsKind(project, { group: text, kind: text }, false),
        permitsNamespace(project, text, 'argocd'),
      ];
      t.true(answers.every((answer) => ['yes', 'no', 'maybe'].includes(answer)));
    }),
  );
});
