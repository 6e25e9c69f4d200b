import { readdirSync } from 'node:fs';
import anyTest, { type TestFn } from 'ava';
import fc from 'fast-check';
import { z } from 'zod';
import { parsePolicy } from '../../src/api/parse.ts';
import { startControlPlane, type ControlPlane } from '../support/controlplane.ts';
import { kubectl } from '../support/kubectl.ts';
import { cases } from '../unit/api/field-cases.ts';
import { policyObject } from '../unit/api/policy-object.ts';
import { installCrd, dryRun, type Verdict } from './policy-client.ts';
import { refused } from './refused.ts';
import { specs } from './specs.ts';

interface Context {
  readonly cluster: ControlPlane;
  readonly create: ReturnType<typeof dryRun>;
}

const test = anyTest as TestFn<Context>;

test.before('an API server that knows the resource', async (t) => {
  const cluster = await startControlPlane();
  // First of all, so that the cluster is stopped though the resource is refused.
  t.context = { cluster, create: dryRun(cluster.kubeconfig) };
  await installCrd(cluster.kubeconfig);
});

test.after.always(async (t) => t.context.cluster?.stop());

const stored = z.object({ spec: z.unknown() });
for (const [name, [spec, field, remedy = '']] of Object.entries(refused)) {
  test(`refused: ${name}`, async (t) => {
    const object = policyObject(spec);
    const verdict = await t.context.create.policy(object);
    const message = verdict.accepted ? 'accepted' : verdict.message;
    t.true(message.includes(field) && message.includes(remedy), message);
    t.false(parsePolicy(object).ok);
  });
}

for (const name of ['a'.repeat(64), 'a.b']) {
  test(`refused: the name ${name}, which cannot be a label`, async (t) => {
    const object = policyObject({}, { metadata: { name } });
    const verdict = await t.context.create.policy(object);
    t.regex(verdict.accepted ? 'accepted' : verdict.message, /metadata\.name must have at most 63 characters/);
    t.false(parsePolicy(object).ok);
  });
}

for (const section of ['network', 'projects', 'rbac', 'settings', 'audit'])
  test.serial(`an empty section ${section} that is applied again stays, and is no change`, async (t) => {
    // As a tool applies it that does so for ever, such as Argo CD: Kubernetes takes the section away the second time,
    // and brings it back the third, where one of its lists is keyed and has the default [].
    const { kubeconfig } = t.context.cluster;
    const name = `empty-${section}`;
    const { apiVersion, kind } = policyObject({});
    const object = JSON.stringify({ apiVersion, kind, metadata: { name }, spec: { suspend: true, [section]: {} } });
    const seen = new Set<string>();
    for (let time = 0; time < 3; time += 1) {
      await kubectl(kubeconfig, ['apply', '--server-side', '-f', '-'], object);
      seen.add(await kubectl(kubeconfig, ['get', 'gsp', name, '-o', 'jsonpath={.metadata.generation} {.spec}']));
    }
    await kubectl(kubeconfig, ['delete', 'gsp', name]);
    t.is(seen.size, 1, [...seen].join('\n'));
    t.regex([...seen].join(), new RegExp(`"${section}"`));
  });

for (const name of readdirSync('config/samples').filter((file) => file.endsWith('.yaml'))) {
  test(`kubectl applies the sample ${name}`, async (t) => {
    const args = [
      'apply',
      '--dry-run=server',
      '--validate=strict',
      '--warnings-as-errors',
      '-f',
      `config/samples/${name}`,
    ];
    t.regex(await kubectl(t.context.cluster.kubeconfig, args), /created \(server dry run\)/);
  });
}

test('kubectl explain tells what a section is for', async (t) => {
  const text = await kubectl(t.context.cluster.kubeconfig, ['explain', 'gsp.spec.network']);
  t.regex(text, /NetworkPolicies around Argo CD/);
  t.regex(text, /ingress\t<\[\]Object>\n\s+Who may reach the UI and API of Argo CD/);
});

const reported = {
  observedGeneration: 1,
  conditions: ['Ready', 'Enforced', 'Compliant', 'Isolated', 'InSync'].map((type) => ({
    type,
    status: 'True',
    observedGeneration: 1,
    lastTransitionTime: '2026-01-01T00:00:00Z',
    reason: 'Tested',
    message: '',
  })),
  summary: { managed: 14, drifted: 3, corrected: 2, critical: 7, high: 8, medium: 0, low: 0 },
  neutralised: [{ kind: 'NetworkPolicy', namespace: 'argocd', name: 'argocd-server', original: '{}' }],
};

test('a stored policy is shown in columns, and its status is read back', async (t) => {
  const { kubeconfig } = t.context.cluster;
  const run = async (...args: string[]) => kubectl(kubeconfig, args);
  const { apiVersion, kind, spec } = policyObject({});
  const object = JSON.stringify({ apiVersion, kind, metadata: { name: 'stored' }, spec });
  t.teardown(async () => run('delete', 'gsp', 'stored', '--ignore-not-found'));
  await kubectl(kubeconfig, ['apply', '--server-side', '-f', '-'], object);
  const patch = JSON.stringify({ status: reported });
  await run('patch', 'gsp', 'stored', '--subresource=status', '--type=merge', `--patch=${patch}`);
  const [head = '', row = ''] = (await run('get', 'gsp', 'stored', '-o', 'wide')).split('\n');
  t.regex(head, /^NAME +MODE +READY +ENFORCED +COMPLIANT +DRIFT +CRITICAL +HIGH +ISOLATED +INSYNC +NAMESPACE +AGE *$/);
  t.regex(row, /^stored +Audit +True +True +True +3 +7 +8 +True +True +argocd +\d+s *$/);
  const policy = parsePolicy(JSON.parse(await run('get', 'gsp', 'stored', '-o', 'json')));
  t.like(policy, { ok: true, policy: { status: reported } });
});

/**
 * Both sides say the same, with the same defaults, as a policy that was stored before is read by us alone.
 * One difference is wanted: the API server drops null where there is a default, before it stores.
 */
function disagreement(object: unknown, verdict: Verdict): string | undefined {
  const ours = parsePolicy(object);
  if (!verdict.accepted) return ours.ok ? `accepted by us only: ${verdict.message}` : undefined;
  const again = parsePolicy(verdict.object);
  if (!again.ok) return `stored, but we cannot read it: ${JSON.stringify(again.problems)}`;
  if (!ours.ok)
    return JSON.stringify(object).includes('null') ? undefined : `refused by us only: ${JSON.stringify(ours)}`;
  const [here, there] = [ours.policy.spec, stored.parse(verdict.object).spec].map((spec) => sorted(spec));
  return here === there ? undefined : `defaults differ: ${here} and ${there}`;
}

/** Of these the schema tells no default, see schema.ts. */
const KEYED = new Set(['items', 'roles', 'keys', 'customRules']);

/** JSON with the keys of every object in order, without keyed lists that are empty. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (KEYED.has(key) && Array.isArray(inner) && inner.length === 0) return undefined;
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
}

for (const [name, { good, bad, inSpec }] of Object.entries(cases)) {
  test(`we and the API server agree on ${name}`, async (t) => {
    for (const value of [...good, ...bad]) {
      const object = policyObject(inSpec(value));
      t.is(disagreement(object, await t.context.create.policy(object)), undefined, JSON.stringify(value));
    }
  });
}

test('what a policy may name, a NetworkPolicy may name', async (t) => {
  const accepted = (name: keyof typeof cases) => cases[name]?.good ?? [];
  const blocks = accepted('a CIDR').map((cidr) => ({ ipBlock: { cidr } }));
  const pods = accepted('a label selector').map((podSelector) => ({ podSelector }));
  for (const peer of [...blocks, ...pods]) {
    const verdict = await t.context.create.networkPolicy({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'a' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [peer] }] },
    });
    t.like(verdict, { accepted: true }, JSON.stringify(peer));
  }
});

test('a policy as large as a request may be is within the budget for CEL', async (t) => {
  const key = (name: number) => `${'a.'.repeat(100)}example.com/${'b'.repeat(60)}${name}`;
  const matchLabels = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [key(i), 'c'.repeat(63)]));
  const list = Array.from({ length: 64 }, () => ({ namespaceSelector: { matchLabels }, podSelector: {} }));
  const egress = list.map((peer) => ({ ...peer, ports: Array.from({ length: 32 }, (_, i) => i + 1) }));
  const spec = { network: { ingress: list, metrics: list, egress: { git: egress, sso: egress, clusters: egress } } };
  const object = policyObject(spec);
  t.true(JSON.stringify(object).length > 900_000);
  t.like(await t.context.create.policy(object), { accepted: true });
});

test('two hundred projects, 64 roles and 128 settings fit into one policy', async (t) => {
  const numbered = (length: number, made: (index: number) => object) => Array.from({ length }, (_, i) => made(i));
  const glob = (index: number) => `https://gitea.local/${'team'.repeat(8)}-${index}/*`;
  const item = (index: number) => ({
    name: `team-${index}`,
    sourceRepos: numbered(20, () => ({})).map((_, i) => glob(i)),
    destinations: numbered(10, (i) => ({ server: 'https://kubernetes.default.svc', namespace: `team-${index}-${i}` })),
    roles: numbered(4, (i) => ({ name: `role-${i}`, groups: ['ops'], policies: [`p, proj:team-${index}:role-${i}`] })),
    syncWindows: [{ kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] }],
    signatureKeys: numbered(10, (i) => ({ keyID: `D56C4FCA57A4644${i}` })),
  });
  const rules = numbered(8, () => ({ apiGroups: ['apps', 'batch'], resources: ['jobs', 'pods/log'], verbs: ['get'] }));
  const spec = {
    projects: { items: numbered(200, item) },
    rbac: { roles: numbered(64, (i) => ({ name: `role-${i}`, namespaces: [`team-${i}-*`], rules })) },
    settings: { keys: numbered(128, (i) => ({ id: `argocd-cm/${i}`, value: 'true' })) },
  };
  const object = policyObject(spec);
  t.true(JSON.stringify(object).length > 500_000);
  const verdict = await t.context.create.policy(object);
  t.is(verdict.accepted ? '' : verdict.message.slice(0, 500), '');
  t.true(parsePolicy(object).ok);
});

test('we and the API server agree on generated specs', async (t) => {
  const seen = { accepted: 0, refused: 0 };
  const property = fc.asyncProperty(specs, async (spec) => {
    const object = policyObject(spec);
    const verdict = await t.context.create.policy(object);
    seen[verdict.accepted ? 'accepted' : 'refused']++;
    const difference = disagreement(object, verdict);
    if (difference !== undefined) throw new Error(difference);
  });
  await fc.assert(property, { numRuns: 200 });
  t.true(seen.accepted > 20 && seen.refused > 20, JSON.stringify(seen));
});
