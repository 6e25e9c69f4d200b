import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { argoCdBinaries } from './build.ts';

/** Runs `argocd` with files of these contents, which the arguments call by name; returns all that it prints. */
export async function argocd(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  kubeconfig = '',
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'argocd-cli-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    const env = { PATH: process.env['PATH'], HOME: dir, KUBECONFIG: kubeconfig };
    const command = join(await argoCdBinaries(), 'argocd');
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd: dir, env });
    return stdout + stderr;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
