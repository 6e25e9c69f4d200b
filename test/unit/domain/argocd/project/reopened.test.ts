import test from 'ava';
import { effectiveProject } from '../../../../../src/domain/argocd/project/effective.ts';
import { reopenedBy } from '../../../../../src/domain/argocd/project/reopened.ts';
import type { AppProjectSpec } from '../../../../../src/domain/argocd/resources.ts';
import { project } from './objects.ts';

const ANY = { group: '*', kind: '*' };
const NAMESPACE = { group: '', kind: 'Namespace' };
const ALLOW = { kind: 'allow', schedule: '* * * * *', duration: '24h' };
const HERE = 'https://kubernetes.default.svc';

const cases: [title: string, own: AppProjectSpec, added: AppProjectSpec, reopened: boolean][] = [
  ['a repository in a locked project', {}, { sourceRepos: ['https://h/a'] }, true],
  ['a repository that is permitted', { sourceRepos: ['https://h/*'] }, { sourceRepos: ['https://H/a.git'] }, false],
  [
    'a repository that is denied',
    { sourceRepos: ['https://h/*', '!https://h/a'] },
    { sourceRepos: ['https://h/a'] },
    false,
  ],
  ['a glob within one', { sourceRepos: ['https://h/**'] }, { sourceRepos: ['https://h/org/*'] }, false],
  ['a wider glob', { sourceRepos: ['https://h/*'] }, { sourceRepos: ['https://h/**'] }, true],
  ['everything in a project that permits everything', { sourceRepos: ['*'] }, { sourceRepos: ['**'] }, false],
  ['a !, which permits the rest', { sourceRepos: ['https://h/*'] }, { sourceRepos: ['!https://bad/*'] }, true],
  ['the same entry', { sourceRepos: ['!https://bad/*'] }, { sourceRepos: ['!https://bad/*'] }, false],
  ['a destination in a locked project', {}, { destinations: [{ server: HERE, namespace: 'a' }] }, true],
  [
    'a destination within one',
    { destinations: [{ server: '*', namespace: 'apps-*' }] },
    { destinations: [{ server: HERE, namespace: 'apps-a' }] },
    false,
  ],
  [
    'another namespace',
    { destinations: [{ server: '*', namespace: 'apps-*' }] },
    { destinations: [{ server: HERE, namespace: '*' }] },
    true,
  ],
  [
    'no namespace',
    { destinations: [{ server: '*', namespace: 'apps-*' }] },
    { destinations: [{ server: HERE }] },
    true,
  ],
  [
    'a cluster by its other spelling, which may be another one',
    { destinations: [{ name: 'in-cluster', namespace: '*' }] },
    { destinations: [{ server: HERE, namespace: 'a' }] },
    true,
  ],
  [
    'a namespace that is denied',
    {
      destinations: [
        { server: '*', namespace: '*' },
        { server: HERE, namespace: '!x' },
      ],
    },
    { destinations: [{ server: HERE, namespace: 'x' }] },
    false,
  ],
  [
    'a namespace that a ! permits',
    { destinations: [{ server: HERE, namespace: '!x' }] },
    { destinations: [{ server: HERE, namespace: 'y' }] },
    false,
  ],
  [
    'a glob beside a !, which may hang on each other',
    {
      destinations: [
        { server: '*', namespace: '*' },
        { server: HERE, namespace: '!x' },
      ],
    },
    { destinations: [{ server: HERE, namespace: 'apps-*' }] },
    true,
  ],
  ['a cluster-scoped kind', {}, { clusterResourceWhitelist: [NAMESPACE] }, true],
  [
    'a cluster-scoped kind that is listed',
    { clusterResourceWhitelist: [ANY] },
    { clusterResourceWhitelist: [NAMESPACE] },
    false,
  ],
  [
    'a cluster-scoped kind that is denied',
    { clusterResourceBlacklist: [ANY] },
    { clusterResourceWhitelist: [NAMESPACE] },
    false,
  ],
  [
    'a kind of which one name is listed',
    { clusterResourceWhitelist: [{ ...NAMESPACE, name: 'a' }] },
    { clusterResourceWhitelist: [NAMESPACE] },
    true,
  ],
  [
    'one name of a kind that is listed',
    { clusterResourceWhitelist: [NAMESPACE] },
    { clusterResourceWhitelist: [{ ...NAMESPACE, name: 'a' }] },
    false,
  ],
  ['a namespaced kind where all are permitted', {}, { namespaceResourceWhitelist: [ANY] }, false],
  ['a namespaced kind where none is', { namespaceResourceWhitelist: [] }, { namespaceResourceWhitelist: [ANY] }, true],
  ['what is forbidden', { clusterResourceWhitelist: [ANY] }, { clusterResourceBlacklist: [NAMESPACE] }, false],
  ['a window that denies', {}, { syncWindows: [{ ...ALLOW, kind: 'deny' }] }, false],
  ['a window that allows where none does', {}, { syncWindows: [ALLOW] }, false],
  [
    'a window that allows beside another',
    { syncWindows: [ALLOW] },
    { syncWindows: [{ ...ALLOW, manualSync: true }] },
    true,
  ],
  [
    'a ServiceAccount for any namespace',
    { destinationServiceAccounts: [{ server: '*', namespace: 'a', defaultServiceAccount: 'x' }] },
    { destinationServiceAccounts: [{ server: '*', namespace: '*', defaultServiceAccount: 'root' }] },
    true,
  ],
  [
    'a ServiceAccount that comes too late',
    { destinationServiceAccounts: [{ server: '*', namespace: '*', defaultServiceAccount: 'x' }] },
    { destinationServiceAccounts: [{ server: '*', namespace: 'a', defaultServiceAccount: 'root' }] },
    false,
  ],
];

for (const [title, own, added, reopened] of cases) {
  test(`${title} ${reopened ? 'opens the project' : 'opens nothing'}`, (t) => {
    const { additions } = effectiveProject(project('apps', own), {
      repositorySecrets: [],
      clusterSecrets: [],
      globalProjects: '- projectName: global',
      projects: [project('global', added)],
    });
    t.is(additions.length, 1);
    t.is(reopenedBy(own, additions, '3.6.1').length === 1, reopened);
  });
}
