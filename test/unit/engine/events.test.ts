import test from 'ava';
import { createWriter } from '../../../src/engine/apply.ts';
import { ApiError } from '../../../src/engine/errors.ts';
import { createEventRecorder, type EventInput } from '../../../src/engine/events.ts';
import type { Call } from '../../../src/engine/exchange.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { configMap } from '../../support/kube-objects.ts';
import { recordingLog } from '../../support/recording-log.ts';

interface Body {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly note: string;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
}

function recording() {
  const clock = new FakeClock();
  const calls: (Call & { readonly body: Body })[] = [];
  const state: { failure: Error | undefined } = { failure: undefined };
  const request = async (call: Call): Promise<unknown> => {
    calls.push(call as (typeof calls)[number]);
    if (state.failure !== undefined) throw state.failure;
    return call.body;
  };
  const writer = createWriter({ request, stream: () => Promise.reject(new Error('unused')) }, 'tester');
  const log = recordingLog();
  const recorder = createEventRecorder(writer, { controller: 'example.io/tester', instance: 'pod-1' }, log, clock);
  return { clock, calls, state, log, recorder };
}

const clusterScoped = {
  apiVersion: 'example.io/v1',
  kind: 'Thing',
  metadata: { name: 'thing', uid: 'u-1', resourceVersion: '5' },
};
const input = (change: Partial<EventInput> = {}): EventInput => ({
  regarding: clusterScoped,
  type: 'Warning',
  reason: 'DriftCorrected',
  action: 'Correct',
  note: 'put right',
  ...change,
});
const seriesOf = (call: { readonly body: Body } | undefined) => call?.body.series?.count;

test('an Event about a cluster-scoped object lives in default, and has six fraction digits', async (t) => {
  const { calls, recorder } = recording();
  recorder.emit(input({ related: configMap('a', '1') }));
  await recorder.flush();
  const { path = '', method, body } = calls[0] ?? {};
  t.is(method, 'POST');
  t.true(path.startsWith('/apis/events.k8s.io/v1/namespaces/default/events?'));
  const { metadata, ...rest } = body as Body;
  t.regex(metadata.name, /^thing\.[0-9a-f]{16}$/);
  t.deepEqual<unknown, unknown>(rest, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'example.io/tester',
    reportingInstance: 'pod-1',
    type: 'Warning',
    reason: 'DriftCorrected',
    action: 'Correct',
    note: 'put right',
    regarding: { apiVersion: 'example.io/v1', kind: 'Thing', name: 'thing', uid: 'u-1' },
    related: { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'default' },
  });
});

test('names rise with time, also within a millisecond: kubectl describe lists by name', async (t) => {
  const { clock, calls, recorder } = recording();
  for (const wait of [0, 0, 0, 1, 0, 10_000]) {
    await clock.advance(wait);
    recorder.emit(input({ reason: `Reason${calls.length}` }));
  }
  await recorder.flush();
  const names = calls.map(({ body }) => body.metadata.name);
  t.is(new Set(names).size, 6);
  t.deepEqual(names, names.toSorted());
});

test('an Event about a namespaced object lives beside it', async (t) => {
  const { calls, recorder } = recording();
  recorder.emit(input({ regarding: { ...clusterScoped, metadata: { name: 'x', namespace: 'apps' } } }));
  await recorder.flush();
  t.is(calls[0]?.body.metadata.namespace, 'apps');
});

test('equal ones are one series, written every ten seconds at most', async (t) => {
  const { clock, calls, recorder } = recording();
  for (const _ of Array.from({ length: 100 })) {
    recorder.emit(input());
    await clock.advance(500);
  }
  await clock.advance(10_000);
  t.is(calls.length, 1 + 5);
  t.is(seriesOf(calls.at(-1)), 100);
  t.is(calls.at(-1)?.body.series?.lastObservedTime, '2026-01-01T00:00:49.500000Z');
  t.true(calls.at(-1)?.path.includes(`/namespaces/default/events/${calls[0]?.body.metadata.name}?`));
  await clock.advance(60_000);
  t.is(calls.length, 6, 'nothing is written when nothing happens');
});

test('what differs in type, reason, action or objects is another series', async (t) => {
  const { calls, recorder } = recording();
  const others: Partial<EventInput>[] = [
    { type: 'Normal' },
    { reason: 'Other' },
    { action: 'Other' },
    { related: configMap('a', '1') },
    { related: configMap('b', '1') },
    { regarding: { ...clusterScoped, metadata: { name: 'thing', uid: 'u-2' } } },
  ];
  for (const change of [{}, ...others]) recorder.emit(input(change));
  await recorder.flush();
  t.deepEqual(
    calls.map(({ method }) => method),
    Array.from({ length: 7 }, () => 'POST'),
  );
});

test('a series ends after six quiet minutes', async (t) => {
  const { clock, calls, recorder } = recording();
  recorder.emit(input());
  await clock.advance(360_001);
  recorder.emit(input());
  await recorder.flush();
  t.deepEqual(
    calls.map(({ method }) => method),
    ['POST', 'POST'],
  );
});

test('flush writes what is held back, once', async (t) => {
  const { clock, calls, recorder } = recording();
  recorder.emit(input());
  recorder.emit(input());
  await recorder.flush();
  t.is(seriesOf(calls[1]), 2);
  await clock.advance(20_000);
  t.is(calls.length, 2);
});

test('an Event that was not written, or has expired, begins anew', async (t) => {
  const { clock, calls, state, log, recorder } = recording();
  const missing = new ApiError(404, { reason: 'NotFound' });
  state.failure = missing;
  recorder.emit(input());
  await recorder.flush();
  state.failure = undefined;
  recorder.emit(input());
  await recorder.flush();
  state.failure = missing;
  recorder.emit(input());
  await clock.advance(10_000);
  state.failure = undefined;
  recorder.emit(input());
  await recorder.flush();
  t.deepEqual(
    calls.map(({ method }) => method),
    ['POST', 'POST', 'PATCH', 'POST'],
  );
  t.deepEqual([...new Set(log.lines.map(({ level }) => level))], ['debug'], 'never in the way');
});

test('a note fits in 1024 bytes, whatever it is made of; a name in 253', async (t) => {
  const { calls, recorder } = recording();
  const name = `${'a.'.repeat(126)}a`;
  for (const note of ['x'.repeat(2000), '💥é'.repeat(500), 'x'.repeat(1024)])
    recorder.emit(input({ note, reason: String(note.length), regarding: { ...clusterScoped, metadata: { name } } }));
  await recorder.flush();
  for (const { body } of calls) {
    t.true(Buffer.byteLength(body.note) <= 1024);
    t.true(Buffer.byteLength(body.note) > 1015);
    t.false(body.note.includes('\uFFFD'));
    t.true(body.metadata.name.length <= 253);
    t.regex(body.metadata.name, /^[a-z0-9]+([-.][a-z0-9]+)*$/);
  }
  t.is(calls[2]?.body.note, 'x'.repeat(1024), 'what fits is left alone');
});

test('a flood of different ones is bounded', async (t) => {
  const { calls, recorder } = recording();
  for (const index of Array.from({ length: 1500 }, (_, index) => index)) recorder.emit(input({ reason: `R${index}` }));
  await recorder.flush();
  t.is(calls.length, 1000);
});
