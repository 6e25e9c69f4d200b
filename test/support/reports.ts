import { join } from 'node:path';
import { crdsOf, type ReportApi } from '../../src/domain/reports/api.ts';
import { goModule } from './go-module.ts';
import { kubectl } from './kubectl.ts';

/** Where the projects publish their custom resource definitions; the files are called by group and plural. */
const PUBLISHED: Readonly<Record<ReportApi, { readonly module: string; readonly folder: string }>> = {
  openreports: { module: 'github.com/openreports/reports-api@v0.2.1', folder: 'config/crd' },
  wgpolicyk8s: { module: 'github.com/kyverno/kyverno@v1.19.1', folder: 'config/crds/policyreport' },
};

function fileOf(crd: string): string {
  const [plural = '', ...group] = crd.split('.');
  return `${group.join('.')}_${plural}.yaml`;
}

/** Makes the kinds of an API of reports known to a cluster, from its Go module, and waits until they are served. */
export async function installReports(api: ReportApi, kubeconfig: string): Promise<void> {
  const { module, folder } = PUBLISHED[api];
  const root = join(await goModule(module), folder);
  const files = crdsOf(api).flatMap((crd) => ['-f', join(root, fileOf(crd))]);
  await kubectl(kubeconfig, ['apply', '--server-side', '--force-conflicts', ...files]);
  const crds = crdsOf(api).map((crd) => `crd/${crd}`);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', ...crds, '--timeout=30s']);
}
