import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import anyTest, { type TestFn } from 'ava';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { goModule } from '../support/go-module.ts';
import { kubectl } from '../support/kubectl.ts';
import { shippedDeployment } from '../support/shipped.ts';
import { createWorld, type World } from '../support/world.ts';

/** Folders of config/ that can be built. Those of config/argocd are about Argo CD's own objects: see their own tests. */
const folders = globSync('config/**/kustomization.yaml', { exclude: ['config/argocd/**'] })
  .map(dirname)
  .toSorted();

const object = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });

/** The kinds of the Prometheus Operator, from its Go module. */
async function installMonitoringKinds({ kubectl: run }: World): Promise<void> {
  const folder = await goModule('github.com/prometheus-operator/prometheus-operator@v0.85.0');
  for (const plural of ['podmonitors', 'prometheusrules'])
    await run(
      'apply',
      '--server-side',
      '-f',
      `${folder}/example/prometheus-operator-crd/monitoring.coreos.com_${plural}.yaml`,
    );
  await run('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
}

const test = anyTest as TestFn<World>;

test.before('a world with the namespaces that config/ is about', async (t) => {
  t.context = await createWorld();
  for (const name of ['argocd', 'gitops-security']) await t.context.kubectl('create', 'namespace', name);
  await installMonitoringKinds(t.context);
});
test.after.always(async (t) => t.context.cluster?.stop());

test('there is something to build', (t) => t.true(folders.length >= 10));

for (const folder of folders)
  test.serial(`kubectl builds and applies ${folder}, and the API server stores what was sent`, async (t) => {
    const { kubeconfig } = t.context.cluster;
    const built = await kubectl(kubeconfig, ['kustomize', folder]);
    const objects = parseAllDocuments(built).map((document) => object.parse(document.toJS()));
    t.true(objects.length > 0);
    const strict = ['--server-side', '--validate=strict', '--warnings-as-errors', '--force-conflicts'];
    const applied = await kubectl(kubeconfig, ['apply', ...strict, '-f', '-'], built);
    t.is(applied.trim().split('\n').length, objects.length);
    // What the API server fills in or drops would differ.
    await kubectl(kubeconfig, ['diff', '--server-side', '--force-conflicts', '-f', '-'], built);
  });

test('the pods of the Deployment are admitted by the Pod Security Standard restricted', async (t) => {
  const { kubeconfig } = t.context.cluster;
  await kubectl(kubeconfig, ['apply', '--server-side', '--force-conflicts', '-k', 'config/audit']);
  const { spec } = shippedDeployment();
  const pod = (change: object) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'as-deployed', namespace: 'gitops-security' },
      spec: { ...spec.template.spec, ...change },
    });
  const create = ['create', '--dry-run=server', '-f', '-'];
  t.regex(await kubectl(kubeconfig, create, pod({})), /created/);
  await t.throwsAsync(kubectl(kubeconfig, create, pod({ securityContext: {} })), {
    message: /violates PodSecurity "restricted/,
  });
});
