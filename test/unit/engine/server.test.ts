import { connect } from 'node:net';
import test from 'ava';
import { Counter, Registry } from 'prom-client';
import { type Probe, startServer } from '../../../src/engine/server.ts';

async function serving(probes: { live?: Probe; ready?: Probe } = {}, registry = new Registry()) {
  const well: Probe = () => undefined;
  const server = await startServer({ host: '127.0.0.1', port: 0, live: well, ready: well, registry, ...probes });
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { ...server, get, [Symbol.asyncDispose]: () => server.close() };
}

test('all is well', async (t) => {
  await using server = await serving();
  for (const path of ['/livez', '/readyz', '/readyz?verbose']) {
    const answer = await server.get(path);
    t.is(answer.status, 200);
    t.is(await answer.text(), 'ok\n');
  }
});

test('what is wrong is said, by the probe that it concerns', async (t) => {
  await using server = await serving({ ready: () => 'mirrors are not filled yet' });
  t.is((await server.get('/livez')).status, 200);
  const answer = await server.get('/readyz');
  t.is(answer.status, 503);
  t.is(await answer.text(), 'mirrors are not filled yet\n');
});

test('metrics are served as Prometheus reads them', async (t) => {
  const registry = new Registry();
  new Counter({ name: 'things_total', help: 'Things.', registers: [registry] }).inc(3);
  await using server = await serving({}, registry);
  const answer = await server.get('/metrics');
  t.is(answer.headers.get('content-type'), registry.contentType);
  t.regex(await answer.text(), /^things_total 3$/m);
});

test('anything else is refused', async (t) => {
  await using server = await serving();
  t.is((await server.get('/')).status, 404);
  t.is((await server.get('/livez/../secret')).status, 404);
  t.is((await server.get('/livez', 'POST')).status, 405);
});

test('a probe or a metric that fails is an answer, not a crash', async (t) => {
  const fail = (): never => {
    throw new Error('with details');
  };
  const registry = new Registry();
  registry.registerMetric(new Counter({ name: 'things_total', help: 'Things.', registers: [], collect: fail }));
  await using server = await serving({ live: fail }, registry);
  for (const path of ['/livez', '/metrics']) {
    const answer = await server.get(path);
    t.is(answer.status, 500);
    t.is(await answer.text(), 'internal error\n');
  }
});

test('an address that is taken is an error', async (t) => {
  await using server = await serving();
  const well: Probe = () => undefined;
  const again = startServer({
    host: '127.0.0.1',
    port: server.port,
    live: well,
    ready: well,
    registry: new Registry(),
  });
  await t.throwsAsync(again, { code: 'EADDRINUSE' });
});

test('closing does not wait for connections that are kept open', async (t) => {
  const server = await serving();
  const socket = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await server.close();
  await closed;
  await t.throwsAsync(server.get('/livez'));
});
