import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import test from 'ava';
import { parseAllDocuments, stringify } from 'yaml';
import { argoCdManifests } from '../../support/argocd.ts';
import { kubectl } from '../../support/kubectl.ts';
import { withFiles } from '../../support/with-files.ts';

const KEY = 'resource.customizations.health.gitops-security.io_GitOpsSecurityPolicy';

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** Argo CD's manifests as its own repository would have them, with components of config/argocd. */
async function built(...components: readonly string[]): Promise<readonly Document[]> {
  const { path } = await argoCdManifests('v3.5.7', 'install', []);
  return withFiles({ 'install.yaml': await readFile(path, 'utf8') }, async (dir) => {
    const folders = components.map((name) => relative(dir, join(process.cwd(), 'config/argocd', name)));
    const kustomization = { namespace: 'argocd', resources: ['install.yaml'], components: folders };
    await writeFile(join(dir, 'kustomization.yaml'), stringify(kustomization));
    const text = await kubectl(join(dir, 'none'), ['kustomize', dir]);
    return parseAllDocuments(text).map((document) => document.toJS() as Document);
  });
}

const policies = (documents: readonly Document[]): number =>
  documents.filter(({ kind }) => kind === 'NetworkPolicy').length;

test('an Argo CD that manages itself gets the health check; its NetworkPolicies can be left out, and nothing else', async (t) => {
  const plain = await built();
  const documents = await built('self-managed', 'without-shipped-policies');
  const data = documents.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'argocd-cm')?.data;
  t.regex(data?.[KEY] ?? '', /return health/);
  t.true(policies(plain) > 0);
  t.is(policies(documents), 0);
  t.is(documents.length, plain.length - policies(plain));
});
