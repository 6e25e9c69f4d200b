import test from 'ava';
import type { KubeObject, NetworkPolicy } from '../../../src/api/kube.ts';
import { type DriftInput, driftOf, noteDrift } from '../../../src/domain/drift.ts';
import { fingerprint, objectKey } from '../../../src/domain/plan.ts';
import { generated, stored } from './objects.ts';

const wanted = generated[0] as NetworkPolicy;
const newer: NetworkPolicy = { ...wanted, spec: { ...wanted.spec, egress: [] } };
const opened: NetworkPolicy = { ...stored(wanted), spec: { ...stored(wanted).spec, ingress: [{}, {}, {}, {}] } };

const input = (applied: KubeObject | undefined, remembered = false): DriftInput => ({
  applied: new Map(applied === undefined ? [] : [[objectKey(applied), fingerprint(applied)]]),
  previous: new Map(applied === undefined || !remembered ? [] : [[objectKey(applied), applied]]),
  noticed: '2026-01-01T00:00:00Z',
});

const update = (object: KubeObject, live: KubeObject) => ({ action: 'Update', object, live, differences: [] }) as const;

test('an edit of what was applied is drift', (t) => {
  t.like(driftOf(update(wanted, opened), input(wanted))[0], { path: 'spec.ingress', corrected: false, times: 1 });
});

test('a deletion is drift, at the time when it was noticed', (t) => {
  const create = { action: 'Create', object: wanted } as const;
  t.like(driftOf(create, input(wanted))[0], { path: '', found: 'deleted', time: '2026-01-01T00:00:00Z' });
  t.deepEqual(driftOf(create, input(undefined)), []);
});

test('a change of mind of ours is none, unless somebody made one as well', (t) => {
  t.deepEqual(driftOf(update(newer, stored(wanted)), input(wanted, true)), []);
  t.deepEqual(
    driftOf(update(newer, stored(wanted)), input(wanted)),
    [],
    'after a restart: what was applied is not known',
  );
  t.deepEqual(
    driftOf(update(newer, opened), input(wanted, true)).map(({ path }) => path),
    ['spec.ingress'],
  );
});

test('what we never wrote cannot drift', (t) => {
  t.deepEqual(driftOf(update(wanted, opened), input(undefined)), []);
});

test('the same place of the same object is one entry that counts, the latest in front, a hundred at most', (t) => {
  const entries = driftOf(update(wanted, opened), input(wanted));
  const other = entries.map((entry) => ({ ...entry, name: 'other' }));
  const log = noteDrift(noteDrift(noteDrift([], entries), other), entries);
  t.deepEqual(
    log.map(({ name, times }) => [name, times]),
    [
      [wanted.metadata.name, 2],
      ['other', 1],
    ],
  );
  const many = Array.from({ length: 150 }, (_, index) =>
    entries.map((entry) => ({ ...entry, name: `n${index}` })),
  ).flat();
  t.is(noteDrift([], many).length, 100);
});
