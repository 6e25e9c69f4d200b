/** The two APIs that reports are written in; their results have the same fields. */

export type ReportApi = 'openreports' | 'wgpolicyk8s';
export type ReportChoice = 'auto' | ReportApi | 'none';

/** How one kind of report is reached: group, version, plural and kind. */
interface ReportType {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

export interface ReportKinds {
  readonly namespaced: ReportType;
  /** For what is in no namespace. */
  readonly cluster: ReportType;
}

const kinds = (group: string, version: string, [plural, kind]: [string, string]): ReportKinds => ({
  namespaced: { group, version, plural, kind },
  cluster: { group, version, plural: `cluster${plural}`, kind: `Cluster${kind}` },
});

/** In the order in which `auto` takes them: openreports.io is the successor of the other. */
export const REPORT_KINDS: Readonly<Record<ReportApi, ReportKinds>> = {
  openreports: kinds('openreports.io', 'v1alpha1', ['reports', 'Report']),
  wgpolicyk8s: kinds('wgpolicyk8s.io', 'v1alpha2', ['policyreports', 'PolicyReport']),
};

export const REPORT_APIS = Object.keys(REPORT_KINDS) as readonly ReportApi[];

/** The names of the custom resource definitions without which an API is not there. */
export const crdsOf = (api: ReportApi): string[] =>
  Object.values<ReportType>({ ...REPORT_KINDS[api] }).map(({ plural, group }) => `${plural}.${group}`);

/**
 * Which API is written, of those that are there; undefined where none is.
 *
 * @param choice `spec.report.api`
 */
export function chosenApi(choice: ReportChoice, present: readonly ReportApi[]): ReportApi | undefined {
  return REPORT_APIS.find((api) => present.includes(api) && (choice === 'auto' || choice === api));
}
