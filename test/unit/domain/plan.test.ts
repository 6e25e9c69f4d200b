import test from 'ava';
import fc from 'fast-check';
import type { KubeObject, NetworkPolicy } from '../../../src/api/kube.ts';
import { kinds } from '../../../src/domain/kinds/index.ts';
import { clearing, objectKey, plan, type PlanInput, pruning } from '../../../src/domain/plan.ts';
import { OWNER } from './hardening/inputs.ts';
import { generated, marked, OURS, stored } from './objects.ts';

const input = (more: Partial<PlanInput>): PlanInput => ({
  owner: OWNER,
  desired: generated,
  live: [],
  known: new Set(),
  kept: new Set(),
  takeOwnership: false,
  kinds,
  ...more,
});

const actions = (more: Partial<PlanInput>): string[] => plan(input(more)).map(({ action }) => action);

const first = generated[0] as NetworkPolicy;
const theirs = marked(stored(first), { labels: {}, managedFields: [{ ...OURS, manager: 'kubectl' }] });

test('the plan of an applied plan is empty, whatever was there before', (t) => {
  const someOf = <T>(list: readonly T[]) => fc.subarray([...list]);
  fc.assert(
    fc.property(someOf(generated), someOf(generated), someOf(generated), (desired, before, edited) => {
      const live = before.map((object) =>
        edited.includes(object) ? { ...stored(object), spec: { ingress: [{}] } } : stored(object),
      );
      const world = new Map<string, KubeObject>(live.map((object) => [objectKey(object), object]));
      for (const change of plan(input({ desired, live }))) {
        if (change.action === 'Delete') world.delete(objectKey(change.live));
        else world.set(objectKey(change.object), stored(change.object));
      }
      t.deepEqual(plan(input({ desired, live: [...world.values()] })), []);
      t.deepEqual([...world.keys()].toSorted(), desired.map(objectKey).toSorted());
    }),
  );
});

test('an object of our name that is not ours is left alone, unless ownership is to be taken', (t) => {
  const only = { desired: [first], live: [theirs] };
  t.deepEqual(actions(only), ['Blocked']);
  t.deepEqual(actions({ ...only, takeOwnership: true }), ['Update']);
  t.deepEqual(actions({ ...only, known: new Set([objectKey(first)]) }), ['Update']);
});

test('stripping the label takes nothing from us', (t) => {
  t.deepEqual(actions({ desired: [first], live: [marked(stored(first), { labels: {} })] }), ['Update']);
});

test('only what carries both of our marks is deleted', (t) => {
  const copied = marked(stored(first), { managedFields: [{ ...OURS, manager: 'kubectl' }] });
  const updated = marked(stored(first), { managedFields: [{ ...OURS, operation: 'Update' }] });
  const unlabelled = marked(stored(first), { labels: {} });
  for (const live of [copied, updated, unlabelled, theirs]) t.deepEqual(actions({ desired: [], live: [live] }), []);
  t.deepEqual(actions({ desired: [], live: [stored(first)] }), ['Delete']);
  t.deepEqual(actions({ desired: [], live: [stored(first)], kept: new Set([objectKey(first)]) }), []);
  t.deepEqual(actions({ desired: [], live: [stored(first)], owner: { ...OWNER, uid: 'another' } }), []);
});

const extra = (path: string, found: unknown = 1) => ({ path, wanted: undefined, found });

test('what others added where nothing is sent is taken away, and nothing of a list', (t) => {
  const found = [extra('spec.a'), extra('spec.b.c'), { path: 'spec.d', wanted: 1, found: 2 }, extra('spec.e[0].f')];
  t.is(JSON.stringify(pruning(found)), '{"spec":{"a":null,"b":{"c":null}}}');
  t.is(pruning([{ path: 'spec.d', wanted: 1, found: 2 }]), undefined);
});

test('a name that an object inherits from is a name like any other', (t) => {
  t.is(JSON.stringify(pruning([extra('spec.__proto__.x')])), '{"spec":{"__proto__":{"x":null}}}');
  t.false('x' in {});
});

test('clearing takes away what others added, and nothing of ours, of that very object', (t) => {
  const { labels = {}, annotations = {}, ownerReferences = [] } = first.metadata;
  const live = marked(stored(first, 'u'), {
    labels: { ...labels, theirs: '' },
    annotations: { ...annotations, junk: 'x' },
    ownerReferences: [{ apiVersion: 'v1', kind: 'Namespace', name: 'n', uid: 'v', controller: true }],
  });
  t.deepEqual(clearing(first, live), {
    metadata: { uid: 'u', labels: { theirs: null }, annotations: { junk: null }, ownerReferences, managedFields: [{}] },
  });
});
