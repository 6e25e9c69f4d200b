import test from 'ava';
import type { KubeObject, RoleBinding } from '../../../../../src/api/kube.ts';
import { argoCdManifests } from '../../../../support/argocd.ts';
import { briefly, findings } from './found.ts';
import { account, alice } from './scenes.ts';

const KINDS = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ServiceAccount'];
const { documents } = await argoCdManifests('v3.5.7', 'install', KINDS);

/** As they are when they are applied to a namespace. */
const installed: readonly KubeObject[] = documents.map((raw) =>
  raw.kind.startsWith('Cluster') ? raw : { ...raw, metadata: { ...raw.metadata, namespace: 'argocd' } },
);

const SERVER = 'ClusterRoleBinding argocd-server';

/** The server may get, patch and delete everything, and create Jobs. */
const OF_SERVER = [
  'critical node-proxy',
  'critical secrets-read',
  'critical webhooks',
  'high crd-apiservice',
  'high csr',
  'high namespace-labels',
  'high node-write',
  'high pod-create',
  'high pod-exec',
  'high policy-write',
  'high secrets-write',
  'high secretstore-write',
  'high system-configmaps',
  'high wildcard-resource',
  'high write-rbac',
  'medium anti-forensics',
  'medium netpol-write',
].map((text) => `${text} ${SERVER}`);

const EXPECTED = [
  'critical cluster-admin-equivalent ClusterRoleBinding argocd-application-controller',
  'critical secrets-read ClusterRoleBinding argocd-applicationset-controller',
  ...OF_SERVER,
  'high secrets-read RoleBinding argocd/argocd-application-controller',
  'high secrets-read RoleBinding argocd/argocd-applicationset-controller',
  'high secrets-read RoleBinding argocd/argocd-dex-server',
  'high secrets-read RoleBinding argocd/argocd-notifications-controller',
  'high secrets-read RoleBinding argocd/argocd-server',
  'high system-configmaps RoleBinding argocd/argocd-server',
  'medium secrets-write RoleBinding argocd/argocd-redis',
  'medium secrets-write RoleBinding argocd/argocd-server',
];

test('what Argo CD ships is found, no more and no less, and said to be shipped', (t) => {
  const found = findings(installed);
  t.deepEqual(found.map(briefly).toSorted(), EXPECTED.toSorted());
  for (const { message, remedy, object } of found) {
    t.regex(message, /, as Argo CD ships it$/);
    t.regex(remedy, object.kind === 'RoleBinding' ? /write an exception/ : /spec\.rbac\.impersonation/);
  }
});

const changed = (change: (binding: RoleBinding) => KubeObject): readonly KubeObject[] =>
  installed.map((raw) => ('roleRef' in raw ? change(raw as RoleBinding) : raw));

const changes: [title: string, objects: readonly KubeObject[], spec?: object][] = [
  [
    'to somebody else as well',
    changed((raw) => ({ ...raw, subjects: [...(raw.subjects ?? []), alice] }) as KubeObject),
  ],
  ['under another name', changed((raw) => ({ ...raw, metadata: { ...raw.metadata, name: `${raw.metadata.name}-2` } }))],
  ['where the policy says that Argo CD is not', installed, { argocd: { namespace: 'elsewhere' } }],
];

for (const [title, objects, spec = {}] of changes)
  test(`a binding ${title} is not said to be shipped`, (t) => {
    const found = findings(objects, spec);
    t.true(found.length > 20);
    for (const { message } of found) t.notRegex(message, /ships/);
  });

test('nor is a binding in another namespace, be it of the same name and for the same ServiceAccount', (t) => {
  const elsewhere = installed
    .filter(({ kind, metadata: { name } }) => ['Role', 'RoleBinding'].includes(kind) && name === 'argocd-server')
    .map((raw) => ({ ...raw, metadata: { ...raw.metadata, namespace: 'elsewhere' } }))
    .map((raw) => ('roleRef' in raw ? { ...raw, subjects: [account('argocd-server', 'argocd')] } : raw));
  const found = findings(elsewhere);
  t.true(found.map(briefly).includes('high secrets-read RoleBinding elsewhere/argocd-server'));
  for (const { message } of found) t.notRegex(message, /ships/);
});
