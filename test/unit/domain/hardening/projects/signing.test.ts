import test from 'ava';
import type { ConfigMap, Workload } from '../../../../../src/api/kube.ts';
import { matchesGlob } from '../../../../../src/domain/argocd/project/glob.ts';
import {
  missingKeys,
  signingForm,
  uncovered,
  withoutGpg,
} from '../../../../../src/domain/hardening/projects/signing.ts';
import { helm } from '../../argocd/workloads.ts';
import { item } from '../../projects.ts';

const KEY = '4AEE18F83AFDEB23';
const OTHER = '0123456789ABCDEF';
const policy = (url: string, mode = 'head', keys = [KEY]) => ({ repos: [{ url }], gpg: { mode, keys } });
const integrity = (...policies: object[]) => item({ sourceIntegrity: { git: { policies } } });
const keys = item({ signatureKeys: [{ keyID: KEY }] });

test('signatureKeys become a policy for every repository where Argo CD has source integrity', (t) => {
  const sourceIntegrity = { git: { policies: [{ repos: [{ url: '*' }], gpg: { mode: 'head', keys: [KEY] } }] } };
  t.deepEqual(signingForm(keys, true), { ok: true, signing: { sourceIntegrity } });
  t.deepEqual(signingForm(keys, false), { ok: true, signing: { signatureKeys: [{ keyID: KEY }] } });
});

test('what says no more than the older field becomes that; what says more is refused', (t) => {
  t.deepEqual(signingForm(integrity(policy('*')), false), { ok: true, signing: { signatureKeys: [{ keyID: KEY }] } });
  for (const more of [
    integrity(policy('https://a/*')),
    integrity(policy('*', 'strict')),
    integrity(policy('*'), policy('b')),
  ])
    t.false(signingForm(more, false).ok);
});

test('a project that asks for nothing gets nothing', (t) => {
  t.deepEqual(signingForm(item(), true), { ok: true, signing: {} });
  t.deepEqual(signingForm(item(), false), { ok: true, signing: { signatureKeys: [] } });
});

const keyring = (...ids: string[]): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'argocd-gpg-keys-cm' },
  data: Object.fromEntries(ids.map((id) => [id, ''])),
});

test('keys that the keyring lacks are named, by whatever form of their id', (t) => {
  const long = `D56C4FCA57A46444${OTHER}${KEY}`;
  t.deepEqual(missingKeys(keys, []), [KEY]);
  t.deepEqual(missingKeys(keys, [keyring(KEY)]), []);
  t.deepEqual(missingKeys(item({ signatureKeys: [{ keyID: long.slice(-40) }] }), [keyring(KEY)]), []);
  t.deepEqual(missingKeys(integrity(policy('*', 'head', [KEY, OTHER])), [keyring(KEY)]), [OTHER]);
});

const withEnv = (workload: Workload, value: string): Workload => {
  const { template } = workload.spec;
  const env = [{ name: 'ARGOCD_GPG_ENABLED', value }];
  const containers = template.spec.containers.map((container) => ({ ...container, env }));
  return { ...workload, spec: { ...workload.spec, template: { ...template, spec: { ...template.spec, containers } } } };
};

test('workloads in which signatures are not looked at are named', (t) => {
  const [first] = helm() as [Workload];
  t.deepEqual(withoutGpg([first, withEnv(first, 'true'), withEnv(first, '')]), []);
  for (const off of ['false', 'no', 'FALSE']) t.deepEqual(withoutGpg([withEnv(first, off)]), [first.metadata.name]);
});

test('repositories that no policy covers are named, where others are', (t) => {
  const matches = (glob: string, text: string): boolean => matchesGlob(glob, text);
  const urls = ['https://a/x', 'https://b/y'];
  t.deepEqual(uncovered(item(), urls, matches), []);
  t.deepEqual(uncovered(keys, urls, matches), []);
  t.deepEqual(uncovered(integrity(policy('https://a/*')), urls, matches), ['https://b/y']);
  t.deepEqual(
    uncovered(
      integrity({ repos: [{ url: '*' }, { url: '!https://b/*' }], gpg: { mode: 'head', keys: [KEY] } }),
      urls,
      matches,
    ),
    ['https://b/y'],
  );
  t.deepEqual(uncovered(integrity(policy('*', 'none'), policy('https://a/*')), urls, matches), ['https://b/y']);
});
