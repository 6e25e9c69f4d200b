import type { KubeObject } from '../../../api/kube.ts';
import type { AuditedService } from '../subjects.ts';
import { readSeen } from './seen.ts';

/** What is kept of a Service. Must not throw, whatever it holds. */
export function readService(raw: KubeObject): AuditedService {
  return {
    ...readSeen(raw),
    spec: { type: 'ClusterIP', ports: [], externalIPs: [], loadBalancerSourceRanges: [] },
    internal: false,
  };
}
