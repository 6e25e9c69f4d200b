import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { brief, findings } from './found.ts';

const kustomization = z.object({ resources: z.array(z.string()), namespace: z.string().optional() });

/** What an overlay of config/ consists of, with the namespaces that it puts things into. */
function overlay(folder: string): readonly KubeObject[] {
  const { resources, namespace } = kustomization.parse(parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')));
  const objects = resources.flatMap((name): readonly KubeObject[] => {
    const path = join(folder, name);
    if (!name.endsWith('.yaml')) return overlay(path);
    return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as KubeObject);
  });
  if (namespace === undefined) return objects;
  return objects.map((raw) => ({ ...raw, metadata: { ...raw.metadata, namespace } }));
}

const found = (name: string): readonly string[] =>
  findings([...overlay(`config/${name}`), ...overlay('config/audit').filter(({ kind }) => kind === 'ServiceAccount')])
    .map((finding) => `${brief(finding)} ${finding.object.name.replace('gitops-security-operator-', '')}`)
    .toSorted();

for (const name of ['audit', 'enforce'])
  test(`nothing is found in the rights of config/${name}`, (t) => {
    t.true(overlay(`config/${name}`).some(({ kind }) => kind === 'ClusterRoleBinding'));
    t.deepEqual(found(name), []);
  });

test('what an administrator adds to it beyond its work is found', (t) => {
  t.deepEqual(found('secrets'), ['high secrets-read secrets-read']);
  t.deepEqual(found('cluster-secrets'), ['critical secrets-read cluster-secrets-read']);
  t.deepEqual(found('grants'), [
    'critical secrets-read grantable',
    'high pod-create grantable',
    'high secrets-write grantable',
  ]);
});
