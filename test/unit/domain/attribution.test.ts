import test from 'ava';
import type { ManagedFields } from '../../../src/api/kube.ts';
import { authorOf, UNKNOWN } from '../../../src/domain/attribution.ts';
import { MANAGER } from '../../../src/domain/marks.ts';

const entry = (manager: string, time: string, fieldsV1: object, more: Partial<ManagedFields> = {}): ManagedFields => ({
  manager,
  time,
  operation: 'Update',
  fieldsV1: fieldsV1 as Readonly<Record<string, unknown>>,
  ...more,
});

const spec = { 'f:spec': { 'f:ingress': {} } };
const ours = entry(MANAGER, '2026-01-01T00:00:00Z', spec, { operation: 'Apply' });
const labels = entry('labeller', '2026-01-03T00:00:00Z', { 'f:metadata': { 'f:labels': { 'f:a.b/c': {} } } });
const mallory = entry('mallory', '2026-01-02T00:00:00Z', spec);

const cases: Readonly<
  Record<string, readonly [managed: readonly ManagedFields[] | undefined, path: string, manager: string]>
> = {
  'the one that owns the field, not the latest': [[ours, mallory, labels], 'spec.ingress[0].from', 'mallory'],
  'a label by its key': [[ours, mallory, labels], 'metadata.labels["a.b/c"]', 'labeller'],
  'an entry of a ConfigMap by its key': [
    [
      entry('editor', '2026-01-01T00:00:00Z', { 'f:data': { 'f:a.b': {} } }),
      entry('other', '2026-01-02T00:00:00Z', { 'f:data': { 'f:c': {} } }),
    ],
    'data["a.b"]',
    'editor',
  ],
  'of a field that nobody owns, the latest': [[ours, mallory, labels], 'spec.egress', 'mallory'],
  'an Update under our name is not ours': [[ours, { ...mallory, manager: MANAGER }], 'spec.ingress', MANAGER],
  'nobody, where only we have left a trace': [[ours], 'spec.ingress', ''],
  'nobody, where nothing is recorded': [undefined, 'spec.ingress', ''],
  'not the writer of the status': [[{ ...mallory, subresource: 'status' }], 'spec.ingress', ''],
};

for (const [name, [managed, path, manager]] of Object.entries(cases))
  test(`the author of a change: ${name}`, (t) => {
    t.is(authorOf(managed, path, MANAGER).manager, manager);
    if (manager === '') t.deepEqual(authorOf(managed, path, MANAGER), UNKNOWN);
  });
