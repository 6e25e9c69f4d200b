import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/kube.ts';
import { MANAGER } from '../../src/domain/marks.ts';
import { REPORT_KINDS, type ReportApi } from '../../src/domain/reports/api.ts';
import type { Report } from '../../src/domain/reports/report.ts';
import { createWriter } from '../../src/engine/apply.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { Mirror } from '../../src/engine/mirror.ts';
import type { ResourceType } from '../../src/engine/object.ts';
import { Reflector } from '../../src/engine/reflector.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { metadataOnly } from '../../src/steps/projections.ts';
import { createReports, type Reports } from '../../src/steps/reports/index.ts';
import { type AnyObject, types } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { goModule } from '../support/go-module.ts';
import { recordingLog } from '../support/recording-log.ts';
import type { World } from '../support/world.ts';

const CRDS: Readonly<Record<ReportApi, { module: string; files: readonly string[] }>> = {
  openreports: {
    module: 'github.com/openreports/reports-api@v0.2.1',
    files: ['config/crd/openreports.io_reports.yaml', 'config/crd/openreports.io_clusterreports.yaml'],
  },
  wgpolicyk8s: {
    module: 'github.com/kyverno/kyverno@v1.19.1',
    files: ['policyreports', 'clusterpolicyreports'].map(
      (plural) => `config/crds/policyreport/wgpolicyk8s.io_${plural}.yaml`,
    ),
  },
};

/** The custom resource definitions of an API, as its project publishes them. */
export async function reportCrds(api: ReportApi): Promise<KubeObject[]> {
  const { module, files } = CRDS[api];
  const dir = await goModule(module);
  return Promise.all(files.map(async (file) => parse(await readFile(join(dir, file), 'utf8')) as KubeObject));
}

/** Makes an API known to the cluster, and waits until it is served. */
export async function install(api: ReportApi, { admin }: World): Promise<void> {
  const crds = await reportCrds(api);
  await Promise.all(crds.map(async (crd) => admin.apply(types.crd, crd)));
  for (const type of Object.values<ResourceType>({ ...REPORT_KINDS[api] }))
    await eventually(async () => admin.list(type));
}

export async function uninstall(api: ReportApi, { admin }: World): Promise<void> {
  for (const { metadata } of await reportCrds(api)) await admin.remove(types.crd, metadata);
}

/** Who a reporter is in an API server's audit log. */
export const REPORTER = 'reporter';

export interface Reporter extends AsyncDisposable {
  readonly reports: Reports;
  readonly told: readonly string[];
}

/** @param now in s since the epoch: what its clock says @param holds which namespaces are there */
export function startReporter(
  kubeconfig: string,
  { now = 1_800_000_000, holds = () => true }: { now?: number; holds?: (namespace: string) => boolean } = {},
): Reporter {
  const transport = createTransport(loadKubeConfig(kubeconfig), { userAgent: REPORTER });
  const end = new AbortController();
  const { signal } = end;
  const log = recordingLog();
  const source = { type: types.crd, metadataOnly: true, project: metadataOnly };
  const crds = new Reflector(source, new Mirror(), transport, log);
  const running = crds.run(signal);
  const clock = { ...systemClock, now: () => now * 1000 };
  const reports = createReports({
    transport,
    writer: createWriter(transport, MANAGER),
    clock,
    log,
    signal,
    crds,
    holds,
  });
  const told: string[] = [];
  reports.onChange((policy) => void told.push(policy));
  return {
    reports,
    told,
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await running;
    },
  };
}

/** The reports of a policy that there are, in order. */
export async function stored(
  { admin }: World,
  api: ReportApi,
  policy: string,
): Promise<readonly (AnyObject & Pick<Report, 'results' | 'summary'>)[]> {
  const { namespaced, cluster } = REPORT_KINDS[api];
  const all = [...(await admin.list(cluster)), ...(await admin.list(namespaced))];
  const ours = all.filter(
    ({ metadata }) => metadata.name === `gsp-${policy}` || metadata.name.startsWith(`gsp-${policy}.`),
  );
  return ours as unknown as (AnyObject & Pick<Report, 'results' | 'summary'>)[];
}
