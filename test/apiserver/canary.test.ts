import test from 'ava';
import { types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { applyOverlay, operatorKubeconfig } from '../support/operator-account.ts';
import { startOperator } from '../support/operator.ts';
import { condition, createWorld, type World } from '../support/world.ts';
import { install } from './reporter.ts';

/** Random enough for every pattern, and each found again wherever it turns up. */
const canaries: string[] = [];
function canary(): string {
  const text = `Zq7${canaries.length.toString().padStart(2, '0')}vXk93LmPw2RtBn8Yc`;
  canaries.push(text);
  return text;
}
const github = (): string => {
  const text = `ghp_${canary()}`.padEnd(40, 'a7Gd');
  canaries.push(text);
  return text;
};

const meta = (name: string, annotations = {}): object => ({ namespace: 'shop', name, annotations });

const pod = (): object => ({
  containers: [
    {
      name: 'app',
      image: `https://user:${canary()}@registry.example.com/app`,
      env: [
        { name: 'DB_PASSWORD', value: canary() },
        { name: 'GITHUB_TOKEN', value: github() },
        { name: 'DATABASE_URL', value: `postgres://app:${canary()}@db:5432/app` },
      ],
      args: [`--password=${canary()}`, `--token`, github()],
      command: ['sh', '-c', `curl -H "Authorization: Bearer ${github()}" https://api.example.com`],
    },
  ],
});

/** In every place that holds text, something that nobody may read. */
function planted(): readonly object[] {
  const list = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta('settings', { 'example.com/password': canary() }),
      data: { password: canary(), 'application.yaml': `spring:\n  datasource:\n    password: ${canary()}\n` },
      binaryData: { blob: Buffer.from(`api_key=${canary()}`).toString('base64') },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: meta('credentials', {
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
          kind: 'Secret',
          data: { password: Buffer.from(canary()).toString('base64') },
          stringData: { token: github() },
        }),
      }),
      stringData: { password: canary(), token: github() },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('web', { 'example.com/token': github() }),
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' }, annotations: { secret: canary() } }, spec: pod() },
      },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: meta('bare'), spec: pod() },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta('nightly'),
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: { spec: { template: { spec: { ...pod(), restartPolicy: 'Never' } } } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('web', { 'example.com/api-key': canary() }),
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { namespace: 'argocd', name: 'web' },
      spec: {
        project: 'default',
        destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
        source: {
          repoURL: `https://robot:${canary()}@git.example.com/shop.git`,
          path: '.',
          targetRevision: 'HEAD',
          helm: {
            parameters: [{ name: 'db.password', value: canary() }],
            values: `auth:\n  password: ${canary()}\n`,
            valuesObject: { auth: { token: github() } },
          },
          plugin: { env: [{ name: 'VAULT_TOKEN', value: canary() }] },
        },
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { namespace: 'argocd', name: 'all' },
      spec: {
        generators: [{ list: { elements: [{ cluster: 'a', password: canary() }] } }],
        template: {
          metadata: { name: 'x' },
          spec: {
            project: 'default',
            destination: {},
            source: { repoURL: `https://x:${canary()}@git.example.com/a`, helm: { values: `password: ${canary()}` } },
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'argocd', name: 'argocd-cm', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
      data: {
        'oidc.config': `name: sso\nissuer: https://sso.example.com\nclientID: argocd\nclientSecret: ${canary()}\n`,
        'dex.config': `connectors:\n- type: github\n  id: github\n  config:\n    clientID: a\n    clientSecret: ${canary()}\n`,
      },
    },
  ];
  return list;
}

const RULES = [
  {
    id: 'tells',
    match: { apiVersion: 'v1', kind: 'ConfigMap' },
    expression: "object.data['password'].missing == 1",
    message: 'is not as asked',
  },
];

interface Report {
  readonly results: readonly { readonly policy: string; readonly resources: readonly { readonly kind: string }[] }[];
}

/** Kinds in which something that is secret is found, by the reports: they hold all of it. */
async function foundIn({ kubectl }: World): Promise<ReadonlySet<string>> {
  const { items } = JSON.parse(await kubectl('get', 'reports.openreports.io', '-A', '-o', 'json')) as {
    items: Report[];
  };
  const results = items.flatMap((report) => report.results.filter(({ policy }) => policy.startsWith('secrets/')));
  return new Set(results.flatMap(({ resources }) => resources.map(({ kind }) => kind)));
}

/** Everything that the operator says anywhere, as one text. */
async function said({ admin, kubectl }: World, port: number, log: readonly unknown[]): Promise<string> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const reports = await Promise.all(
    ['reports.openreports.io', 'clusterreports.openreports.io'].map(async (plural) =>
      kubectl('get', plural, '-A', '-o', 'json'),
    ),
  );
  const events = JSON.stringify(await admin.list(types.event, 'default'));
  const policies = JSON.stringify(await admin.list(types.policy));
  return [metrics, ...reports, events, policies, JSON.stringify(log)].join('\n');
}

test('what is secret is found wherever it stands, and never said: in no status, report, Event, log line or metric', async (t) => {
  t.timeout(240_000);
  const world = await createWorld();
  await using cluster = world.cluster;
  const { admin, kubectl, applyPolicy, settled, status } = world;
  await kubectl('create', 'namespace', 'argocd');
  for (const overlay of ['enforce', 'cluster-secrets', 'secrets'] as const) await applyOverlay(cluster, overlay);
  await install('openreports', world);
  await world.installArgoCd('argocd');
  await admin.apply(types.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await using operator = await startOperator(await operatorKubeconfig(cluster), [
    '--no-leader-election',
    '--log-level',
    'debug',
  ]);
  await applyPolicy('argocd', {
    mode: 'Audit',
    network: {},
    projects: { lockDefault: true, secrets: 'Data' },
    settings: {},
    rbac: {},
    report: { limit: 100 },
    audit: { secrets: { read: 'Metadata', requireManaged: true }, customRules: RULES },
  });
  await settled('argocd', { Audited: 'True' });
  for (const object of planted()) await kubectlApply(world, object);
  await eventually(async () => {
    const places = await foundIn(world);
    for (const kind of ['ConfigMap', 'Secret', 'Deployment', 'Pod', 'CronJob', 'Application', 'ApplicationSet'])
      if (!places.has(kind)) throw new Error(`nothing is found in a ${kind}: ${[...places].join()}`);
  });
  const all = await eventually(async () => {
    const text = await said(world, operator.port, operator.log);
    if (!text.includes('secrets/plaintext-in-config-map') || !text.includes('custom/tells')) throw new Error('not all');
    return text;
  });
  t.is(condition(await status('argocd'), 'Audited').status, 'True');
  t.true(canaries.length > 30);
  const encoded = canaries.flatMap((text) => [text, Buffer.from(text).toString('base64').slice(0, 20)]);
  t.deepEqual(
    encoded.filter((text) => all.includes(text)),
    [],
  );
});

/** As somebody would, so that annotations hold it once more. */
const kubectlApply = async ({ applyManifest }: World, object: object): Promise<string> =>
  applyManifest(JSON.stringify(object));
