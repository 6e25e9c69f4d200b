import type { KubeObject, ObjectMeta } from '../../../../src/api/kube.ts';

type Meta = Partial<ObjectMeta>;

/** An object of another scanner: its metadata, and beside it what the scanner writes. */
export const object = (kind: string, metadata: Meta, rest: object): KubeObject => ({
  ...rest,
  apiVersion: 'x/v1',
  kind,
  metadata: { name: 'a', namespace: 'shop', ...metadata },
});

export const counts = (critical = 0, high = 0, medium = 0, low = 0, unknown = 0) => ({
  critical,
  high,
  medium,
  low,
  unknown,
});

/** A report of Trivy Operator, about a container of a workload. */
export const vulnerabilities = (
  [kind, name, container]: readonly [string, string, string],
  critical: number,
  time = '2026-01-01T00:00:00Z',
): KubeObject =>
  object(
    'VulnerabilityReport',
    {
      name: `${kind.toLowerCase()}-${name}-${container}`,
      labels: {
        'trivy-operator.resource.kind': kind,
        'trivy-operator.resource.name': name,
        'trivy-operator.container.name': container,
      },
    },
    {
      report: {
        updateTimestamp: time,
        summary: { criticalCount: critical, highCount: 2, mediumCount: 3, lowCount: 4, unknownCount: 5, noneCount: 6 },
        vulnerabilities: [{ vulnerabilityID: 'CVE-2026-1', severity: 'CRITICAL', title: 'x'.repeat(1000) }],
      },
    },
  );

export const policyReport = (metadata: Meta, results: unknown, rest: object = {}): KubeObject =>
  object('PolicyReport', metadata, { results, ...rest });

export const constraint = (total: number, ...namespaces: readonly (string | undefined)[]): KubeObject =>
  object(
    'K8sRequiredLabels',
    { name: 'all', namespace: undefined as never },
    {
      spec: { enforcementAction: 'deny' },
      status: {
        totalViolations: total,
        violations: namespaces.map((namespace) => ({ kind: 'Pod', name: 'web', namespace, message: 'm' })),
      },
    },
  );
