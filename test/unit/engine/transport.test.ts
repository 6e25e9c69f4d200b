import test from 'ava';
import type { CredentialSource } from '../../../src/engine/credentials.ts';
import { ApiError, ConnectionError } from '../../../src/engine/errors.ts';
import { createTransport, type TransportOptions } from '../../../src/engine/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;
const get = (path: string) => ({ method: 'GET', path }) as const;

function sourceOf(
  server: string,
  token: () => string = () => 'token',
): CredentialSource & { readonly asked: boolean[] } {
  const asked: boolean[] = [];
  return {
    asked,
    getCurrentCluster: () => ({ server }),
    applyToHTTPSOptions: async (options, fresh) => {
      asked.push(fresh);
      options.headers = { Authorization: `Bearer ${token()}` };
    },
  };
}

const connect = (server: ScriptedServer, options: TransportOptions = {}, path = '') =>
  createTransport(sourceOf(server.url + path), options);

test('what is sent is what was asked for', async (t) => {
  await using server = await scriptedServer();
  const transport = createTransport(sourceOf(`${server.url}/prefix/`), { userAgent: 'tester' });
  const body = { ingress: [{ from: [{ podSelector: {} }] }] };
  const call = { method: 'PATCH', path: '/api/v1/x?a=b', body, contentType: 'application/apply-patch+yaml' } as const;
  const answer = transport.request(call, never);
  const { request, url, body: sent, json } = await server.next();
  json(200, { stored: true });
  t.deepEqual(await answer, { stored: true });
  t.is(url.pathname + url.search, '/prefix/api/v1/x?a=b');
  t.deepEqual(JSON.parse(sent), body);
  const { 'content-type': type, 'user-agent': agent, authorization, accept } = request.headers;
  t.deepEqual([type, agent, authorization, accept], [call.contentType, 'tester', 'Bearer token', 'application/json']);
});

test('no more than eight requests are under way, on as many connections; watches do not count', async (t) => {
  await using server = await scriptedServer();
  const transport = connect(server);
  const stop = new AbortController();
  const watch = transport.stream(get('/watch'), () => {}, stop.signal).catch(() => {});
  (await server.next()).lines({});
  const requests = Array.from({ length: 50 }, () => transport.request(get('/x'), never));
  await until(() => server.waiting === 8);
  for (const _ of requests) {
    t.true(server.open <= 9);
    (await server.next()).json(200, {});
  }
  await Promise.all(requests);
  t.is(server.connections, 9);
  stop.abort();
  await watch;
});

test('who waits for a place can give up', async (t) => {
  await using server = await scriptedServer();
  const transport = connect(server, { maxInFlight: 1 });
  const first = transport.request(get('/first'), never);
  const stop = new AbortController();
  const second = transport.request(get('/second'), stop.signal);
  const exchange = await server.next();
  stop.abort(new Error('enough'));
  await t.throwsAsync(second, { message: 'enough' });
  exchange.json(200, {});
  await first;
  t.is(server.waiting, 0);
});

test('an answer that is no success is an ApiError', async (t) => {
  await using server = await scriptedServer();
  const answer = connect(server).request(get('/x'), never);
  const status = {
    kind: 'Status',
    message: 'no such thing',
    reason: 'NotFound',
    details: { causes: [{ reason: 'Why' }] },
  };
  (await server.next()).json(404, status);
  const error = await t.throwsAsync(answer, { instanceOf: ApiError, message: 'no such thing' });
  t.like(error, { code: 404, reason: 'NotFound', causes: ['Why'] });
});

test('redirections are not followed: credentials stay here', async (t) => {
  await using server = await scriptedServer();
  const answer = connect(server).request(get('/x'), never);
  (await server.next()).json(302, 'elsewhere', { location: 'http://127.0.0.1:1/' });
  await t.throwsAsync(answer, { instanceOf: ApiError });
});

test('an answer that is cut off, is not JSON, or does not come is a ConnectionError', async (t) => {
  await using server = await scriptedServer();
  const clock = new FakeClock();
  const transport = connect(server, { clock });
  const cut = transport.request(get('/cut'), never);
  const exchange = await server.next();
  exchange.raw('{"half":');
  exchange.cut();
  await t.throwsAsync(cut, { instanceOf: ConnectionError });
  const html = transport.request(get('/html'), never);
  const other = await server.next();
  other.raw('<html>');
  other.end();
  await t.throwsAsync(html, { instanceOf: ConnectionError });
  const silent = transport.request(get('/silent'), never);
  await server.next();
  await clock.advance(29_999);
  t.is(server.open, 1);
  await clock.advance(1);
  await t.throwsAsync(silent, { instanceOf: ConnectionError, message: /no answer within 30 s/ });
  await until(() => server.open === 0);
});

test('Retry-After is honoured, without keeping others waiting, ten times at most', async (t) => {
  await using server = await scriptedServer();
  const clock = new FakeClock();
  const retried: string[] = [];
  const transport = connect(server, { clock, maxInFlight: 1, retried: (method, code) => retried.push(method + code) });
  const answer = transport.request(get('/busy'), never);
  (await server.next()).json(429, {}, { 'retry-after': '7' });
  await until(() => clock.sleeping.includes(7000));
  const other = transport.request(get('/other'), never);
  (await server.next()).json(200, 'other');
  t.is(await other, 'other');
  await clock.advance(7000);
  for (const _ of Array.from({ length: 10 })) {
    (await server.next()).json(503, {}, { 'retry-after': '1' });
    await until(() => server.open === 0);
    await clock.advance(1000);
  }
  await t.throwsAsync(answer, { instanceOf: ApiError });
  t.is(retried.length, 10);
  t.is(retried[0], 'GET429');
});

test('without Retry-After nothing is repeated', async (t) => {
  await using server = await scriptedServer();
  const answer = connect(server).request(get('/x'), never);
  (await server.next()).json(500, {});
  await t.throwsAsync(answer, { instanceOf: ApiError });
  t.is(server.waiting, 0);
});

test('refused credentials are asked for anew, once', async (t) => {
  await using server = await scriptedServer();
  let token = 'old';
  const source = sourceOf(server.url, () => token);
  const transport = createTransport(source);
  const first = transport.request(get('/x'), never);
  token = 'new';
  (await server.next()).json(401, {});
  const second = await server.next();
  t.is(second.request.headers.authorization, 'Bearer new');
  second.json(401, {});
  await t.throwsAsync(first, { instanceOf: ApiError, message: 'HTTP 401' });
  t.deepEqual(source.asked, [false, true]);
});

test('many that are refused at once ask for new credentials once', async (t) => {
  await using server = await scriptedServer();
  let token = 'old';
  const source = sourceOf(server.url, () => token);
  const transport = createTransport(source);
  const answers = Array.from({ length: 8 }, () => transport.request(get('/x'), never));
  await until(() => server.waiting === 8);
  token = 'new';
  for (const _ of answers) (await server.next()).json(401, {});
  for (const _ of answers) (await server.next()).json(200, {});
  await Promise.all(answers);
  t.deepEqual(source.asked, [false, true]);
});

test('credentials are asked for again after a minute, and the old ones serve on while that fails', async (t) => {
  await using server = await scriptedServer();
  const clock = new FakeClock();
  let token: string | undefined = 'old';
  const source = sourceOf(server.url, () => {
    if (token === undefined) throw new Error('ENOENT');
    return token;
  });
  const transport = createTransport(source, { clock });
  const used = async (): Promise<string | undefined> => {
    const answer = transport.request(get('/x'), never);
    const { request, json } = await server.next();
    json(200, {});
    await answer;
    return request.headers.authorization;
  };
  t.is(await used(), 'Bearer old');
  token = undefined;
  await clock.advance(59_000);
  t.is(await used(), 'Bearer old');
  t.is(source.asked.length, 1);
  await clock.advance(1_000);
  t.is(await used(), 'Bearer old', 'the file is being replaced');
  token = 'new\n';
  t.is(await used(), 'Bearer new');
  t.is(server.connections, 1, 'all on one connection');
});

test('kept connections that the server closed meanwhile are no failure', async (t) => {
  await using server = await scriptedServer();
  const transport = connect(server);
  const answers = Array.from({ length: 5 }, () => transport.request(get('/x'), never));
  await until(() => server.waiting === 5);
  for (const _ of answers) (await server.next()).json(200, {});
  await Promise.all(answers);
  const cut = transport.request(get('/again'), never);
  (await server.next()).cut();
  (await server.next()).cut();
  (await server.next()).json(200, 'there');
  t.is(await cut, 'there');
});

test('a new connection that breaks is a failure', async (t) => {
  await using server = await scriptedServer();
  const answer = connect(server).request(get('/x'), never);
  (await server.next()).cut();
  await t.throwsAsync(answer, { instanceOf: ConnectionError });
  t.is(server.waiting, 0);
});

test('a stream hands on each line, and tells when it is open and when it has ended', async (t) => {
  await using server = await scriptedServer();
  const [lines, opened]: [unknown[], boolean[]] = [[], []];
  const done = connect(server).stream(
    get('/w'),
    (line) => lines.push(line),
    never,
    () => opened.push(true),
  );
  const exchange = await server.next();
  t.deepEqual(opened, []);
  exchange.lines();
  await until(() => opened.length > 0);
  exchange.lines({ a: 1 }, { b: 2 });
  exchange.raw('{"c":');
  exchange.raw('3}\n');
  exchange.end();
  await done;
  t.deepEqual(lines, [{ a: 1 }, { b: 2 }, { c: 3 }]);
});

test('a stream on a kept connection that is cut is not opened again behind our back', async (t) => {
  await using server = await scriptedServer();
  const transport = connect(server);
  const first = transport.request(get('/x'), never);
  (await server.next()).json(200, {});
  await first;
  const done = transport.stream(get('/w'), () => {}, never);
  const exchange = await server.next();
  exchange.lines({});
  await until(() => server.open === 1);
  exchange.cut();
  await t.throwsAsync(done, { instanceOf: ConnectionError });
  const probe = transport.request(get('/probe'), never);
  const next = await server.next();
  t.is(next.url.pathname, '/probe');
  next.json(200, {});
  await probe;
  t.is(server.waiting, 0);
});

test('a stream that is not answered is given up; one that is open may be silent', async (t) => {
  await using server = await scriptedServer();
  const clock = new FakeClock();
  const transport = connect(server, { clock });
  const [quiet, opened] = [new AbortController(), Promise.withResolvers<void>()];
  const open = transport.stream(get('/open'), () => {}, quiet.signal, opened.resolve);
  (await server.next()).lines();
  await opened.promise;
  const silent = transport.stream(get('/never'), () => {}, never);
  await server.next();
  await clock.advance(30_000);
  await t.throwsAsync(silent, { instanceOf: ConnectionError, message: /no answer/ });
  t.is(server.open, 1);
  quiet.abort();
  await t.throwsAsync(open, { instanceOf: ConnectionError });
  await until(() => server.open === 0);
});

test('what the reader of a stream throws ends the stream', async (t) => {
  await using server = await scriptedServer();
  const fail = (): void => {
    throw new Error('unreadable');
  };
  const done = connect(server).stream(get('/w'), fail, never);
  (await server.next()).lines({});
  await t.throwsAsync(done, { message: 'unreadable' });
  await until(() => server.open === 0);
});

test('requests are observed with their code and duration', async (t) => {
  await using server = await scriptedServer();
  const clock = new FakeClock();
  const seen: [string, string, number][] = [];
  const transport = connect(server, { clock, observe: (...entry) => seen.push(entry) });
  const first = transport.request(get('/x'), never);
  const exchange = await server.next();
  await clock.advance(250);
  exchange.json(200, {});
  await first;
  const second = transport.request(get('/x'), AbortSignal.abort());
  await t.throwsAsync(second);
  const third = transport.request({ method: 'DELETE', path: '/x' }, AbortSignal.timeout(50));
  await server.next();
  await t.throwsAsync(third);
  t.deepEqual(seen, [
    ['GET', '200', 0.25],
    ['DELETE', '<error>', 0],
  ]);
});
