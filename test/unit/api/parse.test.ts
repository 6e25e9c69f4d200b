import test from 'ava';
import fc from 'fast-check';
import { parsePolicy, type Problem } from '../../../src/api/parse.ts';
import { policyObject } from './policy-object.ts';

function problemsOf(object: unknown): readonly Problem[] {
  const result = parsePolicy(object);
  return result.ok ? [] : result.problems;
}

const condition = {
  type: 'Ready',
  status: 'True',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  reason: 'Reconciled',
  message: '',
};

const neutralised = { kind: 'NetworkPolicy', namespace: 'argocd', name: 'argocd-server', original: '{}' };

test('an empty spec becomes the harmless defaults', (t) => {
  const result = parsePolicy(policyObject({}));
  t.deepEqual(result, {
    ok: true,
    policy: {
      name: 'argocd',
      uid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      finalizers: [],
      annotations: {},
      spec: {
        mode: 'Audit',
        suspend: false,
        argocd: { namespace: 'argocd' },
        takeOwnership: false,
        report: { api: 'auto', limit: 20 },
      },
    },
  });
});

test('an empty network section allows nobody', (t) => {
  const result = parsePolicy(policyObject({ network: {} }));
  t.deepEqual(result.ok && result.policy.spec.network, {
    ingress: [],
    metrics: [],
    egress: { git: [], registries: [], sso: [], notifications: [], clusters: [] },
    dns: { ports: [53] },
    apiServer: { endpoints: [] },
    isolateNamespace: true,
    shippedPolicies: 'Report',
    guard: 'Block',
  });
});

test('a project that says nothing permits nothing', (t) => {
  const result = parsePolicy(policyObject({ projects: { items: [{ name: 'apps' }] } }));
  t.deepEqual(result.ok && result.policy.spec.projects, {
    guard: 'Block',
    lockDefault: false,
    secrets: 'None',
    items: [
      {
        name: 'apps',
        description: '',
        sourceRepos: [],
        sourceNamespaces: [],
        destinations: [],
        permitOnlyProjectScopedClusters: false,
        destinationServiceAccounts: [],
        clusterResourceWhitelist: [],
        clusterResourceBlacklist: [],
        namespaceResourceBlacklist: [],
        roles: [],
        syncWindows: [],
        signatureKeys: [],
      },
    ],
  });
});

test('empty sections hold nothing back, grant nothing and set nothing', (t) => {
  const result = parsePolicy(policyObject({ sync: {}, rbac: { impersonation: {} }, settings: {} }));
  t.like(result.ok && result.policy.spec, {
    sync: { manual: [] },
    rbac: { roles: [], impersonation: { projects: ['*'], guard: 'Block' } },
    settings: { preset: 'recommended', keys: [] },
  });
});

test('metadata is carried over', (t) => {
  const metadata = {
    deletionTimestamp: '2026-01-02T00:00:00Z',
    finalizers: ['a/b'],
    annotations: { a: 'b' },
    managedFields: [{ manager: 'kubectl' }],
  };
  const result = parsePolicy(policyObject({}, { metadata }));
  t.like(result, {
    ok: true,
    policy: { deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: ['a/b'], annotations: { a: 'b' } },
  });
});

test('a problem names the field as the API server does', (t) => {
  const spec = {
    mode: 'enforce',
    network: { ingress: [{ cidr: '10.0.0.1/8' }, {}], egress: { git: [{ host: 'a', ports: [0] }], mail: [] } },
    sink: {},
  };
  t.deepEqual(
    problemsOf(policyObject(spec))
      .map(({ path }) => path)
      .toSorted(),
    [
      'spec.mode',
      'spec.network.egress.git[0].ports[0]',
      'spec.network.egress.mail',
      'spec.network.ingress[0].cidr',
      'spec.network.ingress[1]',
      'spec.sink',
    ],
  );
});

test('another kind, a name that cannot be a label, or no spec is a problem', (t) => {
  t.deepEqual(
    problemsOf({ ...policyObject({}), kind: 'ConfigMap' }).map(({ path }) => path),
    ['kind'],
  );
  t.deepEqual(
    problemsOf(policyObject({}, { metadata: { name: 'a.b' } })).map(({ path }) => path),
    ['metadata.name'],
  );
  t.deepEqual(
    problemsOf(policyObject(undefined)).map(({ path }) => path),
    ['spec'],
  );
});

test('problems are few, short and printable', (t) => {
  const ingress = Array.from({ length: 60 }, () => ({ ['\u001b[2J'.repeat(1000)]: 1, also: 2, too: 3 }));
  const problems = problemsOf(policyObject({ network: { ingress } }));
  t.is(problems.length, 20);
  for (const { path, message } of problems) t.regex(path + message, /^[\x20-\x7e]{1,512}$/);
});

test('a label named __proto__ is refused, since dropping it would make the selector match everything', (t) => {
  const spec: unknown = JSON.parse('{"network": {"ingress": [{"podSelector": {"matchLabels": {"__proto__": "x"}}}]}}');
  t.deepEqual(problemsOf(policyObject(spec)), [{ path: 'spec', message: 'holds a key named __proto__' }]);
});

test('a status is read back', (t) => {
  const result = parsePolicy(policyObject({}, { status: { observedGeneration: 1, conditions: [condition] } }));
  t.like(result, { ok: true, policy: { status: { observedGeneration: 1, conditions: [condition], drift: [] } } });
});

test('a field of the status that cannot be read is dropped, and the rest is kept', (t) => {
  const status = { conditions: 'none', summary: { managed: -1 }, future: 1, neutralised: [neutralised] };
  const result = parsePolicy(policyObject({}, { status }));
  t.like(result, { ok: true, policy: { status: { conditions: [], neutralised: [neutralised] } } });
});

for (const status of [null, 'x', 7, [], true]) {
  test(`a status that is ${JSON.stringify(status)} is absent`, (t) => {
    const result = parsePolicy(policyObject({}, { status }));
    t.true(result.ok);
    t.false(result.ok && 'status' in result.policy);
  });
}

const hostile = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, maxDepth: 5 });

test('never throws, whatever comes in', (t) => {
  const check = (object: unknown) => t.is(typeof parsePolicy(object).ok, 'boolean');
  fc.assert(fc.property(hostile, check));
  fc.assert(fc.property(hostile, (spec) => check(policyObject(spec))));
  fc.assert(fc.property(hostile, (network) => check(policyObject({ network }))));
  fc.assert(fc.property(hostile, (status) => t.true(parsePolicy(policyObject({}, { status })).ok)));
  fc.assert(fc.property(fc.object(), (metadata) => check(policyObject({}, { metadata }))));
});

test('nesting without end does not overflow the stack', (t) => {
  const nested: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
  t.false(parsePolicy(nested).ok);
  t.false(parsePolicy(policyObject({ network: { ingress: nested } })).ok);
  t.false(parsePolicy(policyObject(nested)).ok);
});
