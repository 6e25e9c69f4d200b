import test from 'ava';
import { notPermitted } from '../../../../../src/domain/argocd/project/refusals.ts';
import type { Application, AppProjectSpec } from '../../../../../src/domain/argocd/resources.ts';
import { application } from './objects.ts';

const SPEC: AppProjectSpec = {
  sourceRepos: ['https://h/org/*'],
  destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'apps-*' }],
  namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }],
};
const FACTS = { controlPlane: 'argocd', version: '3.2.11' };

const cases: [title: string, given: Application, reasons: string[]][] = [
  ['an Application within the project', application(), []],
  [
    'another source',
    application({ source: { repoURL: 'https://evil/x' } }),
    ['source "https://evil/x" is not permitted'],
  ],
  [
    'one of several sources, which win over source',
    application({
      source: { repoURL: 'https://evil/x' },
      sources: [{ repoURL: 'https://h/org/a' }, { repoURL: 'https://bad/y' }],
    }),
    ['source "https://bad/y" is not permitted'],
  ],
  [
    'a hydrator, which wins over sources',
    application({
      sourceHydrator: { drySource: { repoURL: 'https://evil/dry' }, syncSource: { repoURL: 'https://evil/wet' } },
    }),
    ['source "https://evil/dry" is not permitted', 'source "https://evil/wet" is not permitted'],
  ],
  [
    'a source with a password, which is not shown',
    application({ source: { repoURL: 'https://me:secret@evil/x' } }),
    ['source "https://evil/x" is not permitted'],
  ],
  ['its cluster by name', application({ destination: { name: 'in-cluster', namespace: 'apps-a' } }), []],
  [
    'another namespace',
    application({ destination: { name: 'in-cluster', namespace: 'argocd' } }),
    ['destination in-cluster/argocd is not permitted'],
  ],
  [
    'another cluster',
    application({ destination: { name: 'prod', namespace: 'apps-a' } }),
    ['destination prod/apps-a is not permitted'],
  ],
  ['a cluster that is not known', application({ destination: { name: 'other', namespace: 'apps-a' } }), []],
  [
    'both ways to name a cluster at once',
    application({ destination: { name: 'prod', server: 'https://prod', namespace: 'apps-a' } }),
    ['its destination has both a name and a server'],
  ],
  ['no cluster', application({ destination: { namespace: 'apps-a' } }), ['its destination names no cluster']],
  [
    'namespaces that it has deployed to',
    {
      ...application(),
      deployed: [
        { group: '', kind: 'Secret', namespace: 'kube-system' },
        { group: '', kind: 'Secret', namespace: 'apps-b' },
      ],
    },
    ['destination in-cluster/kube-system is not permitted'],
  ],
  [
    'kinds that it has deployed',
    {
      ...application(),
      deployed: [
        { group: '', kind: 'ResourceQuota', namespace: 'apps-a' },
        { group: '', kind: 'ResourceQuota', namespace: 'apps-b' },
        { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
      ],
    },
    [
      'kind ResourceQuota is not permitted',
      'cluster-scoped kind rbac.authorization.k8s.io/ClusterRole is not permitted',
    ],
  ],
  ['where it stands', application({}, 'team-a'), ['Applications of namespace team-a may not use the project']],
];

for (const [title, given, reasons] of cases) {
  test(`refused for ${title}: ${reasons.length}`, (t) => {
    t.deepEqual(notPermitted(given, SPEC, { ...FACTS, clusters: [{ name: 'prod', server: 'https://prod' }] }), reasons);
  });
}

test('an empty project refuses everything, and says so', (t) => {
  t.deepEqual(notPermitted(application(), {}, FACTS), [
    'source "https://h/org/a" is not permitted',
    'destination in-cluster/apps-a is not permitted',
  ]);
});

test('where clusters of the project are not known, none is refused', (t) => {
  const spec = { ...SPEC, permitOnlyProjectScopedClusters: true };
  t.deepEqual(notPermitted(application(), spec, FACTS), []);
  t.deepEqual(notPermitted(application(), spec, { ...FACTS, projectClusters: [] }), [
    'destination in-cluster/apps-a is not permitted',
  ]);
});

test('an Application without anything is answered, too', (t) => {
  const bare = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'a' } };
  t.deepEqual(notPermitted(bare, SPEC, FACTS), ['its destination names no cluster']);
});
