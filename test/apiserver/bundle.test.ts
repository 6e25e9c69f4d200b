import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';
import { openAuditLog } from '../support/audit-log.ts';
import { eventually } from '../support/eventually.ts';
import { processStatus, startImage, whyNoImage } from '../support/image.ts';
import { applyOverlay, OPERATOR_USER } from '../support/operator-account.ts';
import { entryPoint, imageUser, shippedDeployment } from '../support/shipped.ts';
import { createWorld, type World } from '../support/world.ts';

const NAME = 'argocd';
const SECONDS_TO_STOP = 20;

const why = whyNoImage();
const onLinuxAsRoot = why === undefined ? test : test.skip;

const startedSchema = z.looseObject({ message: z.literal('started'), port: z.number() });
const kubeconfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ 'certificate-authority-data': z.base64() }) })]),
});

/** A pod's credentials as the kubelet keeps them: a link to the newest version, so that all files change at once. */
function credentialsFolder({ cluster }: World): { readonly path: string; readonly write: (token: string) => void } {
  const path = mkdtempSync(join(cluster.dir, 'account-'));
  chmodSync(path, 0o755);
  const [{ cluster: server }] = kubeconfigSchema.parse(parse(readFileSync(cluster.kubeconfig, 'utf8'))).clusters;
  let version = 0;
  const write = (token: string): void => {
    const name = `..${++version}`;
    mkdirSync(join(path, name), { mode: 0o755 });
    writeFileSync(join(path, name, 'token'), token, { mode: 0o644 });
    writeFileSync(join(path, name, 'ca.crt'), Buffer.from(server['certificate-authority-data'], 'base64'));
    writeFileSync(join(path, name, 'namespace'), 'gitops-security');
    symlinkSync(name, join(path, '..next'));
    renameSync(join(path, '..next'), join(path, '..data'));
    rmSync(join(path, `..${version - 1}`), { recursive: true, force: true });
  };
  for (const file of ['token', 'ca.crt', 'namespace']) symlinkSync(`..data/${file}`, join(path, file));
  return { path, write };
}

/** A token that is valid as long as a Secret of that name exists. */
async function boundToken({ kubectl }: World, secret: string): Promise<string> {
  await kubectl('create', 'secret', 'generic', secret, '--namespace=gitops-security');
  const bound = ['--bound-object-kind=Secret', `--bound-object-name=${secret}`];
  return (await kubectl('create', 'token', 'gitops-security-operator', '--namespace=gitops-security', ...bound)).trim();
}

const tokenId = (token: string): string =>
  z.object({ jti: z.string() }).parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).jti;

/** What the kubelet makes of the Deployment's `env`, and what it adds. */
function environmentOf({ cluster }: World): Record<string, string> {
  const { metadata, spec } = shippedDeployment();
  const { hostname, port } = new URL(cluster.server);
  const fields: Readonly<Record<string, string>> = { 'metadata.namespace': metadata.namespace };
  const own = spec.template.spec.containers[0].env.map(({ name, valueFrom: { fieldRef } }) => {
    return [name, fields[fieldRef.fieldPath] ?? assert.fail(`what is ${fieldRef.fieldPath}?`)];
  });
  return {
    ...Object.fromEntries(own),
    HOSTNAME: 'pod',
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
  };
}

onLinuxAsRoot(
  `the bundle works as the image and the Deployment run it${why === undefined ? '' : ` (${why})`}`,
  async (t) => {
    t.timeout(240_000);
    const world = await createWorld({ audit: true });
    await using cluster = world.cluster;
    await world.installArgoCd(NAME);
    await applyOverlay(cluster, 'enforce');
    const account = credentialsFolder(world);
    account.write(await boundToken(world, 'first'));
    const { spec } = shippedDeployment();
    const [{ args }] = spec.template.spec.containers;
    const user = spec.template.spec.securityContext.runAsUser;
    t.is(imageUser(), `${user}:${spec.template.spec.securityContext.runAsGroup}`);

    const command = [...entryPoint(), ...args];
    await using operator = startImage({ command, environment: environmentOf(world), account: account.path, user });
    const { port } = await eventually(() => {
      const started = operator.log.find(({ message }) => message === 'started');
      return startedSchema.parse(started ?? assert.fail(JSON.stringify([operator.log, operator.noise])));
    });
    await eventually(async () => assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200));

    // It is nobody, may become nobody else, and finds nothing that it could write.
    t.is(processStatus(operator.pid, 'Uid'), Array(4).fill(user).join('\t'));
    t.is(processStatus(operator.pid, 'Groups'), '');
    t.is(processStatus(operator.pid, 'CapEff'), '0000000000000000');
    t.is(processStatus(operator.pid, 'NoNewPrivs'), '1');
    const mounts = readFileSync(`/proc/${operator.pid}/mounts`, 'utf8').trim().split('\n');
    t.true(mounts.length >= 4);
    t.deepEqual(
      mounts.filter((mount) => !/^ro(,|$)/.test(mount.split(' ')[3] ?? '')),
      [],
    );

    await world.applyPolicy(NAME, { mode: 'Enforce', network: {} });
    await world.settled(NAME, { Ready: 'True', Enforced: 'True' });
    const holder = '-o=jsonpath={.spec.holderIdentity}';
    const lease = ['get', 'lease', 'gitops-security-operator', '--namespace=gitops-security', holder];
    t.regex(await world.kubectl(...lease), /./);

    // The kubelet has a new token, and the old one is not valid any more.
    const log = openAuditLog(cluster.auditLog ?? '');
    const token = await boundToken(world, 'second');
    account.write(token);
    await world.kubectl('delete', 'secret', 'first', '--namespace=gitops-security');
    await eventually(async () => {
      const entries = (await log.next()).filter(({ user: { username } }) => username === OPERATOR_USER);
      const ids = entries.flatMap((entry) => entry.user.extra?.['authentication.kubernetes.io/credential-id'] ?? []);
      assert(ids.includes(`JTI=${tokenId(token)}`));
    }, 90);
    await world.applyPolicy(NAME, { mode: 'Enforce', network: { isolateNamespace: false } });
    await world.settled(NAME, { Ready: 'True', Enforced: 'True' });
    t.log(
      `memory at its highest: ${processStatus(operator.pid, 'VmHWM')}, now: ${processStatus(operator.pid, 'VmRSS')}`,
    );

    const asked = performance.now();
    t.is(await operator.stop(), 0);
    t.true(performance.now() - asked < SECONDS_TO_STOP * 1000);
    t.deepEqual(operator.noise, []);
  },
);
