import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * What the image holds, without a container engine: a file system of its own with Node.js, the libraries that it is linked
 * with, the bundle and the pod's credentials, and nothing else; all of it read-only, with the user of the image.
 */

const bundle = fileURLToPath(new URL('../../dist/operator.mjs', import.meta.url));

/** Where Kubernetes puts a pod's credentials. */
const ACCOUNT = 'var/run/secrets/kubernetes.io/serviceaccount';

/** $1 empty folder, $2 Node.js, $3 bundle, $4 credentials, $5 user; then the environment and the command. */
const SCRIPT = `
set -eu
root=$1 node=$2 bundle=$3 account=$4 user=$5
shift 5
chroot=$(command -v chroot)
mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs "$root"
mkdir -p "$root/nodejs/bin" "$root/app" "$root/${ACCOUNT}" "$root/proc"
ldd "$node" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
touch "$root/nodejs/bin/node"
mount --bind "$node" "$root/nodejs/bin/node"
install -m 0444 "$bundle" "$root/app/operator.mjs"
mount --bind "$account" "$root/${ACCOUNT}"
mount -o remount,bind,ro "$root/nodejs/bin/node"
mount -o remount,bind,ro "$root/${ACCOUNT}"
mount -t proc -o ro proc "$root/proc"
mount -o remount,ro "$root"
exec env -i "$@"
`;

/** Why there can be no image on this machine; undefined where there can. */
export function whyNoImage(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may have a file system and a user of his own choice';
  const { status } = spawnSync('unshare', ['--mount', 'true']);
  return status === 0 ? undefined : 'this machine permits no mount namespace (unshare --mount)';
}

interface ImageProcess extends AsyncDisposable {
  readonly pid: number;
  /** Parsed lines of its standard output so far: grows. */
  readonly log: readonly { readonly message: string; readonly [field: string]: unknown }[];
  /** What is no such line: grows. */
  readonly noise: readonly string[];
  /** SIGTERM; fulfilled with the exit code. */
  readonly stop: () => Promise<number | null>;
}

export interface ImageOptions {
  /** The entry point and its arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folder with token, ca.crt and namespace, readable by the user. */
  readonly account: string;
  /** Number of the user and of his group. */
  readonly user: number;
}

const line = z.looseObject({ message: z.string() });

/** Runs a command as a container of the image would; it ends with the calling process. */
export function startImage({ command, environment, account, user }: ImageOptions): ImageProcess {
  const root = mkdtempSync(join(tmpdir(), 'image-'));
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const enter = ['setpriv', '--no-new-privs', '/usr/sbin/chroot', `--userspec=${user}:${user}`, '--groups=', root];
  const args = [root, process.execPath, bundle, account, String(user), ...variables, ...enter, ...command];
  const child = spawn('unshare', ['--mount', 'sh', '-c', SCRIPT, 'image', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [log, noise]: [z.output<typeof line>[], string[]] = [[], []];
  createInterface({ input: child.stdout }).on('line', (text) => {
    try {
      log.push(line.parse(JSON.parse(text)));
    } catch {
      noise.push(text);
    }
  });
  createInterface({ input: child.stderr }).on('line', (text) => noise.push(text));
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const code = await exited;
    process.off('exit', kill);
    rmSync(root, { recursive: true, force: true });
    return code;
  };
  return {
    pid: child.pid ?? 0,
    log,
    noise,
    stop: async () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}

/** What Linux says of a process: a line of /proc/<pid>/status, without its name. */
export function processStatus(pid: number, name: string): string {
  const [, value = ''] =
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return value.trim();
}
