import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestFn } from 'ava';
import anyTest from 'ava';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/kube.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { Mirror } from '../../src/engine/mirror.ts';
import { type ResourceType, resourceType } from '../../src/engine/object.ts';
import { Reflector } from '../../src/engine/reflector.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { metadataOnly } from '../../src/steps/projections.ts';
import { createScanners, type Scanners } from '../../src/steps/scanners/index.ts';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { goModule } from '../support/go-module.ts';
import { recordingLog } from '../support/recording-log.ts';
import { createWorld, type World } from '../support/world.ts';
import { constraint, counts, vulnerabilities } from '../unit/domain/scanners/objects.ts';
import { install } from './reporter.ts';

const test = anyTest as TestFn<World>;

const TRIVY = resourceType('aquasecurity.github.io', 'v1alpha1', 'vulnerabilityreports', 'VulnerabilityReport');
const CONSTRAINTS = resourceType('constraints.gatekeeper.sh', 'v1beta1', 'k8srequiredlabels', 'K8sRequiredLabels');
const POLICY_REPORTS = resourceType('wgpolicyk8s.io', 'v1alpha2', 'policyreports', 'PolicyReport');
const SEALED = resourceType('bitnami.com', 'v1alpha1', 'sealedsecrets', 'SealedSecret');
const EXTERNAL = resourceType('external-secrets.io', 'v1beta1', 'externalsecrets', 'ExternalSecret');

/** A custom resource definition that holds whatever it is given. */
const definition = ({ group, version, plural, kind }: ResourceType, scope: 'Namespaced' | 'Cluster'): KubeObject =>
  ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: plural.slice(0, -1), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  }) as KubeObject;

async function published(module: string, file: string): Promise<KubeObject> {
  return parse(await readFile(join(await goModule(module), file), 'utf8')) as KubeObject;
}

interface Reader extends AsyncDisposable {
  readonly scanners: Scanners;
}

function startReader(kubeconfig: string): Reader {
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const end = new AbortController();
  const { signal } = end;
  const log = recordingLog();
  const source = { type: types.crd, metadataOnly: true, project: metadataOnly };
  const crds = new Reflector(source, new Mirror<KubeObject>(), transport, log);
  const running = crds.run(signal);
  const scanners = createScanners({ transport, log, clock: systemClock, signal, crds });
  scanners.want('argocd', true);
  return {
    scanners,
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await running;
    },
  };
}

const says = async ({ scanners }: Reader, rows: readonly object[]): Promise<void> =>
  eventually(() => assert.deepEqual(scanners.summaries(), rows));

/** An object as a scanner writes it, of a type that the API server knows. */
const as = ({ group, version, kind }: ResourceType, object: KubeObject, namespace?: string): KubeObject => ({
  ...object,
  apiVersion: `${group}/${version}`,
  kind,
  metadata: { ...object.metadata, ...(namespace !== undefined && { namespace }) },
});

test.before('a cluster with a namespace', async (t) => {
  t.timeout(120_000);
  t.context = await createWorld();
  await t.context.kubectl('create', 'namespace', 'shop');
});
test.after.always(async (t) => t.context.cluster?.stop());

test.serial('a scanner is read when it comes, followed, and forgotten when it goes', async (t) => {
  const { admin, cluster } = t.context;
  await using reader = startReader(cluster.kubeconfig);
  await says(reader, []);
  t.is(reader.scanners.reflectors().length, 0);
  await admin.apply(types.crd, definition(TRIVY, 'Namespaced'));
  const old = as(TRIVY, vulnerabilities(['ReplicaSet', 'web-7d4b9c6f5d', 'main'], 9, '2026-01-01T00:00:00Z'), 'shop');
  const now = as(TRIVY, vulnerabilities(['ReplicaSet', 'web-5f6c7d8b9', 'main'], 1, '2026-01-02T00:00:00Z'), 'shop');
  const row = { name: 'trivy vulnerabilities', namespace: 'shop' };
  await eventually(async () => admin.apply(TRIVY, old));
  await says(reader, [{ ...row, ...counts(9, 2, 3, 4, 5) }]);
  await admin.apply(TRIVY, now);
  await says(reader, [{ ...row, ...counts(1, 2, 3, 4, 5) }]);
  await admin.remove(TRIVY, now.metadata);
  await says(reader, [{ ...row, ...counts(9, 2, 3, 4, 5) }]);
  await admin.remove(types.crd, { name: 'vulnerabilityreports.aquasecurity.github.io' });
  await says(reader, []);
  await eventually(() => assert.equal(reader.scanners.reflectors().length, 0));
});

test.serial('constraints of Gatekeeper are found by their definitions', async (t) => {
  const { admin, cluster } = t.context;
  await using reader = startReader(cluster.kubeconfig);
  await admin.apply(types.crd, definition(CONSTRAINTS, 'Cluster'));
  const { namespace: _, ...metadata } = constraint(0).metadata;
  await eventually(async () => admin.apply(CONSTRAINTS, { ...as(CONSTRAINTS, constraint(40, 'shop')), metadata }));
  await says(reader, [
    { name: 'gatekeeper', namespace: 'shop', ...counts(0, 0, 0, 0, 1), lowerBound: true },
    { name: 'gatekeeper', ...counts(), lowerBound: true },
  ]);
  await admin.remove(types.crd, { name: 'k8srequiredlabels.constraints.gatekeeper.sh' });
  await says(reader, []);
  t.pass();
});

test.serial('policy reports of others are read, and our own are not', async (t) => {
  const { admin, cluster } = t.context;
  await using reader = startReader(cluster.kubeconfig);
  await install('wgpolicyk8s', t.context);
  const report = (name: string, source: string, labels: Readonly<Record<string, string>> = {}) => ({
    apiVersion: 'wgpolicyk8s.io/v1alpha2',
    kind: 'PolicyReport',
    metadata: { namespace: 'shop', name, labels },
    results: [{ policy: 'p', result: 'fail', severity: 'high', source }],
  });
  await admin.create(POLICY_REPORTS, report('ours', 'kyverno', { 'gitops-security.io/policy-uid': 'u' }));
  await admin.create(POLICY_REPORTS, report('ours-too', 'gitops-security-operator'));
  await admin.create(POLICY_REPORTS, report('theirs', 'kyverno'));
  await says(reader, [{ name: 'kyverno', namespace: 'shop', ...counts(0, 1) }]);
  t.deepEqual(reader.scanners.unreadable(), []);
});

test.serial('an old External Secrets and Sealed Secrets are read, as they are published', async (t) => {
  const { admin, cluster } = t.context;
  await using reader = startReader(cluster.kubeconfig);
  const external = await published(
    'github.com/external-secrets/external-secrets@v0.16.2',
    'config/crds/bases/external-secrets.io_externalsecrets.yaml',
  );
  const { spec } = external as KubeObject & { spec: { versions: { name: string; storage: boolean }[] } };
  spec.versions = spec.versions.filter(({ name }) => name === 'v1beta1').map((only) => ({ ...only, storage: true }));
  await admin.apply(types.crd, external);
  await admin.apply(
    types.crd,
    await published(
      'github.com/bitnami-labs/sealed-secrets@v0.40.0',
      'helm/sealed-secrets/crds/bitnami.com_sealedsecrets.yaml',
    ),
  );
  const metadata = { namespace: 'shop', name: 'db' };
  const status = (condition: string) => ({ status: { conditions: [{ type: condition, status: 'False' }] } });
  const create = async (of: ResourceType, content: object, condition: string): Promise<void> => {
    const object = { apiVersion: `${of.group}/${of.version}`, kind: of.kind, metadata, spec: content };
    await eventually(async () => admin.apply(of, object));
    const body = JSON.stringify(status(condition));
    const resource = `${of.plural}.${of.version}.${of.group}`;
    await t.context.kubectl('patch', resource, 'db', '-n', 'shop', '--subresource=status', '--type=merge', '-p', body);
  };
  await create(EXTERNAL, { secretStoreRef: { name: 'vault' }, dataFrom: [{ extract: { key: 'db' } }] }, 'Ready');
  await create(SEALED, { encryptedData: { password: 'AgB' } }, 'Synced');
  const rest = [{ name: 'kyverno', namespace: 'shop', ...counts(0, 1) }];
  await says(reader, [
    ...rest,
    { name: 'external-secrets', namespace: 'shop', ...counts(0, 0, 0, 0, 1) },
    { name: 'sealed-secrets', namespace: 'shop', ...counts(0, 0, 0, 0, 1) },
  ]);
  t.pass();
});

test.serial('what may not be read is told, until it may', async (t) => {
  const { cluster, kubectl } = t.context;
  await kubectl('create', 'serviceaccount', 'poor', '-n', 'shop');
  const allow = async (name: string, resource: string): Promise<void> => {
    await kubectl('create', 'clusterrole', name, `--resource=${resource}`, '--verb=list,watch');
    await kubectl('create', 'clusterrolebinding', name, `--clusterrole=${name}`, '--serviceaccount=shop:poor');
  };
  await allow('poor-crds', 'customresourcedefinitions');
  await using reader = startReader(await cluster.serviceAccountKubeconfig('shop', 'poor'));
  const told = () => reader.scanners.unreadable().map(({ resource }) => resource);
  const reports = ['clusterpolicyreports.wgpolicyk8s.io', 'policyreports.wgpolicyk8s.io'];
  const secrets = ['externalsecrets.external-secrets.io', 'sealedsecrets.bitnami.com'];
  await eventually(() => assert.deepEqual(told(), [reports[0], secrets[0], reports[1], secrets[1]]));
  await allow('poor-reports', reports.join(','));
  await eventually(() => assert.deepEqual(told(), secrets));
  await says(reader, [{ name: 'kyverno', namespace: 'shop', ...counts(0, 1) }]);
  t.pass();
});
