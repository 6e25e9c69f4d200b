import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import type { KubeObject } from '../../../../../src/api/kube.ts';
import { exposuresOf } from '../../../../../src/domain/semantics/secrets/exposures.ts';
import { argoCdManifests } from '../../../../support/argocd.ts';
import { goModule } from '../../../../support/go-module.ts';
import { githubToken } from './planted.ts';

const KINDS = ['ConfigMap', 'Deployment', 'StatefulSet'];

for (const flavour of ['install', 'ha', 'hydrator'] as const)
  test(`nothing is found in what Argo CD ships: ${flavour}`, async (t) => {
    const { documents } = await argoCdManifests('v3.5.7', flavour, KINDS);
    t.true(documents.length > 10);
    for (const object of documents) t.deepEqual(exposuresOf(object), [], `${object.kind} ${object.metadata.name}`);
  });

/** Every setting there is, with an example of it; known hosts and certificates; triggers and templates of messages. */
const DOCUMENTED = [
  'docs/operator-manual/argocd-cm.yaml',
  'docs/operator-manual/argocd-cmd-params-cm.yaml',
  'docs/operator-manual/argocd-rbac-cm.yaml',
  'docs/operator-manual/argocd-ssh-known-hosts-cm.yaml',
  'docs/operator-manual/argocd-tls-certs-cm.yaml',
  'docs/operator-manual/application.yaml',
  'docs/operator-manual/applicationset.yaml',
  'notifications_catalog/install.yaml',
];

for (const file of DOCUMENTED)
  test(`nothing is found in what Argo CD documents, but what is put into it: ${file}`, async (t) => {
    const root = await goModule('github.com/argoproj/argo-cd/v3@v3.5.7');
    const object = parse(await readFile(join(root, file), 'utf8')) as KubeObject & { data?: object; spec?: object };
    t.deepEqual(exposuresOf(object), []);
    const planted = { ...object, data: { ...object.data, a: githubToken }, spec: { ...object.spec, a: githubToken } };
    t.is(exposuresOf(planted).length, 1);
  });
