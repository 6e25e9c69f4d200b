import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';
import { generatedFiles } from '../../../packaging/generate.ts';
import { CHART, helm } from '../../helm/helm.ts';
import { chart, type Objects, overlays } from './rendered.ts';

const CRD = 'CustomResourceDefinition /gitopssecuritypolicies.gitops-security.io';
/** A release cannot bring its own namespace: `helm install --create-namespace` does, and NOTES.txt says how to label it. */
const APART = [CRD, 'Namespace /gitops-security'];

/** Object by object, so that a failure shows one. */
function same(t: ExecutionContext, ours: Objects, theirs: Objects, apart: readonly string[] = APART): void {
  const keys = (objects: Objects) => [...objects.keys()].filter((key) => !apart.includes(key)).toSorted();
  t.deepEqual(keys(ours), keys(theirs));
  for (const key of keys(theirs)) t.deepEqual(ours.get(key), theirs.get(key), key);
}

const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.before('Helm is built', async (t) => {
  t.timeout(900_000);
  await helm(['version']);
});

test('what is generated of config/ and the chart is what is checked in', async (t) => {
  const files = await generatedFiles();
  t.true(files.length > 10);
  for (const { path, text } of files) t.true(readFileSync(path, 'utf8') === text, `${path} is stale: make chart`);
});

const SAME: readonly { readonly settings: readonly string[]; readonly folders: readonly string[] }[] = [
  { settings: [], folders: ['audit'] },
  { settings: ['mode=enforce'], folders: ['enforce'] },
  { settings: ['mode=enforce', 'grants.enabled=true'], folders: ['enforce', 'grants'] },
  { settings: ['secrets.enabled=true'], folders: ['audit', 'secrets'] },
  { settings: ['clusterSecrets.enabled=true'], folders: ['audit', 'cluster-secrets'] },
  { settings: ['monitoring.enabled=true'], folders: ['audit', 'monitoring'] },
];

for (const { settings, folders } of SAME)
  test(`the chart with ${settings.join(', ') || 'its defaults'} is config/${folders.join(' and config/')}`, async (t) => {
    const [ours, theirs] = await Promise.all([chart(...settings.map((one) => `--set=${one}`)), overlays(...folders)]);
    t.true(ours.size > 15);
    same(t, ours, theirs);
  });

test('without the audit of the cluster the chart is config/audit without config/cluster-audit', async (t) => {
  const [all, part] = await Promise.all([overlays('audit'), overlays('cluster-audit')]);
  same(t, await chart('--set=clusterAudit.enabled=false'), all, [...APART, ...part.keys()]);
});

test('the CRD is that of crds/, and stays when the release goes', async (t) => {
  const rendered = (await chart()).get(CRD);
  const { metadata, ...rest } = parse(readFileSync('crds/gitops-security.io_gitopssecuritypolicies.yaml', 'utf8'));
  t.deepEqual(rendered, {
    ...rest,
    metadata: {
      ...metadata,
      namespace: '',
      annotations: { 'helm.sh/resource-policy': 'keep' },
      labels: { 'app.kubernetes.io/name': 'gitops-security-operator' },
    },
  });
  t.false((await chart('--set=crds.install=false')).has(CRD));
});

test('each Argo CD gets the Roles in its namespace, and the operator is where the release is', async (t) => {
  const text = await helm([
    'template',
    'x',
    CHART,
    '--namespace=sec',
    '--set=argocd.namespaces={argocd,argocd-two}',
    '--set=mode=enforce',
    '--set=secrets.enabled=true',
  ]);
  for (const name of ['settings-read', 'write', 'secrets-read'])
    for (const namespace of ['argocd', 'argocd-two'])
      t.regex(text, new RegExp(`name: gitops-security-operator-${name}\\n(?:  .*\\n)*  namespace: "${namespace}"`));
  t.notRegex(text, /namespace: "?gitops-security\b/);
});

const presetsOf = (objects: Objects): readonly string[] =>
  [...objects.keys()].filter((key) => key.includes('grantable-')).map((key) => key.replace(/.*grantable-/, ''));

test('only those presets can be granted that are named', async (t) => {
  const some = ['--set=grants.enabled=true', '--set=grants.presets={viewer,auditor}'];
  t.deepEqual(presetsOf(await chart(...some)), ['viewer', 'auditor']);
  t.deepEqual(presetsOf(await chart()), []);
});

test('a digest counts, labels are on everything and on the pods, and flags come last', async (t) => {
  const image = ['repository=registry.example.com:5000/gso', 'tag=1.0.0', `digest=${sha256}`];
  const others = ['commonLabels.team=platform', 'extraArgs={--workers=4}', 'logLevel=debug'];
  const settings = [...image.map((one) => `image.${one}`), ...others];
  const objects = await chart(...settings.map((one) => `--set=${one}`));
  const text = JSON.stringify(objects.get('Deployment gitops-security/gitops-security-operator'));
  t.true(text.includes(`"image":"registry.example.com:5000/gso:1.0.0@${sha256}"`));
  t.true(text.includes('"args":["--port=8080","--log-level=debug","--workers=4"]'));
  t.true(
    text.includes(
      '"template":{"metadata":{"labels":{"app.kubernetes.io/name":"gitops-security-operator","team":"platform"}}',
    ),
  );
  t.true([...objects.values()].every(({ metadata }) => metadata.labels?.['team'] === 'platform'));
});

const networkPolicy = z.looseObject({ spec: z.looseObject({ ingress: z.unknown(), egress: z.array(z.unknown()) }) });

test('peers that nobody named are nobody, and addresses of the API server are all that is reached there', async (t) => {
  const objects = await chart('--set=networkPolicy.metrics=null', '--set=networkPolicy.apiServer.cidrs={10.0.0.1/32}');
  const { spec } = networkPolicy.parse(objects.get('NetworkPolicy gitops-security/gitops-security-operator'));
  t.deepEqual(spec.ingress, []);
  t.deepEqual(spec.egress.at(-1), {
    ports: [
      { protocol: 'TCP', port: 443 },
      { protocol: 'TCP', port: 6443 },
    ],
    to: [{ ipBlock: { cidr: '10.0.0.1/32' } }],
  });
});

const REFUSED: readonly (readonly [setting: string, message: RegExp])[] = [
  ['mode="everything"', /at '\/mode': value must be one of 'audit', 'enforce'/],
  ['replica=3', /additional properties 'replica' not allowed/],
  ['image.digest="latest"', /at '\/image\/digest': 'latest' does not match pattern/],
  ['argocd.namespaces="argocd"', /at '\/argocd\/namespaces': got string, want array/],
  ['argocd.namespaces=[]', /at '\/argocd\/namespaces': minItems: got 0, want 1/],
  ['grants.presets=["admin"]', /at '\/grants\/presets\/0': value must be one of 'viewer'/],
  ['networkPolicy.apiServer.ports=[]', /at '\/networkPolicy\/apiServer\/ports': minItems/],
  ['extraArgs=["port=1"]', /at '\/extraArgs\/0': 'port=1' does not match pattern/],
  ['commonLabels.app\\.kubernetes\\.io/name="x"', /at '\/commonLabels\/app\.kubernetes\.io~1name'/],
  ['argocd.namespaces=["gitops-security"]', /the namespace gitops-security is one of argocd\.namespaces/],
];

for (const [setting, message] of REFUSED)
  test(`refused: ${setting}`, async (t) => {
    await t.throwsAsync(chart(`--set-json=${setting}`), { message });
  });

test('helm lint finds nothing', async (t) => {
  t.regex(await helm(['lint', '--strict', CHART]), /1 chart\(s\) linted, 0 chart\(s\) failed/);
});
