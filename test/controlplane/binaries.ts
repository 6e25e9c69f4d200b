import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, goVersion } from './build.ts';
import { components } from './protocol.ts';

/** The cluster to use: the caller's own, or a new one from the binaries in a folder. */
export type ClusterSource =
  { readonly kind: 'current'; readonly kubeconfig: string } | { readonly kind: 'binaries'; readonly dir: string };

const threeWays = `There are three ways to get a control plane:
  - install Go: the control plane is built once, into the cache
  - KUBEBUILDER_ASSETS=<folder with ${components.join(', ')}>
  - CLUSTER=current: use the cluster that kubectl uses now`;

/**
 * Decides which cluster to use by CLUSTER, then KUBEBUILDER_ASSETS, and else builds one, which takes minutes the
 * first time and tells so on standard error. Throws with the three ways when none is there.
 */
export async function clusterSource(environment = process.env): Promise<ClusterSource> {
  const { CLUSTER: cluster = '', KUBEBUILDER_ASSETS: assets = '' } = environment;
  if (cluster === 'current') return { kind: 'current', kubeconfig: await currentKubeconfig() };
  if (cluster !== '') throw new Error(`CLUSTER=${cluster} is not known; it may be "current"`);
  if (assets !== '') return { kind: 'binaries', dir: await checkAssets(assets) };
  const version = await goVersion();
  if (version === undefined) throw new Error(`No Go and no binaries.\n${threeWays}`);
  return { kind: 'binaries', dir: await build(version) };
}

/** The cluster that kubectl uses now, alone and with everything embedded. */
async function currentKubeconfig(): Promise<string> {
  const view = ['config', 'view', '--raw', '--minify', '--flatten'];
  return (await promisify(execFile)('kubectl', view)).stdout;
}

async function checkAssets(dir: string): Promise<string> {
  for (const name of components) {
    try {
      await access(join(dir, name), constants.X_OK);
    } catch {
      throw new Error(
        `KUBEBUILDER_ASSETS=${dir} has no ${name}; setup-envtest ships no kube-controller-manager.\n${threeWays}`,
      );
    }
  }
  return dir;
}
