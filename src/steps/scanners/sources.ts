import type { KubeObject } from '../../api/kube.ts';
import { LABEL_POLICY_UID } from '../../domain/marks.ts';
import { REPORT_APIS, REPORT_KINDS } from '../../domain/reports/api.ts';
import { readExternalSecret, readSealedSecret } from '../../domain/scanners/conditions.ts';
import { constraintPlural, readConstraint } from '../../domain/scanners/gatekeeper.ts';
import { readConfigurationSummary, readVulnerabilitySummary } from '../../domain/scanners/kubescape.ts';
import { readPolicyReport } from '../../domain/scanners/policy-report.ts';
import type { Scanned } from '../../domain/scanners/scan.ts';
import { readTrivy } from '../../domain/scanners/trivy.ts';
import { type ResourceType, resourceType } from '../../engine/object.ts';

/** Results of another scanner: objects of one kind, and what is kept of them. */
export interface ScannerSource {
  readonly type: ResourceType;
  /** Versions that can be read, the best first, where there are others than that of the type. */
  readonly versions?: readonly string[];
  readonly labelSelector?: string;
  /** How many are asked for at once. */
  readonly pageSize: number;
  /** Asked for from time to time, as they cannot be watched. */
  readonly polled?: true;
  readonly project: (raw: KubeObject) => Scanned;
}

/** Reports that list what they found may be very large, each; so many are read at once. */
const LARGE = 25;
const MIDDLE = 100;
const SMALL = 250;

const trivy = (plural: string, kind: string, what: string): ScannerSource => ({
  type: resourceType('aquasecurity.github.io', 'v1alpha1', plural, kind),
  pageSize: LARGE,
  project: readTrivy(what),
});

const externalSecrets = (plural: string, kind: string): ScannerSource => ({
  type: resourceType('external-secrets.io', 'v1', plural, kind),
  versions: ['v1', 'v1beta1'],
  pageSize: SMALL,
  project: readExternalSecret,
});

/** Of others only: what we write is never read back as something found. */
const policyReports = REPORT_APIS.flatMap((api) => Object.values<ResourceType>({ ...REPORT_KINDS[api] })).map(
  (kind): ScannerSource => ({
    type: kind,
    labelSelector: `!${LABEL_POLICY_UID}`,
    pageSize: MIDDLE,
    project: readPolicyReport,
  }),
);

const SEALED_SECRETS = resourceType('bitnami.com', 'v1alpha1', 'sealedsecrets', 'SealedSecret');

const SOURCES: readonly ScannerSource[] = [
  trivy('vulnerabilityreports', 'VulnerabilityReport', 'vulnerabilities'),
  trivy('configauditreports', 'ConfigAuditReport', 'configuration'),
  trivy('exposedsecretreports', 'ExposedSecretReport', 'exposed secrets'),
  ...policyReports,
  externalSecrets('externalsecrets', 'ExternalSecret'),
  externalSecrets('secretstores', 'SecretStore'),
  externalSecrets('clustersecretstores', 'ClusterSecretStore'),
  { type: SEALED_SECRETS, pageSize: SMALL, project: readSealedSecret },
];

const kubescape = (plural: string, kind: string, project: ScannerSource['project']): ScannerSource => ({
  type: resourceType('spdx.softwarecomposition.kubescape.io', 'v1beta1', plural, kind),
  pageSize: SMALL,
  polled: true,
  project,
});

/** An API server of its own serves these; that it is there, custom resources of other groups of Kubescape tell. */
const KUBESCAPE: readonly ScannerSource[] = [
  kubescape('configurationscansummaries', 'ConfigurationScanSummary', readConfigurationSummary),
  kubescape('vulnerabilitymanifestsummaries', 'VulnerabilityManifestSummary', readVulnerabilitySummary),
];

export const resourceOf = ({ type: { plural, group } }: ScannerSource): string => `${plural}.${group}`;

/** What there is to read, by the names of the custom resource definitions that there are. */
export function sourcesFor(crds: ReadonlySet<string>): ScannerSource[] {
  const constraints = [...crds].flatMap((crd) => {
    const plural = constraintPlural(crd);
    const of = (name: string) => resourceType('constraints.gatekeeper.sh', 'v1beta1', name, name);
    return plural === undefined ? [] : [{ type: of(plural), pageSize: SMALL, project: readConstraint }];
  });
  return [
    ...SOURCES.filter((source) => crds.has(resourceOf(source))),
    ...constraints,
    ...([...crds].some((crd) => crd.endsWith('.kubescape.io')) ? KUBESCAPE : []),
  ];
}
