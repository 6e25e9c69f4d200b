import test from 'ava';
import type { NetworkPolicy } from '../../../src/api/kube.ts';
import { discover } from '../../../src/domain/argocd/discovery.ts';
import { NEUTRALISE_MANAGER, ORIGINAL_RULES_ANNOTATION } from '../../../src/domain/marks.ts';
import { neutralisedPolicies, type ShippedInput, shippedPolicies } from '../../../src/domain/shipped-policies.ts';
import { helm } from './argocd/workloads.ts';
import { marked } from './objects.ts';

const { components } = discover(helm());
const KEY = 'NetworkPolicy/argocd/argocd-server-network-policy';
const ORIGINAL = JSON.stringify({ ingress: [{}], egress: [] });

const open: NetworkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'argocd-server-network-policy', namespace: 'argocd', uid: 'u' },
  spec: { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-server' } }, ingress: [{}] },
};
const emptied: NetworkPolicy = marked(
  { ...open, spec: { podSelector: open.spec?.podSelector ?? {} } },
  { annotations: { [ORIGINAL_RULES_ANNOTATION]: ORIGINAL }, managedFields: [{ manager: NEUTRALISE_MANAGER }] },
);

const input = (more: Partial<ShippedInput>): ShippedInput => ({
  live: [open],
  undoing: new Set(['argocd-server-network-policy']),
  namespace: 'argocd',
  takeOwnership: false,
  components,
  protectedWorkloads: new Set(components.map(({ workload }) => workload.name)),
  remembered: new Map(),
  ...more,
});

const tracked = { annotations: { 'argocd.argoproj.io/tracking-id': 'x' } };

/** What is done about one policy, in one word, or nothing. */
const cases: Readonly<Record<string, readonly [more: Partial<ShippedInput>, action: string | undefined]>> = {
  'one that undoes the isolation is emptied': [{}, 'Neutralise'],
  'one that does no harm is left alone': [{ undoing: new Set() }, undefined],
  'nothing is emptied before our own policy is there': [{ protectedWorkloads: new Set() }, 'Blocked'],
  'one that Argo CD manages is left to its source': [{ live: [marked(open, tracked)] }, 'Blocked'],
  'unless ownership is to be taken': [{ live: [marked(open, tracked)], takeOwnership: true }, 'Neutralise'],
  'one of somebody else is not touched': [
    { live: [marked(open, { name: 'mine' })], undoing: new Set(['mine']) },
    undefined,
  ],
  'one that is emptied stays so': [{ live: [emptied], undoing: new Set() }, undefined],
  'one that was opened again is emptied again': [{ remembered: new Map([[KEY, ORIGINAL]]) }, 'Neutralise'],
  'it is put back when the option goes': [{ live: [emptied], namespace: undefined }, 'Restore'],
  'it is put back when Argo CD is elsewhere now': [{ live: [emptied], namespace: 'other' }, 'Restore'],
  'what cannot be read is not put back': [
    { live: [emptied], namespace: undefined, remembered: new Map([[KEY, 'no JSON']]) },
    'Blocked',
  ],
  'rules too many to be remembered are not emptied': [
    { live: [{ ...open, spec: { ...open.spec, ingress: Array.from({ length: 10_000 }, () => ({})) } }] },
    'Blocked',
  ],
};

for (const [name, [more, action]] of Object.entries(cases))
  test(`shipped policies: ${name}`, (t) => {
    t.deepEqual(
      shippedPolicies(input(more)).map((change) => change.action),
      action === undefined ? [] : ([action] as never),
    );
  });

test('bug: what was emptied was endlessly emptied again when somebody had filled in egress', (t) => {
  const [change] = shippedPolicies(
    input({ live: [{ ...open, spec: { ...open.spec, egress: [{}], policyTypes: ['Ingress'] } }] }),
  );
  t.deepEqual(change?.action === 'Neutralise' ? change.object.spec : undefined, { ingress: [], egress: [] });
});

test('bug: an annotation that somebody else wrote was taken for the original rules', (t) => {
  const forged = marked(open, { annotations: { [ORIGINAL_RULES_ANNOTATION]: '{"ingress":[{},{}]}' } });
  const [change] = shippedPolicies(input({ live: [forged] }));
  t.is(change?.action === 'Neutralise' ? change.original : undefined, ORIGINAL);
  t.deepEqual(neutralisedPolicies(input({ live: [forged] })), []);
});

test('what the status remembers counts more than the copy in anybody’s reach', (t) => {
  const forged = marked(emptied, { annotations: { [ORIGINAL_RULES_ANNOTATION]: '{"ingress":[{},{}]}' } });
  const remembered = new Map([[KEY, ORIGINAL]]);
  const [change] = shippedPolicies(input({ live: [forged], namespace: undefined, remembered }));
  t.deepEqual(change?.action === 'Restore' ? change.rules : undefined, { ingress: [{}], egress: [] });
});
