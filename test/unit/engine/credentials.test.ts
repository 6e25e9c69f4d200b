import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import test from 'ava';
import { ApiError } from '../../../src/engine/errors.ts';
import { createTransport, loadKubeConfig } from '../../../src/engine/transport.ts';
import { createPki, type Pki } from '../../controlplane/pki.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts';

const never = new AbortController().signal;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

let pki: Pki;
test.before(async () => {
  pki = await createPki();
});

async function folder(): Promise<
  AsyncDisposable & { readonly write: (name: string, text: string) => Promise<string> }
> {
  const path = await mkdtemp(join(tmpdir(), 'credentials-'));
  return {
    write: async (name, text) => {
      await writeFile(join(path, name), text, { mode: 0o700 });
      return join(path, name);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

const secured = (requestCert = false): Promise<ScriptedServer> => {
  const { certificate: cert, key } = pki.serving;
  return scriptedServer({ cert, key, ca: pki.ca, requestCert, rejectUnauthorized: requestCert });
};

function kubeconfig(server: string, user: object, name = 'test'): string {
  const cluster = { server, 'certificate-authority-data': base64(pki.ca) };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}

/** Makes one request; the server refuses every token but `accepted`. Returns the tokens that it saw. */
async function tokensSeen(
  transport: ReturnType<typeof createTransport>,
  server: ScriptedServer,
  accepted: string,
): Promise<string[]> {
  const seen: string[] = [];
  const state = { done: false };
  const answer = transport.request({ method: 'GET', path: '/x' }, never).finally(() => (state.done = true));
  const serve = async (): Promise<void> => {
    const { request, json } = await server.next();
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    seen.push(token);
    json(token === accepted ? 200 : 401, {});
    if (token !== accepted && seen.length < 2) await serve();
  };
  await serve();
  await answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
  });
  return seen;
}

test('a token file is read, without its newline, wherever the kubeconfig lies', async (t) => {
  await using dir = await folder();
  await using server = await secured();
  await dir.write('token', 'first\n');
  const path = await dir.write('kubeconfig', kubeconfig(server.url, { tokenFile: 'token', token: 'unused' }));
  t.deepEqual(await tokensSeen(createTransport(loadKubeConfig(path)), server, 'first'), ['first']);
});

test('a rotated token file is seen after a minute, and at once after a refusal', async (t) => {
  await using dir = await folder();
  await using server = await secured();
  const tokenFile = await dir.write('token', 'first');
  const path = await dir.write('kubeconfig', kubeconfig(server.url, { tokenFile }));
  const clock = new FakeClock();
  const transport = createTransport(loadKubeConfig(path), { clock });
  await tokensSeen(transport, server, 'first');
  await dir.write('token', 'second');
  t.deepEqual(await tokensSeen(transport, server, 'second'), ['first', 'second']);
  await dir.write('token', 'third');
  await clock.advance(60_000);
  t.deepEqual(await tokensSeen(transport, server, 'third'), ['third']);
  t.is(server.connections, 1);
});

test('an exec plugin is asked once, and again after a refusal', async (t) => {
  await using dir = await folder();
  await using server = await secured();
  const count = await dir.write('count', '');
  const script = `#!/bin/sh
printf x >> '${count}'
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"token-%s"}}' "$(wc -c < '${count}' | tr -d ' ')"
`;
  const command = await dir.write('plugin', script);
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' };
  const path = await dir.write('kubeconfig', kubeconfig(server.url, { exec }));
  const clock = new FakeClock();
  const transport = createTransport(loadKubeConfig(path), { clock });
  t.deepEqual(await tokensSeen(transport, server, 'token-1'), ['token-1']);
  await clock.advance(60_000);
  t.deepEqual(await tokensSeen(transport, server, 'token-1'), ['token-1'], 'what it said does not expire');
  t.is((await readFile(count, 'utf8')).length, 1);
  t.deepEqual(await tokensSeen(transport, server, 'token-2'), ['token-1', 'token-2']);
});

test('an exec plugin that fails is an error, not a crash', async (t) => {
  await using dir = await folder();
  const command = await dir.write('plugin', '#!/bin/sh\necho no login >&2\nexit 1\n');
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' };
  const path = await dir.write('kubeconfig', kubeconfig('https://127.0.0.1:1', { exec }));
  const answer = createTransport(loadKubeConfig(path)).request({ method: 'GET', path: '/x' }, never);
  await t.throwsAsync(answer, { message: /no login/ });
});

test('a client certificate that is replaced is used for new connections; the pool lives as long as it does', async (t) => {
  await using dir = await folder();
  await using server = await secured(true);
  const write = (identity: Pki['admin']) =>
    Promise.all([dir.write('cert', identity.certificate), dir.write('key', identity.key)]);
  await write(pki.admin);
  const user = { 'client-certificate': 'cert', 'client-key': 'key' };
  const path = await dir.write('kubeconfig', kubeconfig(server.url, user));
  const clock = new FakeClock();
  const transport = createTransport(loadKubeConfig(path), { clock });
  const subject = async (): Promise<string> => {
    const answer = transport.request({ method: 'GET', path: '/x' }, never);
    const { request, json } = await server.next();
    json(200, {});
    await answer;
    return String((request.socket as TLSSocket).getPeerCertificate().subject.CN);
  };
  t.is(await subject(), 'admin');
  await clock.advance(60_000);
  t.is(await subject(), 'admin');
  t.is(server.connections, 1);
  await write(pki.controllerManager);
  await clock.advance(60_000);
  t.is(await subject(), 'system:kube-controller-manager');
  t.is(server.connections, 2);
});

test('a server that another authority vouches for gets nothing', async (t) => {
  await using dir = await folder();
  await using server = await secured();
  const { ca } = await createPki();
  const text = kubeconfig(server.url, { token: 'secret' }).replace(base64(pki.ca), base64(ca));
  const path = await dir.write('kubeconfig', text);
  const answer = createTransport(loadKubeConfig(path)).request({ method: 'GET', path: '/x' }, never);
  await t.throwsAsync(answer, { message: /certificate/ });
  t.is(server.waiting, 0);
});

test('several kubeconfigs are one, the first of which says what is current', async (t) => {
  await using dir = await folder();
  const write = (name: string) => dir.write(name, kubeconfig(`https://${name}.example`, { token: name }, name));
  const paths = [await write('one'), await write('two')].join(delimiter);
  t.is(loadKubeConfig(paths).getCurrentCluster()?.server, 'https://one.example');
  t.is(loadKubeConfig(paths, 'two').getCurrentCluster()?.server, 'https://two.example');
  t.throws(() => loadKubeConfig(paths, 'three'), { message: /no current cluster/ });
});
