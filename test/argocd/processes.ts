import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../controlplane/port.ts';
import { debianTool } from '../support/debian.ts';
import { argoCdBinaries } from './build.ts';
import { startDaemon } from './daemon.ts';
import { stopGnuPg } from './gpg.ts';

const tools = fileURLToPath(new URL('tools', import.meta.url));

export interface ArgoCdProcesses extends AsyncDisposable {
  /** GnuPG keys in Argo CD's keyring, one a file: on a cluster this is the ConfigMap argocd-gpg-keys-cm, mounted. */
  readonly gpgKeys: string;
}

export interface ArgoCdOptions {
  /** Folder for logs, keys, checkouts. */
  readonly dir: string;
  /** Of Argo CD's own ServiceAccount. */
  readonly kubeconfig: string;
  readonly gpg: boolean;
  /** It corrects what differs from Git once a second, for ever, and does not wait longer each time. */
  readonly stubborn: boolean;
}

const REPO_CACHE = '24h';

/** Redis, the repo-server and the application-controller of the real Argo CD, as processes on loopback. */
export async function startArgoCdProcesses({
  dir,
  kubeconfig,
  gpg,
  stubborn,
}: ArgoCdOptions): Promise<ArgoCdProcesses> {
  const [binaries, redisServer] = [await argoCdBinaries(), await debianTool('redis-server', 'redis-server')];
  const folders = Object.fromEntries(
    ['tls', 'ssh', 'gpg-keys', 'gpg-home', 'tmp', 'home'].map((name) => [name, folder(join(dir, name))]),
  );
  const env = { ...environment(binaries, folders, gpg), KUBECONFIG: kubeconfig };
  const daemon = async (
    name: string,
    command: string,
    port: number,
    args: readonly string[],
  ): Promise<AsyncDisposable> => startDaemon({ command, args, env, port, log: join(dir, `${name}.log`) });

  const [redis, repo, metrics, repoMetrics] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const running = new AsyncDisposableStack();
  if (gpg) running.defer(async () => stopGnuPg(folders['gpg-home'] ?? ''));
  try {
    const cache = ['--bind', '127.0.0.1', '--port', String(redis), '--save', '', '--appendonly', 'no'];
    running.use(await daemon('redis', redisServer, redis, cache));
    const shared = ['--redis', `127.0.0.1:${redis}`, '--loglevel', 'info'];
    const serve = ['--disable-tls', '--address', '127.0.0.1', '--port', String(repo)];
    running.use(
      await daemon('repo-server', join(binaries, 'argocd-repo-server'), repo, [
        ...shared,
        ...serve,
        ...flags({
          'repo-cache-expiration': REPO_CACHE,
          'metrics-address': '127.0.0.1',
          'metrics-port': String(repoMetrics),
        }),
      ]),
    );
    running.use(
      await daemon('application-controller', join(binaries, 'argocd-application-controller'), metrics, [
        ...shared,
        '--repo-server-plaintext',
        ...flags({
          'repo-server': `127.0.0.1:${repo}`,
          kubeconfig,
          namespace: 'argocd',
          'metrics-port': String(metrics),
          // It looks at each Application so often of itself, in seconds; by default after three minutes.
          'app-resync': '10',
          'app-resync-jitter': '0',
          ...(stubborn && { 'self-heal-backoff-timeout-seconds': '1', 'self-heal-backoff-factor': '1' }),
        }),
      ]),
    );
    const stack = running.move();
    return {
      gpgKeys: folders['gpg-keys'] ?? '',
      [Symbol.asyncDispose]: async () => stack.disposeAsync(),
    };
  } finally {
    await running.disposeAsync();
  }
}

const flags = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

/** Nothing of the caller's: Argo CD reads ARGOCD_*, git reads GIT_*. */
const environment = (binaries: string, folders: Readonly<Record<string, string>>, gpg: boolean) => ({
  PATH: [tools, binaries, process.env['PATH']].join(':'),
  HOME: folders['home'],
  TMPDIR: folders['tmp'],
  ARGOCD_FAKE_IN_CLUSTER: 'true',
  ARGOCD_GPG_ENABLED: String(gpg),
  ARGOCD_TLS_DATA_PATH: folders['tls'],
  ARGOCD_SSH_DATA_PATH: folders['ssh'],
  ARGOCD_GPG_DATA_PATH: folders['gpg-keys'],
  ARGOCD_GNUPGHOME: folders['gpg-home'],
  GNUPGHOME: folders['gpg-home'],
});

function folder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
