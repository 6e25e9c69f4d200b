import test from 'ava';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { argoCdManifests, type ArgoCdFlavour, type ArgoCdVersion } from '../../../../support/argocd.ts';
import { judgeAll } from './judge-all.ts';
import { openDefault } from './objects.ts';

/** What a fresh install has: its manifests, and the project that its server makes. */

const KINDS = [
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'Deployment',
  'NetworkPolicy',
  'Role',
  'RoleBinding',
  'Secret',
  'StatefulSet',
];
const CLUSTER_SCOPED = ['ClusterRole', 'ClusterRoleBinding'];

const placed = (object: KubeObject): KubeObject =>
  CLUSTER_SCOPED.includes(object.kind) ? object : { ...object, metadata: { ...object.metadata, namespace: 'argocd' } };

const known = new Map<string, Promise<string[]>>();

async function judged(version: ArgoCdVersion, flavour: ArgoCdFlavour): Promise<string[]> {
  const { documents } = await argoCdManifests(version, flavour, KINDS);
  return judgeAll([...documents.map(placed), openDefault]).map(
    ({ rule, severity, object, message }) => `${severity} ${rule} ${object.kind}/${object.name}: ${message}`,
  );
}

async function installed(version: ArgoCdVersion, flavour: ArgoCdFlavour = 'install'): Promise<string[]> {
  const key = `${version} ${flavour}`;
  const found = known.get(key) ?? judged(version, flavour);
  known.set(key, found);
  return found;
}

const OPEN =
  'high argocd/default-project-open AppProject/default: the project of every Application that names none permits every repository and namespace';
const EVERYTHING =
  'medium argocd/impersonation-off StatefulSet/argocd-application-controller: every project deploys as this account, which may do everything';
const REVISION =
  'medium argocd/settings ConfigMap/argocd-cm: application.sync.requireOverridePrivilegeForRevisionSync is false by default: who may sync may deploy any revision, such as a branch that nobody reviewed';
const SCHEMES =
  'low argocd/settings ConfigMap/argocd-cm: helm.valuesFileSchemes has http by default: value files make the repo-server fetch from addresses that an Application names, even unencrypted';

const advisory = (workload: string, text: string): string => `argocd/known-advisory ${workload}: ${text}`;

test('a fresh install of 3.5.7 has a short list of findings, and nothing else', async (t) => {
  t.deepEqual(await installed('v3.5.7'), [
    OPEN,
    REVISION,
    SCHEMES,
    EVERYTHING,
    `low ${advisory('Deployment/argocd-server', '3.5.7 has CVE-2026-77299: a regular expression in sourceNamespaces or a setting takes all memory of Argo CD; corrected in 3.5.8')}`,
  ]);
});

test('without a server the version is that of the controller', async (t) => {
  const found = await installed('v3.5.7', 'core');
  t.deepEqual(found.slice(0, 4), [OPEN, REVISION, SCHEMES, EVERYTHING]);
  t.regex(found[4] ?? '', /^low argocd\/known-advisory StatefulSet\/argocd-application-controller: 3\.5\.7 has CVE-/);
  t.is(found.length, 5);
});

const idsOf = (found: readonly string[]): string[] =>
  found
    .filter((text) => text.includes('argocd/known-advisory'))
    .map((text) => /has ([-A-Za-z0-9]+)/.exec(text)?.[1] ?? '');

const OCTOBER = [
  'GHSA-9v9p-x54c-58gc',
  'GHSA-fw5c-w8rc-j7fx',
  'GHSA-m3vr-7329-44ww',
  'GHSA-fmxq-cgp8-87wp',
  'GHSA-j6cw-g6p4-7hch',
  'GHSA-4439-h7jw-5cjj',
  'CVE-2026-77299',
];

test('older releases have the faults that were corrected after them', async (t) => {
  t.deepEqual(idsOf(await installed('v3.4.5')), OCTOBER);
  t.deepEqual(idsOf(await installed('v3.2.11')), OCTOBER);
  t.deepEqual(idsOf(await installed('v2.14.21')), OCTOBER);
});

test('lines that get no corrections any more are told', async (t) => {
  const unsupported = async (version: ArgoCdVersion): Promise<boolean> =>
    (await installed(version)).some((text) => text.includes('argocd/unsupported-version'));
  t.deepEqual(await Promise.all((['v2.14.21', 'v3.2.11', 'v3.4.5', 'v3.5.7'] as const).map(unsupported)), [
    true,
    true,
    false,
    false,
  ]);
});
