import test from 'ava';
import fc from 'fast-check';
import type { NetworkPolicy, NetworkPolicySpec } from '../../../../src/api/kube.ts';
import { isolation } from '../../../../src/domain/semantics/isolation.ts';
import type { PodGroup } from '../../../../src/domain/semantics/isolation.ts';
import { CONTAINER_PORTS, ingressPolicy, naivePermits, PORTS, sources } from './universe.ts';

const pod: PodGroup = { component: 'server', labels: { a: 'x' }, ports: CONTAINER_PORTS };
const policies = fc.uniqueArray(ingressPolicy, { maxLength: 4, selector: ({ metadata }) => metadata.name });

/** Whether a flow to the pod exists that some live policies permit and the expected ones do not. */
function hasCounterexample(live: readonly NetworkPolicy[], expected: readonly NetworkPolicy[]): boolean {
  const permits = (list: readonly NetworkPolicy[], flow: (typeof flows)[number]) =>
    naivePermits(list, pod.labels, flow.source, flow.protocol, flow.port);
  const flows = (['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) =>
    PORTS.flatMap((port) => sources.map((source) => ({ protocol, port, source }))),
  );
  return flows.some((flow) => permits(live, flow) && !permits(expected, flow));
}

function loopholes(live: readonly NetworkPolicy[], expected: readonly NetworkPolicy[]) {
  return isolation([pod], live, expected).loopholes;
}

test('a policy is named exactly when it permits a flow that is not expected', (t) => {
  let found = 0;
  fc.assert(
    fc.property(policies, policies, (live, expected) => {
      const named = new Set(loopholes(live, expected).map(({ policy }) => policy));
      found += named.size;
      for (const policy of live) t.is(named.has(policy.metadata.name), hasCounterexample([policy], expected));
    }),
    { numRuns: 300 },
  );
  t.true(found > 20);
});

/** The same policy with one rule that has the peer at `path` alone, or the rule at `path` itself. */
function cutDown(policy: NetworkPolicy, path: string): NetworkPolicy {
  const [, rule, peer] = /^spec\.ingress\[(\d+)\](?:\.from\[(\d+)\])?$/.exec(path) ?? [];
  const found = policy.spec?.ingress?.[Number(rule)] ?? {};
  const from = found.from?.[Number(peer)];
  const spec: NetworkPolicySpec = {
    ...policy.spec,
    ingress: [from === undefined ? found : { ...found, from: [from] }],
  };
  return { ...policy, spec };
}

test('a path names a peer that is at fault by itself', (t) => {
  fc.assert(
    fc.property(policies, policies, (live, expected) => {
      for (const { policy: name, path } of loopholes(live, expected)) {
        const policy = live.find(({ metadata }) => metadata.name === name);
        t.true(policy !== undefined && hasCounterexample([cutDown(policy, path)], expected));
      }
    }),
    { numRuns: 200 },
  );
});

test('what is expected, or only a part of it, is no loophole', (t) => {
  fc.assert(
    fc.property(policies, (expected) => {
      t.deepEqual(loopholes(expected, expected), []);
      t.deepEqual(loopholes(expected.slice(1), expected), []);
    }),
  );
});

test('a policy that selects no pod adds no loophole', (t) => {
  const elsewhere = { matchLabels: { a: 'nowhere' } };
  fc.assert(
    fc.property(policies, policies, ingressPolicy, (live, expected, added) => {
      const foreign = { ...added, spec: { ...added.spec, podSelector: elsewhere } };
      t.deepEqual(loopholes([...live, foreign], expected), loopholes(live, expected));
    }),
  );
});

test('expecting more never adds a policy to those at fault', (t) => {
  fc.assert(
    fc.property(policies, policies, ingressPolicy, (live, expected, added) => {
      const before = new Set(loopholes(live, expected).map(({ policy }) => policy));
      t.true(loopholes(live, [...expected, added]).every(({ policy }) => before.has(policy)));
    }),
  );
});

test('whatever a spec holds, nothing is thrown', (t) => {
  const odd = fc.dictionary(
    fc.constantFrom('podSelector', 'policyTypes', 'ingress', 'egress'),
    fc.oneof(fc.anything(), fc.array(fc.dictionary(fc.constantFrom('from', 'to', 'ports'), fc.anything()))),
  );
  fc.assert(
    fc.property(odd, odd, (a, b) => {
      const policyOf = (spec: object): NetworkPolicy => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'odd', namespace: 'argocd' },
        spec,
      });
      t.notThrows(() => isolation([pod], [policyOf(a)], [policyOf(b)]));
    }),
    { numRuns: 1000 },
  );
});
