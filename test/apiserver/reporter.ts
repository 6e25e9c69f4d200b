import { MANAGER } from '../../src/domain/marks.ts';
import { crdsOf, REPORT_KINDS, type ReportApi } from '../../src/domain/reports/api.ts';
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
import { installReports } from '../support/reports.ts';
import { recordingLog } from '../support/recording-log.ts';
import type { World } from '../support/world.ts';

/** Makes an API known to the cluster, and waits until it answers. */
export async function install(api: ReportApi, { admin, cluster }: World): Promise<void> {
  await installReports(api, cluster.kubeconfig);
  for (const type of Object.values<ResourceType>({ ...REPORT_KINDS[api] }))
    await eventually(async () => admin.list(type));
}

export async function uninstall(api: ReportApi, { admin }: World): Promise<void> {
  for (const name of crdsOf(api)) await admin.remove(types.crd, { name });
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
