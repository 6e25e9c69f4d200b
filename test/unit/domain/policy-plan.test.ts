import test from 'ava';
import type { NetworkPolicy } from '../../../src/api/kube.ts';
import { spec } from '../../../src/api/spec.ts';
import type { Application } from '../../../src/domain/argocd/resources.ts';
import type { Facts } from '../../../src/domain/facts.ts';
import { fingerprint, objectKey } from '../../../src/domain/plan.ts';
import type { PolicyInput } from '../../../src/domain/policy-input.ts';
import { planPolicy, type PolicyPlan } from '../../../src/domain/policy-plan.ts';
import { helm } from './argocd/workloads.ts';
import { facts, OWNER } from './hardening/inputs.ts';
import { marked, stored } from './objects.ts';

function input(section: object | undefined, known: Partial<Facts> = {}, more: Partial<PolicyInput> = {}): PolicyInput {
  return {
    owner: OWNER,
    spec: spec.parse(section === undefined ? {} : { network: section }),
    leaving: false,
    facts: facts(helm(), known),
    owned: [],
    live: () => undefined,
    applied: new Map(),
    previous: new Map(),
    emptied: [],
    neutralised: new Map(),
    settings: new Map(),
    ...more,
  };
}

const fresh = planPolicy(input({})).desired.map(({ object }) => object);
const policyOf = (component: string): NetworkPolicy =>
  fresh.find(({ metadata }) => metadata.name === `gsp-argocd-${component}`) as NetworkPolicy;
const appliedOf = (objects: readonly NetworkPolicy[]) =>
  new Map(objects.map((object) => [objectKey(object), fingerprint(object)]));

const shop: Application = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd' },
  spec: { source: { repoURL: 'https://192.0.2.1/shop.git' } },
};
const needing = { applications: [shop] };
const git = { egress: { git: [{ cidr: '192.0.2.0/24', ports: [443] }] } };

const held = ({ held: entries }: PolicyPlan): string[] => entries.map(({ desired }) => desired.component);
const actions = ({ changes }: PolicyPlan): string[] => changes.map(({ action }) => action);

test('what would cut a known need is held back, and what denies the rest with it', (t) => {
  t.deepEqual(held(planPolicy(input({}, needing))), ['repo-server', 'namespace']);
  t.deepEqual(held(planPolicy(input(git, needing))), []);
  const warned = planPolicy(input({ guard: 'Warn' }, needing));
  t.deepEqual(held(warned), []);
  t.deepEqual(
    warned.cuts.map(({ need }) => need.host),
    ['192.0.2.1'],
  );
});

test('what was applied is healed, whatever it cuts', (t) => {
  const applied = appliedOf(fresh);
  const plan = planPolicy(input({}, { ...needing, policies: [] }, { applied }));
  t.deepEqual(held(plan), []);
  t.true(
    plan.changes.some((change) => change.action === 'Create' && change.object.metadata.name.endsWith('repo-server')),
  );
});

test('a change that would cut is held back, and what was applied before goes on', (t) => {
  const before = planPolicy(input(git)).desired;
  const live = before.map(({ object }) => stored(object));
  const previous = new Map(before.map((entry) => [objectKey(entry.object), entry]));
  const applied = appliedOf(before.map(({ object }) => object));
  const plan = planPolicy(input({}, { ...needing, policies: live }, { owned: live, previous, applied }));
  t.deepEqual(held(plan), ['repo-server']);
  t.deepEqual(
    plan.changes.map((change) => change.action === 'Update' && change.object.metadata.name),
    ['gsp-argocd-applicationset-controller'],
  );
});

test('bug: the namespace was denied although the name of a component’s policy was taken', (t) => {
  const theirs = marked(stored(policyOf('server')), { labels: {}, managedFields: [] });
  const plan = planPolicy(input({ guard: 'Warn' }, { policies: [theirs] }));
  t.deepEqual(held(plan), ['namespace']);
  t.deepEqual(actions(plan).toSorted(), ['Blocked', ...Array.from({ length: fresh.length - 2 }, () => 'Create')]);
  t.deepEqual(held(planPolicy(input({}, { policies: [theirs] }, { applied: appliedOf([policyOf('namespace')]) }))), []);
});

test('without Argo CD nothing is written, deleted or forgotten', (t) => {
  const live = fresh.map((object) => stored(object));
  const known = { workloads: [], policies: live };
  const plan = planPolicy(input({}, known, { owned: live, applied: appliedOf(fresh) }));
  t.deepEqual([plan.changes, plan.desired, plan.forgotten], [[], [], []]);
});

test('without the section everything of ours goes, and nothing else', (t) => {
  const live = fresh.map((object) => stored(object));
  const copy = marked(stored(policyOf('server')), { name: 'copy', managedFields: [] });
  const plan = planPolicy(input(undefined, { policies: [...live, copy] }, { owned: [...live, copy] }));
  t.deepEqual(
    actions(plan),
    live.map(() => 'Delete'),
  );
});

test('a policy that is leaving changes nothing but what it emptied', (t) => {
  t.deepEqual(planPolicy(input({}, {}, { leaving: true })).changes, []);
});

test('while the API server is not known, what needs it is left as it is', (t) => {
  const live = fresh.map((object) => stored(object));
  const plan = planPolicy(input({}, { apiServer: undefined, policies: live }, { owned: live }));
  t.true(plan.blocked.some(({ component }) => component === 'application-controller'));
  t.deepEqual(plan.changes, []);
});

test('bug: what had gone and is not asked for any more was listed as managed for ever', (t) => {
  const gone = 'NetworkPolicy/argocd/gsp-argocd-commit-server';
  const applied = new Map([...appliedOf(fresh), [gone, 'hash']]);
  t.deepEqual(planPolicy(input({}, {}, { applied })).forgotten, [gone]);
});
