import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

/** A program that a Go module of ours builds, from other people's modules. */
export interface GoProgram {
  /** Of the binary, and of its folder in the cache. */
  readonly name: string;
  /** What is built, as it is told to whoever waits: "the control plane". */
  readonly title: string;
  /** How long it takes from nothing on two cores, as it is told. */
  readonly duration: string;
  /** Folder of the module. */
  readonly source: string;
  /** Files of the module; a change in one of them makes another build. */
  readonly files: readonly string[];
  /** The package that is built. */
  readonly target: string;
  /** `-X` settings of the linker. */
  readonly stamps: Readonly<Record<string, string>>;
  /** Names by which the program is called besides its own, where it goes by its name. */
  readonly aliases: readonly string[];
}

/** Where what is built or fetched is kept, outside the tree: XDG_CACHE_HOME, else ~/.cache. */
export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'gitops-security-operator');

/** The Go toolchain that builds a module, which go.mod may ask for; undefined without Go. */
export async function goVersion(source: string): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('go', ['env', 'GOVERSION'], { cwd: source })).stdout.trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Folder with the program, built when no build of the same sources by the same Go is in the cache.
 * Two builders at once are harmless: each has a folder of its own, and the first to finish provides the result.
 */
export async function goBuild(program: GoProgram, goVersion: string): Promise<string> {
  const cache = cacheFolder();
  const dir = join(cache, `${program.name}-${sourceHash(program, goVersion)}`);
  if (existsSync(dir)) return dir;
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(join(cache, 'building-'));
  try {
    await withProgress(program, compile(program, join(building, program.name)));
    for (const alias of program.aliases) symlinkSync(program.name, join(building, alias));
    publish(building, dir);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return dir;
}

function sourceHash({ source, files }: GoProgram, goVersion: string): string {
  const hash = createHash('sha256').update(goVersion);
  for (const file of files) hash.update(readFileSync(join(source, file)));
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

async function compile({ source, target, title, stamps }: GoProgram, output: string): Promise<void> {
  const settings = Object.entries(stamps).map(([name, value]) => `-X ${name}=${value}`);
  const args = ['build', '-trimpath', '-ldflags', ['-s -w', ...settings].join(' '), '-o', output, target];
  const go = spawn('go', args, { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] });
  const [[code], errors] = await Promise.all([once(go, 'exit'), text(go.stderr)]);
  if (code !== 0) throw new Error(`go build of ${title} failed:\n${errors.split('\n').slice(-20).join('\n')}`);
}

/** Says on standard error that something takes long: every second on a terminal, every 15 s in a log. */
async function withProgress({ title, duration }: GoProgram, work: Promise<void>): Promise<void> {
  const { isTTY } = process.stderr;
  const started = Date.now();
  const tell = (): void => {
    const elapsed = Math.round((Date.now() - started) / 1000);
    const line = `building ${title}: ${elapsed} s (first time only, about ${duration} on two cores)`;
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
