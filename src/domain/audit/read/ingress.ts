import type { KubeObject } from '../../../api/kube.ts';
import type { AuditedIngress } from '../subjects.ts';
import { readSeen } from './seen.ts';

/** What is kept of an Ingress. Must not throw, whatever it holds. */
export function readIngress(raw: KubeObject): AuditedIngress {
  return { ...readSeen(raw), hosts: [], tls: [], hasDefaultBackend: false };
}
