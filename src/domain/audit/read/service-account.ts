import type { KubeObject } from '../../../api/kube.ts';
import type { AuditedServiceAccount } from '../subjects.ts';
import { readSeen } from './seen.ts';

/** What is kept of a ServiceAccount. Must not throw, whatever it holds. */
export function readServiceAccount(
  raw: KubeObject & { automountServiceAccountToken?: unknown },
): AuditedServiceAccount {
  const { automountServiceAccountToken: mounted } = raw;
  return { ...readSeen(raw), ...(typeof mounted === 'boolean' && { automountServiceAccountToken: mounted }) };
}
