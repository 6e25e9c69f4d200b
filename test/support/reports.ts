import { join } from 'node:path';
import { goModule } from './go-module.ts';
import { kubectl } from './kubectl.ts';

/** Installs the kinds of openreports.io, from their Go module, and waits until they are served. */
export async function installOpenReports(kubeconfig: string): Promise<void> {
  const folder = await goModule('github.com/openreports/reports-api@v0.2.1');
  const names = ['reports', 'clusterreports'];
  const files = names.flatMap((name) => ['-f', join(folder, 'config/crd', `openreports.io_${name}.yaml`)]);
  await kubectl(kubeconfig, ['apply', '--server-side', ...files]);
  const crds = names.map((name) => `crd/${name}.openreports.io`);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', ...crds, '--timeout=30s']);
}
