import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { parsePolicy } from '../../../src/api/parse.ts';
import { policyObject } from './policy-object.ts';

const folder = new URL('../../../config/samples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
const sample = z.looseObject({ metadata: z.looseObject({}) });

function readAll(name: string) {
  return parseAllDocuments(readFileSync(new URL(name, folder), 'utf8')).map((document) => {
    const { metadata, ...rest } = sample.parse(document.toJS());
    return parsePolicy({
      ...policyObject({}, { metadata }),
      ...rest,
      metadata: policyObject({}, { metadata }).metadata,
    });
  });
}

function read(name: string) {
  const [first] = readAll(name);
  assert(first);
  return first;
}

test('there are samples', (t) => {
  t.deepEqual(names.toSorted(), [
    'audit.yaml',
    'enforce.yaml',
    'helm-install.yaml',
    'homelab.yaml',
    'impersonation.yaml',
    'minimal.yaml',
    'projects.yaml',
    'strict-production.yaml',
    'two-argocds.yaml',
  ]);
});

for (const name of names) {
  test(`${name} is a policy`, (t) => {
    for (const result of readAll(name)) t.true(result.ok, JSON.stringify(result));
  });
}

test('the first sample that anybody applies changes nothing', (t) => {
  const result = read('minimal.yaml');
  t.is(result.ok && result.policy.spec.mode, 'Audit');
});

test('the homelab opens Git on the local network and nothing else outside', (t) => {
  const result = read('homelab.yaml');
  t.deepEqual(result.ok && result.policy.spec.network?.egress, {
    git: [{ cidr: '192.168.0.0/24', ports: [3000] }],
    registries: [],
    sso: [],
    notifications: [],
    clusters: [],
  });
});
