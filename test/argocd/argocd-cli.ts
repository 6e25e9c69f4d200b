import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFiles } from '../support/with-files.ts';
import { argoCdBinaries } from './build.ts';

/** Runs `argocd` with files of these contents, which the arguments call by name; returns all that it prints. */
export async function argocd(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  kubeconfig = '',
): Promise<string> {
  const command = join(await argoCdBinaries(), 'argocd');
  return withFiles(files, async (cwd) => {
    const env = { PATH: process.env['PATH'], HOME: cwd, KUBECONFIG: kubeconfig };
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, env });
    return stdout + stderr;
  });
}
