import test from 'ava';
import type { KubeObject } from '../../../../src/api/kube.ts';
import { contentHash, isWrittenByUs, timesOf, withoutAdditions } from '../../../../src/domain/reports/content.ts';
import { reportsFor } from '../../../../src/domain/reports/report.ts';
import { finding, input } from './findings.ts';

const [SENT] = reportsFor(input({ findings: [finding()] }));

type Changeable = Record<string, unknown> & { metadata: Record<string, Record<string, unknown>> };

/** As the API server hands it back: keys in another order, and what it adds. */
function stored(change: (report: Changeable) => void = () => {}): KubeObject {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, entry]) => [key, turned(entry)]),
    );
  };
  const report = turned(structuredClone(SENT)) as Changeable;
  Object.assign(report.metadata, { uid: 'u', resourceVersion: '1', generation: 3, creationTimestamp: 't' });
  change(report);
  return report as unknown as KubeObject;
}

const hash = (change?: (report: Changeable) => void): string => contentHash(stored(change));
const WANTED = SENT === undefined ? '' : contentHash(SENT);

test('what is stored compares equal to what was sent', (t) => {
  t.is(hash(), WANTED);
  t.is(
    hash(({ metadata }) => Object.assign(metadata['labels'] ?? {}, { team: 'a' })),
    WANTED,
    'labels of others are theirs',
  );
});

test('every edit of a report shows', (t) => {
  const edits: readonly ((report: Changeable) => void)[] = [
    (report) => (report['results'] = []),
    (report) => ((report['results'] as { message: string }[])[0]!.message = 'fine'),
    (report) => ((report['summary'] as { fail: number }).fail = 0),
    (report) => delete report['summary'],
    (report) => (report['scope'] = { kind: 'Pod' }),
    (report) => (report['source'] = 'kyverno'),
    ({ metadata }) => delete metadata['labels']?.['app.kubernetes.io/managed-by'],
    ({ metadata }) => ((metadata['labels'] ?? {})['gitops-security.io/policy'] = 'b'),
    ({ metadata }) => delete metadata['annotations'],
    ({ metadata }) => delete metadata['ownerReferences'],
  ];
  const hashes = edits.map((edit) => hash(edit));
  t.false(hashes.includes(WANTED));
  t.is(new Set(hashes).size, hashes.length);
});

test('what others added is taken away, and nothing else', (t) => {
  t.is(withoutAdditions(stored()), undefined);
  t.deepEqual(withoutAdditions(stored((report) => (report['scope'] = {}))), { scope: null });
});

test('a report is ours when our apply wrote its results, not when it carries our label', (t) => {
  const by = (manager: string, operation: 'Apply' | 'Update', field: string) =>
    isWrittenByUs({
      ...stored(),
      metadata: { name: 'a', managedFields: [{ manager, operation, fieldsV1: { [field]: {} } }] },
    });
  t.true(by('gitops-security-operator', 'Apply', 'f:results'));
  t.false(by('gitops-security-operator', 'Apply', 'f:metadata'));
  t.false(by('gitops-security-operator', 'Update', 'f:results'));
  t.false(by('kubectl', 'Apply', 'f:results'));
  t.false(isWrittenByUs(stored()));
});

test('times are read back, and what cannot be one is left out', (t) => {
  const id = (name: unknown, seconds: unknown) => ({ properties: { resultID: name }, timestamp: { seconds } });
  const results = [
    id('a', 5),
    id('b', -1),
    id('c', 1.5),
    id('d', '5'),
    id(7, 5),
    id('e', Number.NaN),
    null,
    'x',
    {},
    [],
  ];
  t.deepEqual([...timesOf({ ...stored(), results } as KubeObject)], [['a', 5]]);
  for (const odd of [undefined, null, 'x', 5, {}, [{ properties: null }], [{ properties: [], timestamp: 'x' }]])
    t.deepEqual([...timesOf({ ...stored(), results: odd } as KubeObject)], []);
});

test('the times of what is sent are those that are read back', (t) => {
  t.deepEqual([...timesOf(stored()).values()], [1_800_000_000]);
});
