import test from 'ava';
import type { KubeObject, Role, RoleBinding } from '../../../../../src/api/kube.ts';
import {
  accountsFor,
  destinationServiceAccountsFor,
  type ImpersonationInput,
  keysOfAccounts,
  readyNamespaces,
} from '../../../../../src/domain/hardening/rbac/impersonation.ts';
import { normalRules } from '../../../../../src/domain/hardening/rbac/objects.ts';
import { PRESETS } from '../../../../../src/domain/hardening/rbac/presets.ts';
import { objectKey } from '../../../../../src/domain/plan.ts';
import { input, NAMESPACES, project, there } from './inputs.ts';

const HERE = 'https://kubernetes.default.svc';
const ALL = { projects: ['*'] };

const accounts = (item: object, more: Partial<ImpersonationInput> = {}) =>
  accountsFor([project(item)], ALL, input(more));
const objects = (item: object): readonly KubeObject[] => accounts(item).desired.map(({ object }) => object);
const of = (item: object) => accounts(item).projects[0];

test('a project deploys to each of its namespaces as an account of that namespace', (t) => {
  const [account, role, binding, ...others] = objects({});
  t.is(others.length, 3, 'and the same in apps-b');
  t.like(account, {
    kind: 'ServiceAccount',
    metadata: { name: 'gsp-apps', namespace: 'apps-a' },
    automountServiceAccountToken: false,
  });
  t.regex(role?.metadata.name ?? '', /^gsp-apps-[0-9a-f]{10}$/);
  t.deepEqual((role as Role).rules, normalRules(PRESETS.tenant.rules));
  t.deepEqual((binding as RoleBinding).subjects, [
    { apiGroup: '', kind: 'ServiceAccount', name: 'gsp-apps', namespace: 'apps-a' },
  ]);
  t.like(binding, { roleRef: { kind: 'Role', name: role?.metadata.name } });
});

test('the accounts outlive the policy, as their project does', (t) => {
  for (const { metadata } of objects({})) t.is(metadata.ownerReferences, undefined);
});

const destinations: Readonly<Record<string, readonly [destination: object, namespaces: readonly string[]]>> = {
  'by its URL': [{ server: HERE, namespace: 'web' }, ['web']],
  'by its name': [{ name: 'in-cluster', namespace: 'web' }, ['web']],
  'by a glob of its URL': [{ server: '*', namespace: 'apps-?' }, ['apps-a', 'apps-b']],
  'by a glob of its name': [{ name: 'in-*', namespace: 'web' }, ['web']],
  'another cluster': [{ server: 'https://10.0.0.1', namespace: 'web' }, []],
  'a namespace that is not there': [{ server: HERE, namespace: 'gone' }, []],
  'every namespace but the reserved ones': [{ server: HERE, namespace: '*' }, ['apps-a', 'apps-b', 'web']],
  'a reserved namespace by its name': [{ server: HERE, namespace: 'argocd' }, ['argocd']],
};

for (const [name, [destination, namespaces]] of Object.entries(destinations))
  test(`a destination names the cluster and its namespaces: ${name}`, (t) => {
    t.deepEqual(of({ destinations: [destination] })?.namespaces, namespaces);
  });

test('only the projects that the policy lists get accounts', (t) => {
  const items = ['web', 'apps-b', 'apps-a'].map((name) => project({ name }));
  const { projects } = accountsFor(items, { projects: ['apps-*'] }, input());
  t.deepEqual(
    projects.map((each) => each.project),
    ['apps-a', 'apps-b'],
  );
  t.deepEqual(accountsFor(items, { projects: [] }, input()).desired, []);
});

test('what the operator may not grant is withheld, and what is there stays', (t) => {
  const known = objects({}).map(objectKey);
  const { desired, kept, withheld, denied, projects } = accounts({}, { held: PRESETS.viewer.rules, known });
  t.deepEqual(desired, []);
  t.deepEqual([...kept].toSorted(), known.toSorted());
  t.like(withheld, { length: 1, 0: { reason: 'EscalationDenied', kind: 'ServiceAccount', name: 'gsp-apps' } });
  t.is(denied.length, 1);
  t.deepEqual(projects[0]?.namespaces, ['apps-a', 'apps-b'], 'so that they do not count as ready');
});

test('the accounts of a project are found among what is known', (t) => {
  const known = objects({}).map(objectKey);
  const others = ['ServiceAccount/web/default', 'Role/apps-a/gsp-apps', 'AppProject/argocd/apps'];
  t.deepEqual([...keysOfAccounts(['apps'], [...others, ...known])], known);
  t.deepEqual([...keysOfAccounts(['web'], known)], []);
});

test('a namespace is ready when account, Role and binding are in place', (t) => {
  const apps = of({});
  if (apps === undefined) return t.fail();
  const keys = objects({}).map(objectKey);
  t.deepEqual([...readyNamespaces(apps, (key) => keys.includes(key))], ['apps-a', 'apps-b']);
  for (const missing of keys) {
    const ready = readyNamespaces(apps, (key) => key !== missing && keys.includes(key));
    t.is(ready.size, 1);
    t.false(ready.has(missing.split('/')[1] ?? ''));
  }
});

const READY = new Set(NAMESPACES.keys());
const entry = (namespace: string, account = 'gsp-apps', server = HERE) => ({
  server,
  namespace,
  defaultServiceAccount: account,
});

test('one entry does for each destination: the account is that of the destination namespace', (t) => {
  const item = project({
    destinations: [
      { server: HERE, namespace: 'web' },
      { name: 'in-cluster', namespace: 'apps-*' },
      { server: '*', namespace: 'apps-*' },
      { server: 'https://10.0.0.1', namespace: 'web' },
    ],
  });
  const { entries, pending } = destinationServiceAccountsFor(
    item,
    accountsFor([item], ALL, input()).projects[0],
    READY,
    [],
  );
  t.deepEqual(entries, [entry('apps-*'), entry('web')]);
  t.deepEqual(pending, []);
});

test('those of the item come first, as the first that matches counts, and none stands twice', (t) => {
  const own = [entry('apps-*', 'own:account'), entry('*', 'any', '*')];
  const item = project({
    destinationServiceAccounts: own,
    destinations: ['web', 'apps-*'].map((namespace) => ({ server: HERE, namespace })),
  });
  const { entries, all } = destinationServiceAccountsFor(
    item,
    accountsFor([item], ALL, input()).projects[0],
    READY,
    [],
  );
  t.deepEqual(entries, [entry('web')]);
  t.deepEqual(all, [...own, entry('web')]);
});

test('a project without accounts deploys as its item says', (t) => {
  const own = [entry('web', 'own')];
  const result = destinationServiceAccountsFor(project({ destinationServiceAccounts: own }), undefined, READY, []);
  t.deepEqual(result, { entries: [], all: own, pending: [] });
});

test('nothing is entered before all namespaces are ready, and what is entered stays', (t) => {
  const item = project({});
  const half = new Set(['apps-a']);
  t.deepEqual(destinationServiceAccountsFor(item, of({}), half, []), { entries: [], all: [], pending: ['apps-b'] });
  const live = [entry('apps-*')];
  t.deepEqual(destinationServiceAccountsFor(item, of({}), half, live).entries, live);
  t.deepEqual(destinationServiceAccountsFor(item, of({}), half, [entry('apps-*', 'other')]).entries, []);
});

test('a namespace that is being deleted is not waited for', (t) => {
  const [apps] = accounts({}, { namespaces: there(['apps-b']) }).projects;
  t.deepEqual(destinationServiceAccountsFor(project({}), apps, new Set(['apps-a']), []).pending, []);
});

test('Argo CD takes no `!` in an entry: such a glob is written as the namespaces that it matches', (t) => {
  const matches = (pattern: string, text: string): boolean =>
    pattern === HERE ? text === HERE : pattern === 'apps-[!b]' && text === 'apps-a';
  const [apps] = accounts({ destinations: [{ server: HERE, namespace: 'apps-[!b]' }] }, { matches }).projects;
  t.deepEqual(apps?.namespaces, ['apps-a']);
  t.deepEqual(apps?.patterns, ['apps-a']);
});
