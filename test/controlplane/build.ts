import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { components } from './protocol.ts';

const source = fileURLToPath(new URL('.', import.meta.url));

/** The Go toolchain that builds this module, which go.mod may ask for; undefined without Go. */
export async function goVersion(): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('go', ['env', 'GOVERSION'], { cwd: source })).stdout.trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Folder with the three binaries, built when no build of the same sources by the same Go is in the cache.
 * Two builders at once are harmless: each has a folder of its own, and the first to finish provides the result.
 */
export async function build(goVersion: string): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'gitops-security-operator');
  const dir = join(cache, `controlplane-${sourceHash(goVersion)}`);
  if (existsSync(dir)) return dir;
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(join(cache, 'building-'));
  try {
    await withProgress(goBuild(join(building, 'controlplane')));
    for (const name of components) symlinkSync('controlplane', join(building, name));
    publish(building, dir);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return dir;
}

function sourceHash(goVersion: string): string {
  const hash = createHash('sha256').update(goVersion);
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(source, file)));
  return hash.digest('hex').slice(0, 16);
}

/** A rename onto a folder that has files fails: another builder was first. */
function publish(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

async function goBuild(output: string): Promise<void> {
  const args = ['build', '-trimpath', '-ldflags', `-s -w ${versionFlags()}`, '-o', output, '.'];
  const go = spawn('go', args, { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] });
  const [[code], errors] = await Promise.all([once(go, 'exit'), text(go.stderr)]);
  if (code !== 0) throw new Error(`go build of the control plane failed:\n${errors.split('\n').slice(-20).join('\n')}`);
}

/** Kubernetes' version, as its release build stamps it; kubectl complains about servers without. */
function versionFlags(): string {
  const version = /^\tk8s\.io\/kubernetes v(\d+)\.(\d+)\.\d+$/m.exec(readFileSync(join(source, 'go.mod'), 'utf8'));
  if (!version) throw new Error('go.mod requires no release of k8s.io/kubernetes');
  const [required, major, minor] = version;
  const stamps = { gitVersion: required.trim().split(' ')[1], gitMajor: major, gitMinor: minor };
  return Object.entries(stamps)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}

/** Says on standard error that something takes long: every second on a terminal, every 15 s in a log. */
async function withProgress(work: Promise<void>): Promise<void> {
  const { isTTY } = process.stderr;
  const started = Date.now();
  const tell = (): void => {
    const elapsed = Math.round((Date.now() - started) / 1000);
    const line = `building the control plane: ${elapsed} s (first time only, about 10 minutes on two cores)`;
    process.stderr.write(isTTY ? `\r${line}` : `${line}\n`);
  };
  tell();
  const timer = setInterval(tell, isTTY ? 1000 : 15_000);
  try {
    await work;
  } finally {
    clearInterval(timer);
    tell();
    if (isTTY) process.stderr.write('\n');
  }
}
