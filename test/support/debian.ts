import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './go-build.ts';

const execute = promisify(execFile);

/**
 * Path of a program that Debian packages: the one in PATH, else one from the package, unpacked into the cache folder.
 * Unpacking needs no root, and starts no daemon, as installing would. Throws with what to install otherwise.
 *
 * @param binary such as `promtool`
 * @param pkg the package that has it in /usr/bin, such as `prometheus`
 */
export async function debianTool(binary: string, pkg: string): Promise<string> {
  return (await inPath(binary)) ?? (await unpackedTool(binary, pkg));
}

async function unpackedTool(binary: string, pkg: string): Promise<string> {
  try {
    const dir = join(cacheFolder(), `debian-${pkg}`);
    if (!existsSync(dir)) await unpack(pkg, dir);
    await checkLibraries(join(dir, binary));
    return join(dir, binary);
  } catch (error) {
    const cause = error instanceof Error ? error.message.trim() : String(error);
    const remedy = `apt-get install ${pkg}, or put ${binary} in PATH`;
    throw new Error(`${binary} is missing, and could not be fetched: ${remedy}.\n${cause}`, { cause: error });
  }
}

async function inPath(binary: string): Promise<string | undefined> {
  for (const dir of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(dir, binary);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** The package, and those of its dependencies that this machine has not. */
async function unpack(pkg: string, dir: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), 'unpacking-'));
  try {
    await execute('apt-get', ['download', '-q', ...(await missing(pkg))], { cwd: work });
    const root = join(work, 'root');
    for (const file of await readdir(work))
      if (file.endsWith('.deb')) await execute('dpkg', ['-x', join(work, file), root]);
    for (const binary of await readdir(join(root, 'usr/bin')))
      await writeFile(join(root, binary), launcher(binary), { mode: 0o755 });
    // Whoever is first provides the folder: a rename onto one that has files fails.
    await rename(root, dir).catch((error: unknown) => {
      if (!existsSync(dir)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function missing(pkg: string): Promise<string[]> {
  const simulate = ['install', '--simulate', '--reinstall', '--no-install-recommends', pkg];
  const { stdout } = await execute('apt-get', simulate).catch(async (error: unknown) => {
    // An image knows no packages before its first update, which is root's.
    if (process.getuid?.() !== 0) throw error;
    await execute('apt-get', ['update', '-q']);
    return execute('apt-get', simulate);
  });
  return [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
}

/** Starts a program with the libraries that were unpacked beside it. With LIST_LIBRARIES=1 only lists them. */
const launcher = (binary: string): string => `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/usr/lib/$(uname -m)-linux-gnu:$here/lib/$(uname -m)-linux-gnu"
exec \${LIST_LIBRARIES:+ldd} "$here/usr/bin/${binary}" "$@"
`;

async function checkLibraries(path: string): Promise<void> {
  const { stdout } = await execute(path, { env: { ...process.env, LIST_LIBRARIES: '1' } });
  const absent = stdout.split('\n').filter((line) => line.includes('not found'));
  if (absent.length > 0) throw new Error(`libraries are missing:\n${absent.join('\n')}`);
}
