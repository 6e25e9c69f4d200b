import type { Finding } from '../../../../src/domain/audit/judge.ts';
import type { ReportInput } from '../../../../src/domain/reports/report.ts';

export const POLICY = { name: 'argocd', uid: '5d1f2c9e-1111-2222-3333-444455556666' };

/** A finding as the rule of host paths makes it; what is given counts. */
export const finding = ({ object, ...rest }: Partial<Finding> = {}): Finding => ({
  rule: 'pod-security/host-path-volumes',
  severity: 'high',
  path: 'spec.template.spec.volumes[0].hostPath',
  message: "volume 'run' is a path of the node: /run",
  remedy: 'Use another type of volume.',
  ...rest,
  object: { kind: 'Deployment', namespace: 'shop', name: 'web', ...object },
});

/** @param count of one namespace: each in a workload of its own */
export const many = (count: number, namespace = 'shop'): Finding[] =>
  Array.from({ length: count }, (_, index) =>
    finding({ object: { kind: 'Deployment', namespace, name: `web-${String(index).padStart(5, '0')}` } }),
  );

export const input = (rest: Partial<ReportInput>): ReportInput => ({
  api: 'openreports',
  policy: POLICY,
  findings: [],
  excepted: [],
  now: 1_800_000_000,
  ...rest,
});
