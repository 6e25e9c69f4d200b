import test, { type ExecutionContext } from 'ava';
import { type Change, Mirror } from '../../../src/engine/mirror.ts';
import { Reflector } from '../../../src/engine/reflector.ts';
import type { Source } from '../../../src/engine/source.ts';
import { createTransport } from '../../../src/engine/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type ConfigMap, configMap, CONFIG_MAPS } from '../../support/kube-objects.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { type Exchange, scriptedServer } from '../../support/scripted-server.ts';
import { until } from '../../support/until.ts';

type Named = Pick<ConfigMap, 'apiVersion' | 'kind' | 'metadata' | 'data'>;

/** A reflector that runs against a server of the test's own, until the test is over. */
async function reflecting(t: ExecutionContext, options: Partial<Source<Named>> = {}) {
  const server = await scriptedServer();
  const clock = new FakeClock();
  const log = recordingLog();
  const transport = createTransport({
    getCurrentCluster: () => ({ server: server.url }),
    applyToHTTPSOptions: async () => {},
  });
  const mirror = new Mirror<Named>();
  const heard: Change<Named>[] = [];
  mirror.onChange((change) => heard.push(change));
  const source = { type: CONFIG_MAPS, project: (raw: ConfigMap) => raw, ...options } as Source<Named>;
  const reflector = new Reflector(source, mirror, transport, log, clock);
  const stop = new AbortController();
  const running = reflector.run(stop.signal);
  t.teardown(async () => {
    stop.abort();
    await running;
    await server[Symbol.asyncDispose]();
  });
  return { server, clock, log, mirror, heard, reflector, stop, running, versions: () => versions(mirror) };
}

const versions = (mirror: Mirror<Named>): Record<string, string | undefined> =>
  Object.fromEntries(mirror.values().map(({ metadata }) => [metadata.name, metadata.resourceVersion]));

const list = (resourceVersion: string, items: readonly ConfigMap[] = [], next?: string): object => ({
  kind: 'ConfigMapList',
  metadata: { resourceVersion, ...(next !== undefined && { continue: next }) },
  // As the API server sends them: items of a list have no apiVersion and no kind.
  items: items.map(({ metadata, data }) => ({ metadata, data })),
});
const event = (type: string, object: object): object => ({ type, object });
const bookmark = (resourceVersion: string): object => event('BOOKMARK', { metadata: { resourceVersion } });
const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };

const isWatch = ({ url }: Exchange): boolean => url.searchParams.get('watch') === '1';
const versionOf = ({ url }: Exchange): string | null => url.searchParams.get('resourceVersion');

type Reflecting = Awaited<ReturnType<typeof reflecting>>;

/** Answers the first list, and returns the watch that follows. */
async function listed({ server }: Reflecting, resourceVersion: string, items: ConfigMap[] = []): Promise<Exchange> {
  (await server.next()).json(200, list(resourceVersion, items));
  return server.next();
}

/** Resolves when the reflector has noticed that many failures. */
const interrupted = ({ log }: Reflecting, times = 1): Promise<void> =>
  until(() => log.lines.filter(({ message }) => message === 'watch interrupted').length >= times);

/** Lets the reflector come back from its backoff, and says how long that was. */
async function backoff({ clock }: Reflecting): Promise<number> {
  await until(() => clock.sleeping.length > 0);
  const wait = clock.sleeping[0] ?? 0;
  await clock.advance(wait);
  return wait;
}

test('all pages are listed, and the watch goes on from there', async (t) => {
  const it = await reflecting(t, {
    namespace: 'default',
    labelSelector: 'a in (b,c)',
    fieldSelector: 'metadata.name=x',
  });
  const first = await it.server.next();
  t.is(first.url.pathname, '/api/v1/namespaces/default/configmaps');
  const { labelSelector, fieldSelector, limit, watch } = Object.fromEntries(first.url.searchParams);
  t.deepEqual([labelSelector, fieldSelector, limit, watch], ['a in (b,c)', 'metadata.name=x', '500', undefined]);
  first.json(200, list('7', [configMap('a', '1')], 'next page'));
  const second = await it.server.next();
  t.is(second.url.searchParams.get('continue'), 'next page');
  t.is(it.reflector.state, 'starting');
  second.json(200, list('7', [configMap('b', '2')]));
  const stream = await it.server.next();
  await it.reflector.ready;
  t.deepEqual(it.versions(), { a: '1', b: '2' });
  t.is(it.mirror.get('default/a')?.kind, 'ConfigMap');
  t.is(it.mirror.get('default/a')?.apiVersion, 'v1');
  t.true(isWatch(stream));
  t.is(versionOf(stream), '7');
  t.is(stream.url.searchParams.get('allowWatchBookmarks'), 'true');
  t.is(stream.url.searchParams.get('labelSelector'), 'a in (b,c)');
  const seconds = Number(stream.url.searchParams.get('timeoutSeconds'));
  t.true(seconds >= 300 && seconds <= 600);
  t.is(it.reflector.state, 'synced');
});

test('events change the mirror, in order', async (t) => {
  const it = await reflecting(t);
  const stream = await listed(it, '1', [configMap('a', '1')]);
  stream.lines(
    event('ADDED', configMap('b', '2')),
    event('MODIFIED', configMap('a', '3', { k: 'v' })),
    event('DELETED', configMap('b', '4')),
  );
  await until(() => it.heard.length === 4);
  t.deepEqual(it.versions(), { a: '3' });
});

test('after the end of a watch it goes on from the last version seen, bookmarks included', async (t) => {
  const it = await reflecting(t);
  const stream = await listed(it, '1');
  stream.lines(event('ADDED', configMap('a', '5')), bookmark('9/opaque'));
  stream.end();
  const next = await it.server.next();
  t.true(isWatch(next));
  t.is(versionOf(next), '9/opaque');
  t.deepEqual(it.clock.sleeping, [], 'at once');
  t.is(it.reflector.interruptions, 0, 'as it was agreed');
});

test('only metadata is asked for where that is enough', async (t) => {
  const it = await reflecting(t, { metadataOnly: true });
  const first = await it.server.next();
  t.is(first.url.search, '?limit=500');
  t.is(first.request.headers.accept, 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io');
  first.json(200, list('1'));
  t.is((await it.server.next()).request.headers.accept, 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io');
});

const EXPIRED: readonly (readonly [string, (exchange: Exchange) => void])[] = [
  ['as an answer', (exchange) => exchange.json(410, expired)],
  ['as an event', (exchange) => exchange.lines(event('ERROR', expired))],
];
for (const [title, expire] of EXPIRED) {
  test(`an expired version, ${title}, leads to a list, which finds deletions that were missed`, async (t) => {
    const it = await reflecting(t);
    const stream = await listed(it, '1', [configMap('gone', '1'), configMap('kept', '1')]);
    expire(stream);
    const again = await it.server.next();
    t.false(isWatch(again));
    t.deepEqual(it.versions(), { gone: '1', kept: '1' }, 'the mirror is kept meanwhile');
    again.json(200, list('8', [configMap('kept', '1'), configMap('new', '2')]));
    t.is(versionOf(await it.server.next()), '8');
    t.deepEqual(it.versions(), { kept: '1', new: '2' });
    t.deepEqual(
      it.heard.slice(2).map(({ key, new: now }) => [key, now !== undefined]),
      [
        ['default/new', true],
        ['default/gone', false],
      ],
    );
  });
}

test('a version that expires again and again is not listed without a pause', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1')).json(410, expired);
  (await it.server.next()).json(200, list('2'));
  (await it.server.next()).json(410, expired);
  t.true((await backoff(it)) >= 800);
  (await it.server.next()).json(200, list('3'));
  (await it.server.next()).json(410, expired);
  t.true((await backoff(it)) >= 1600);
  t.is(it.reflector.interruptions, 2, 'the first is everyday');
});

test('a version that the server cannot serve for another reason is given up in the end', async (t) => {
  const it = await reflecting(t);
  const stream = await listed(it, '1');
  stream.lines(event('ERROR', { kind: 'Status', code: 500, message: 'etcd event received with PrevKv=nil' }));
  for (const _ of Array.from({ length: 5 })) {
    await backoff(it);
    const next = await it.server.next();
    t.true(isWatch(next), 'first it tries to go on');
    next.json(500, {});
  }
  await backoff(it);
  t.false(isWatch(await it.server.next()));
});

test('a version that the server calls invalid is given up at once', async (t) => {
  const it = await reflecting(t);
  (await listed(it, 'x')).json(400, { message: 'invalid resource version' });
  await backoff(it);
  t.false(isWatch(await it.server.next()));
});

test('a connection cut in the middle of a line loses and invents nothing', async (t) => {
  const it = await reflecting(t);
  const stream = await listed(it, '1');
  stream.lines(event('ADDED', configMap('a', '2')));
  stream.raw('{"type":"DELETED","object":{"meta');
  await until(() => it.mirror.size === 1);
  stream.cut();
  await interrupted(it);
  t.true((await backoff(it)) >= 800);
  const next = await it.server.next();
  t.is(versionOf(next), '2');
  next.lines(event('DELETED', configMap('a', '3')));
  await until(() => it.mirror.size === 0);
});

test('a line that makes no sense does not end the reflector', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1')).raw('not JSON\n');
  await backoff(it);
  (await it.server.next()).lines({ type: 'ADDED' });
  await backoff(it);
  t.is(versionOf(await it.server.next()), '1');
});

test('a server that accepts and drops at once is asked less and less often', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1')).end();
  const waits: number[] = [];
  for (const _ of Array.from({ length: 4 })) {
    waits.push(await backoff(it));
    (await it.server.next()).end();
  }
  for (const [index, wait] of waits.entries()) t.true(wait >= 800 * 2 ** index && wait <= 1600 * 2 ** index, `${wait}`);
  t.is(it.reflector.state, 'failing');
});

test('a watch that lives for a second works, even if nothing happens', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1')).json(503, {});
  await backoff(it);
  (await it.server.next()).json(503, {});
  await backoff(it);
  t.is(it.reflector.state, 'failing');
  const stream = await it.server.next();
  stream.lines();
  await until(() => it.clock.sleeping.length > 0);
  t.is(it.reflector.state, 'failing');
  await it.clock.advance(1000);
  t.is(it.reflector.state, 'synced');
  t.is(it.reflector.lastContact, it.clock.monotonic() - 1000);
  stream.cut();
  await interrupted(it, 3);
  t.true((await backoff(it)) <= 1600, 'the backoff begins anew');
});

test('a kind that is not there makes ready, and is found when it appears', async (t) => {
  const it = await reflecting(t);
  const states: string[] = [];
  it.reflector.onState((state) => states.push(state));
  (await it.server.next()).json(404, {});
  await it.reflector.ready;
  t.is(it.reflector.state, 'missing');
  for (const _ of Array.from({ length: 8 })) {
    t.true((await backoff(it)) <= 10_000);
    (await it.server.next()).json(404, {});
  }
  await backoff(it);
  (await it.server.next()).json(200, list('1', [configMap('a', '1')]));
  await it.server.next();
  t.deepEqual(it.versions(), { a: '1' });
  t.deepEqual(states, ['missing', 'synced']);
});

test('a kind that disappears takes its objects with it, but not while a server restarts', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1', [configMap('a', '1')])).json(404, {});
  const began = it.clock.monotonic();
  while (it.mirror.size > 0) {
    await backoff(it);
    t.true(it.clock.monotonic() - began < 40_000);
    const next = await it.server.next();
    t.false(isWatch(next));
    t.is(it.reflector.state, 'failing');
    next.json(404, {});
    await until(() => it.clock.sleeping.length > 0);
  }
  t.true(it.clock.monotonic() - began >= 15_000);
  t.is(it.reflector.state, 'missing');
});

test('only refusals one after the other are believed', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1', [configMap('a', '1')])).json(404, {});
  await it.clock.advance(0);
  for (const code of [503, 404, 503, 404, 503, 404]) {
    await backoff(it);
    (await it.server.next()).json(code, {});
    await until(() => it.clock.sleeping.length > 0);
  }
  t.true(it.clock.monotonic() > 15_000);
  t.is(it.reflector.state, 'failing');
  t.is(it.mirror.size, 1);
});

test('a server that answers 404 for a moment changes nothing', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1', [configMap('a', '1')])).json(404, {});
  await backoff(it);
  (await it.server.next()).json(200, list('2', [configMap('a', '1')]));
  await it.server.next();
  t.is(it.reflector.state, 'synced');
  t.is(it.heard.length, 1);
});

test('what may not be read makes ready, and is read when it is granted', async (t) => {
  const it = await reflecting(t);
  (await it.server.next()).json(403, { reason: 'Forbidden' });
  await it.reflector.ready;
  t.is(it.reflector.state, 'forbidden');
  await backoff(it);
  (await it.server.next()).json(200, list('1', [configMap('a', '1')]));
  await it.server.next();
  t.is(it.reflector.state, 'synced');
});

test('rights that are taken away are told after a while, and what was known is kept', async (t) => {
  const it = await reflecting(t);
  const stream = await listed(it, '1', [configMap('a', '1')]);
  stream.lines(bookmark('2'));
  stream.end();
  (await it.server.next()).json(403, { reason: 'Forbidden' });
  while (it.reflector.state !== 'forbidden') {
    await backoff(it);
    (await it.server.next()).json(403, { reason: 'Forbidden' });
    await until(() => it.clock.sleeping.length > 0);
  }
  t.true(it.clock.monotonic() >= 15_000);
  t.deepEqual(it.versions(), { a: '1' });
});

test('what may be listed and not watched is told at once, and what was listed is kept', async (t) => {
  const it = await reflecting(t);
  (await listed(it, '1', [configMap('a', '1')])).json(403, { reason: 'Forbidden' });
  await until(() => it.clock.sleeping.length > 0);
  t.is(it.reflector.state, 'forbidden');
  t.is(it.clock.monotonic(), 0);
  t.deepEqual(it.versions(), { a: '1' });
});

test('bug: a list that was answered hid for ever that the watch was refused', async (t) => {
  const it = await reflecting(t);
  const states: string[] = [];
  it.reflector.onState((state) => states.push(state));
  let asked = await listed(it, '1');
  for (let lists = 1; lists < 4; asked = await it.server.next()) {
    if (isWatch(asked)) {
      asked.json(403, { reason: 'Forbidden' });
      await backoff(it);
    } else {
      lists += 1;
      asked.json(200, list(String(lists), [configMap('a', String(lists))]));
    }
  }
  t.deepEqual(it.versions(), { a: '4' }, 'what is listed counts');
  t.deepEqual(states, ['synced', 'forbidden']);
  asked.lines(bookmark('5'));
  await until(() => it.reflector.state === 'synced');
});

test('an overloaded server is never asked for a list instead', async (t) => {
  const it = await reflecting(t);
  let watch = await listed(it, '1');
  for (const _ of Array.from({ length: 8 })) {
    for (const __ of Array.from({ length: 10 })) {
      watch.json(429, {}, { 'retry-after': '0' });
      watch = await it.server.next();
    }
    watch.json(429, {}, { 'retry-after': '0' });
    await backoff(it);
    watch = await it.server.next();
    t.true(isWatch(watch));
  }
});

test('a poke ends the wait, and the next waits are short', async (t) => {
  const it = await reflecting(t);
  for (const _ of Array.from({ length: 5 })) {
    (await it.server.next()).json(404, {});
    await backoff(it);
  }
  const asking = await it.server.next();
  asking.json(404, {});
  await until(() => it.clock.sleeping.length > 0);
  it.reflector.poke();
  (await it.server.next()).json(404, {});
  t.true((await backoff(it)) <= 1600);
});

test('a poke counts though a request is under way', async (t) => {
  const it = await reflecting(t);
  (await it.server.next()).json(404, {});
  await backoff(it);
  const asking = await it.server.next();
  it.reflector.poke();
  asking.json(404, {});
  (await it.server.next()).json(200, list('1'));
  t.true(isWatch(await it.server.next()));
});

test('an abort at any time ends the run, and leaves no request open', async (t) => {
  const stages: readonly ((it: Reflecting) => Promise<unknown>)[] = [
    ({ server }) => server.next(),
    async (it) => listed(it, '1'),
    async (it) => (await listed(it, '1')).lines(event('ADDED', configMap('a', '2'))),
    async ({ server, clock }) => {
      (await server.next()).json(503, {});
      await until(() => clock.sleeping.length > 0);
    },
    async ({ server }) => {
      (await server.next()).json(429, {}, { 'retry-after': '9' });
      await until(() => server.open === 0);
    },
  ];
  for (const reach of stages) {
    const it = await reflecting(t);
    await reach(it);
    it.stop.abort();
    await it.running;
    await until(() => it.server.open === 0);
    await it.clock.advance(60_000);
    t.is(it.server.waiting, 0);
    t.deepEqual(it.clock.sleeping, []);
  }
});
