import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { goBuild, goVersion } from '../support/go-build.ts';

const source = fileURLToPath(new URL('.', import.meta.url));

/** The chart, from the root of the repository. */
export const CHART = 'charts/gitops-security-operator';

let building: Promise<string> | undefined;

/** Path of Helm's program, built from its Go module when it is not in the cache; fails without Go. */
async function helmProgram(): Promise<string> {
  const version = await goVersion(source);
  if (version === undefined) throw new Error('No Go: Helm is built from its Go module');
  const program = {
    name: 'helm',
    title: 'Helm',
    duration: '5 minutes',
    source,
    files: ['go.mod', 'go.sum'],
    target: 'helm.sh/helm/v4/cmd/helm',
    stamps: {},
    aliases: [],
  };
  return join(await goBuild(program, version), 'helm');
}

export interface HelmOptions {
  /** Without it no cluster is asked. */
  readonly kubeconfig?: string;
}

/**
 * Runs Helm and returns its standard output. Throws with what it wrote to standard error. Nothing of the caller's own
 * configuration is read.
 */
export async function helm(args: readonly string[], { kubeconfig = '/dev/null' }: HelmOptions = {}): Promise<string> {
  building ??= helmProgram();
  const home = fileURLToPath(new URL('../../build/helm', import.meta.url));
  const folders = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
  const env = { PATH: process.env['PATH'], HOME: home, ...folders, KUBECONFIG: kubeconfig };
  const { stdout } = await promisify(execFile)(await building, args, { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

// Builds it, for tests that are not to wait for that.
if (import.meta.main) console.log((await helm(['version', '--short'])).trim());
