import test, { type ExecutionContext } from 'ava';
import type { Finding } from '../../../../src/domain/audit/judge.ts';
import { MANAGER } from '../../../../src/domain/marks.ts';
import { crdsOf } from '../../../../src/domain/reports/api.ts';
import { createWriter } from '../../../../src/engine/apply.ts';
import { systemClock } from '../../../../src/engine/clock.ts';
import { ApiError, ConnectionError } from '../../../../src/engine/errors.ts';
import { Mirror } from '../../../../src/engine/mirror.ts';
import { Reflector } from '../../../../src/engine/reflector.ts';
import { metadataOnly } from '../../../../src/steps/projections.ts';
import { createReports, type WantedReports } from '../../../../src/steps/reports/index.ts';
import { types } from '../../../support/api.ts';
import { recordingLog } from '../../../support/recording-log.ts';
import { until } from '../../../support/until.ts';
import { finding, POLICY } from '../../domain/reports/findings.ts';
import { fakeServer } from './fake-server.ts';

/** A writer of reports that sees an API without any reports. */
async function start(t: ExecutionContext, crdNames: readonly string[] = crdsOf('openreports')) {
  const server = fakeServer(crdNames);
  const { transport } = server;
  const end = new AbortController();
  t.teardown(() => end.abort());
  const log = recordingLog();
  const crds = new Reflector({ type: types.crd, project: metadataOnly }, new Mirror(), transport, log);
  let ms = 0;
  const clock = { ...systemClock, monotonic: () => ms, now: () => 1_800_000_000_000 };
  const means = { transport, writer: createWriter(transport, MANAGER), clock, log, crds, holds: () => true };
  const reports = createReports({ ...means, signal: end.signal });
  const write = async (wanted: WantedReports | undefined, signal = end.signal) => reports.write(POLICY, wanted, signal);
  t.deepEqual(await write(wanted(1)), { problems: [] });
  t.deepEqual(server.writes, [], 'nothing is written before anything is seen');
  void crds.run(end.signal);
  await until(() => crds.state === 'synced');
  await write(wanted(0));
  await until(() => reports.reflectors().every(({ state }) => state === 'synced'));
  return { server, reports, write, pass: (more: number) => (ms += more) };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `shop-${index}`);
const here = (namespace: string): Finding => finding({ object: { kind: 'Pod', namespace, name: 'web' } });

/** One finding in each of so many namespaces. */
const wanted = (count: number, rest: Partial<WantedReports> = {}): WantedReports => ({
  choice: 'auto',
  places: names(count),
  changed: [],
  findings: (place) => ({ findings: [here(place)], excepted: [] }),
  apiVersionOf: () => undefined,
  ...rest,
});

const refusing = (code: number, message: string) => () => {
  throw new ApiError(code, { message });
};

test('only what changed is looked at', async (t) => {
  const { server, write } = await start(t);
  const asked: string[] = [];
  const spied = (rest: Partial<WantedReports> = {}): WantedReports => {
    const { findings } = wanted(3);
    return wanted(3, { findings: (place) => (asked.push(place), findings(place)), ...rest });
  };
  await write(spied());
  t.deepEqual(asked.splice(0), names(3));
  t.is(server.writes.length, 3);
  await write(spied());
  t.deepEqual(asked.splice(0), []);
  await write(spied({ changed: ['shop-1', 'gone'] }));
  t.deepEqual(asked, ['shop-1']);
  t.is(server.writes.length, 3);
});

test('few reports are written at once: others have to use the connection, too', async (t) => {
  const { server, write } = await start(t);
  await write(wanted(100));
  t.is(server.writes.length, 100);
  t.is(server.most(), 4);
});

test('two calls for one policy do not get into each other', async (t) => {
  const { server, write } = await start(t);
  await Promise.all([write(wanted(5)), write(wanted(5)), write(wanted(5))]);
  t.is(server.writes.length, 5);
});

test('where reports may not be written, a few requests tell, and none is made for a while', async (t) => {
  const { server, write, pass } = await start(t);
  server.answer = refusing(403, 'no');
  const refused = { problems: ['Reports cannot be written: no'], requeueAfterMs: 60_000 };
  t.deepEqual(await write(wanted(100)), refused);
  t.true(server.writes.length <= 4);
  server.writes.splice(0);
  pass(59_000);
  t.deepEqual(await write(wanted(100)), { ...refused, requeueAfterMs: 1_000 });
  t.is(server.writes.length, 0);
  pass(1_001);
  server.answer = (object) => object;
  t.deepEqual(await write(wanted(100)), { problems: [] });
  t.is(server.writes.length, 100);
});

test('what one namespace refuses keeps no other from its report', async (t) => {
  const { server, write, pass } = await start(t);
  server.answer = (object) => {
    if (object.metadata.namespace !== 'shop-1') return object;
    throw new ApiError(422, { message: 'a webhook says no' });
  };
  const problems = ['Report shop-1/gsp-argocd was not written: a webhook says no'];
  t.deepEqual(await write(wanted(3)), { problems, requeueAfterMs: 60_000 });
  t.is(server.writes.length, 3);
  t.deepEqual(await write(wanted(3)), { problems, requeueAfterMs: 60_000 });
  t.is(server.writes.length, 3);
  t.deepEqual(await write(wanted(1)), { problems: [] }, 'what is not wanted any more is no problem');
  t.deepEqual(await write(wanted(3)), { problems, requeueAfterMs: 60_000 });
  server.answer = (object) => object;
  pass(60_001);
  t.deepEqual(await write(wanted(3)), { problems: [] });
});

test('a connection that breaks is a problem, and soon tried again', async (t) => {
  const { server, write } = await start(t);
  server.answer = () => {
    throw new ConnectionError('reset');
  };
  t.deepEqual(await write(wanted(1)), {
    problems: ['Report shop-0/gsp-argocd was not written: reset'],
    requeueAfterMs: 5_000,
  });
});

test('an abort is thrown, and what was not written is written by the next call', async (t) => {
  const { server, write } = await start(t);
  const stop = new AbortController();
  server.answer = () => {
    stop.abort(new Error('stopped'));
    throw new ConnectionError('aborted');
  };
  await t.throwsAsync(write(wanted(10), stop.signal), { message: 'stopped' });
  server.answer = (object) => object;
  t.true(server.writes.length <= 4);
  t.deepEqual(await write(wanted(10)), { problems: [] });
  t.is(new Set(server.writes).size, 10);
});

test('what the API server stores otherwise is told, and not written again and again', async (t) => {
  const { server, write } = await start(t);
  server.answer = (object) => ({ ...object, summary: {} });
  const problems = ['Report shop-0/gsp-argocd is stored otherwise than it was sent'];
  t.deepEqual(await write(wanted(1)), { problems });
  t.deepEqual(await write(wanted(1, { changed: ['shop-0'] })), { problems });
  t.is(server.writes.length, 1);
  const other = { findings: [{ ...here('shop-0'), path: 'spec' }], excepted: [] };
  server.answer = (object) => object;
  t.deepEqual(await write(wanted(1, { changed: ['shop-0'], findings: () => other })), { problems: [] });
  t.is(server.writes.length, 2);
});

test('without the API nothing is watched, and only who asks for it is told', async (t) => {
  const { server, reports, write } = await start(t, ['reports.openreports.io']);
  t.deepEqual(await write(wanted(1)), { problems: [] });
  t.deepEqual(await write(wanted(1, { choice: 'none' })), { problems: [] });
  const problems = ['spec.report.api is wgpolicyk8s, which is not installed'];
  t.deepEqual(await write(wanted(1, { choice: 'wgpolicyk8s' })), { problems });
  t.deepEqual(reports.reflectors(), []);
  t.deepEqual(server.writes, []);
});

test('a policy that is gone is watched for no more', async (t) => {
  const { reports } = await start(t);
  t.is(reports.reflectors().length, 2);
  reports.forget(POLICY.name);
  t.is(reports.reflectors().length, 0);
});
