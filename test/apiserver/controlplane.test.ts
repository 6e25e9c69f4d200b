import test from 'ava';
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { clusterSource } from '../controlplane/binaries.ts';
import { launchSupervisor } from '../controlplane/client.ts';
import { startControlPlane, type ControlPlane } from '../support/controlplane.ts';
import { kubectl } from '../support/kubectl.ts';
import { eventually } from '../support/eventually.ts';
import { ended, isAlive } from '../support/processes.ts';

const cliScript = fileURLToPath(new URL('../controlplane/cli.ts', import.meta.url));
const holder = fileURLToPath(new URL('fixtures/hold-control-plane.ts', import.meta.url));
const options = { audit: false, apiserverFlags: [] };

let main: ControlPlane;
test.before(async () => {
  main = await startControlPlane({ audit: true });
});
test.after.always(async () => main?.stop());

const run = async (...args: string[]): Promise<string> => kubectl(main.kubeconfig, args);

test('the API server answers an administrator, and clients in the cluster find it', async (t) => {
  t.is(await run('auth', 'can-i', '*', '*'), 'yes\n');
  const slice = await run('get', 'endpointslices', '--selector=kubernetes.io/service-name=kubernetes', '--output=name');
  t.is(slice, 'endpointslice.discovery.k8s.io/kubernetes\n');
});

test('a ServiceAccount may do what its roles say, and nothing else', async (t) => {
  await run('create', 'serviceaccount', 'reader');
  await run('create', 'role', 'reader', '--verb=list', '--resource=configmaps');
  await run('create', 'rolebinding', 'reader', '--role=reader', '--serviceaccount=default:reader');
  const kubeconfig = await main.serviceAccountKubeconfig('default', 'reader', { expirationSeconds: 600 });
  await t.notThrowsAsync(kubectl(kubeconfig, ['get', 'configmaps']));
  const denied = await t.throwsAsync(kubectl(kubeconfig, ['get', 'secrets']));
  t.regex(denied?.message ?? '', /forbidden: User "system:serviceaccount:default:reader"/);
});

test('the audit log has every request', async (t) => {
  await run('create', 'configmap', 'audited');
  const lines = readFileSync(main.auditLog ?? '', 'utf8')
    .trimEnd()
    .split('\n');
  const schema = z.object({ verb: z.string(), objectRef: z.object({ name: z.string() }).partial().optional() });
  const requests = lines.map((line) => schema.parse(JSON.parse(line)));
  t.true(requests.some(({ verb, objectRef }) => verb === 'create' && objectRef?.name === 'audited'));
});

test('a namespace is deleted with what is in it', async (t) => {
  await run('create', 'namespace', 'doomed');
  await run('create', 'configmap', 'content', '--namespace=doomed');
  await t.notThrowsAsync(run('delete', 'namespace', 'doomed', '--timeout=30s'));
});

test('the garbage collector deletes what lost its owner', async (t) => {
  const owner = await run('create', 'configmap', 'owner', '--output=jsonpath={.metadata.uid}');
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner }];
  const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences } };
  await kubectl(main.kubeconfig, ['create', '-f', '-'], JSON.stringify(owned));
  await run('delete', 'configmap', 'owner');
  await t.notThrowsAsync(run('wait', '--for=delete', 'configmap/owned', '--timeout=30s'));
});

test.serial(
  'two control planes side by side have nothing in common, and a restart keeps data and address',
  async (t) => {
    await using other = await startControlPlane();
    t.not(other.server, main.server);
    await kubectl(other.kubeconfig, ['create', 'configmap', 'kept']);
    await t.throwsAsync(run('get', 'configmap', 'kept'), { message: /not found/ });

    const before = other.pids();
    await other.kill('kube-apiserver');
    t.is(other.pids()['kube-apiserver'], undefined);
    await t.throwsAsync(kubectl(other.kubeconfig, ['get', 'configmap', 'kept']), { message: /refused/ });
    await other.restart('kube-apiserver');
    await other.restart('etcd');
    t.is(await kubectl(other.kubeconfig, ['get', 'configmap', 'kept', '--output=name']), 'configmap/kept\n');
    t.notDeepEqual(other.pids(), before);

    await other.stop();
    t.false(Object.values(other.pids()).some(isAlive));
    t.false(existsSync(other.dir));
  },
);

test.serial('a paused API server holds its connections and does not answer', async (t) => {
  await using other = await startControlPlane();
  await other.pause('kube-apiserver');
  const args = ['get', 'namespaces', '--request-timeout=1s'];
  await t.throwsAsync(kubectl(other.kubeconfig, args), { message: /Timeout|deadline/ });
  await other.resume('kube-apiserver');
  await t.notThrowsAsync(kubectl(other.kubeconfig, ['get', 'namespaces']));
});

test.serial('nothing is left when the process that started it is killed', async (t) => {
  const child = spawn(process.execPath, [holder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { dir, pids } = z.object({ dir: z.string(), pids: z.array(z.number()).length(3) }).parse(JSON.parse(line));
  t.true(pids.every(isAlive) && existsSync(dir));
  child.kill('SIGKILL');
  await ended(...pids);
  await t.notThrowsAsync(eventually(() => assert.ok(!existsSync(dir))));
});

test.serial('nothing runs on when the supervisor is killed', async (t) => {
  const source = await clusterSource();
  if (source.kind === 'current') return t.pass();
  const supervisor = launchSupervisor('inherit');
  const info = await supervisor.call({ command: 'start', options: { ...options, binaries: source.dir } });
  process.kill(info.supervisor, 'SIGKILL');
  await ended(...Object.values(info.pids));
  await t.throwsAsync(supervisor.call({ command: 'restart', component: 'etcd' }), { message: /supervisor .* ended/ });
  rmSync(info.dir, { recursive: true });
});

test.serial('a component that does not start is named, with its log', async (t) => {
  const start = startControlPlane({ apiserverFlags: ['--no-such-flag'] });
  await t.throwsAsync(start, { message: /kube-apiserver ended \(exit code 1\):[^]*unknown flag: --no-such-flag/ });
});

test.serial('the command line keeps one cluster, whatever happens to it, and removes it', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'cli-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  const cli = async (command: string): Promise<string> =>
    (await promisify(execFile)(process.execPath, [cliScript, command], { cwd })).stdout;
  const state = (): { pid: number; dir: string } =>
    z
      .object({ pid: z.number(), dir: z.string() })
      .parse(JSON.parse(readFileSync(join(cwd, '.cluster/state.json'), 'utf8')));

  t.is(await cli('down'), 'nothing runs\n');
  await cli('up');
  const killed = state();
  t.regex(await cli('up'), /^running already/);
  process.kill(killed.pid, 'SIGKILL');
  t.is(await cli('status'), 'nothing runs\n');
  await cli('up');
  const { pid, dir } = state();
  t.false(existsSync(killed.dir));
  t.regex(await cli('status'), new RegExp(`supervisor ${pid}`));
  t.is(await kubectl(join(cwd, '.cluster/kubeconfig'), ['auth', 'can-i', '*', '*']), 'yes\n');
  t.is(await cli('down'), 'stopped\n');
  t.false(isAlive(pid) || existsSync(dir) || existsSync(join(cwd, '.cluster')));
});

test('a wrong choice of cluster is an error that tells the right ones', async (t) => {
  await t.throwsAsync(clusterSource({ CLUSTER: 'mine' }), { message: /CLUSTER=mine is not known/ });
  await t.throwsAsync(clusterSource({ KUBEBUILDER_ASSETS: tmpdir() }), {
    message: /has no etcd[^]*three ways[^]*CLUSTER=current/,
  });
});
