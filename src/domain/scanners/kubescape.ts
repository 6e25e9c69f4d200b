import type { KubeObject } from '../../api/kube.ts';
import { fieldsOf } from '../semantics/unknown.ts';
import { countOf, fieldsAt, placeOf, type ScanCounts, type Scanned, scanned } from './scan.ts';

const NAMESPACE = 'kubescape.io/workload-namespace';

function countsOf(raw: KubeObject, read: (value: unknown) => number): ScanCounts {
  const severities = fieldsAt(raw, 'spec', 'severities');
  return {
    critical: read(severities['critical']),
    high: read(severities['high']),
    medium: read(severities['medium']),
    low: read(severities['low']),
    unknown: read(severities['unknown']),
  };
}

const scan = (raw: KubeObject, what: string, namespace: string | undefined, counts: ScanCounts): Scanned =>
  scanned(raw, [{ scanner: `kubescape ${what}`, ...placeOf(namespace), counts }]);

/**
 * Reads a ConfigurationScanSummary of Kubescape, spdx.softwarecomposition.kubescape.io/v1beta1: the sums of one
 * namespace, and its name is that of the namespace (kubescape/storage, pkg/registry/file/configurationscansummarystorage.go).
 */
export const readConfigurationSummary = (raw: KubeObject): Scanned =>
  scan(raw, 'configuration', raw.metadata.labels?.[NAMESPACE] ?? raw.metadata.name, countsOf(raw, countOf));

/**
 * Reads a VulnerabilityManifestSummary of Kubescape: those of one container, in all of the image, whether it is loaded
 * when it runs or not. What it calls negligible is none.
 */
export const readVulnerabilitySummary = (raw: KubeObject): Scanned =>
  scan(
    raw,
    'vulnerabilities',
    raw.metadata.labels?.[NAMESPACE] ?? raw.metadata.namespace,
    countsOf(raw, (value) => countOf(fieldsOf(value)?.['all'])),
  );
