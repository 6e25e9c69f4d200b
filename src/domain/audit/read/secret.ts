import type { KubeObject } from '../../../api/kube.ts';
import type { AuditedSecret } from '../subjects.ts';
import { readSeen } from './seen.ts';

/** What is kept of the metadata of a Secret; its data is not asked for, and not read if it is there all the same. */
export function readSecret(raw: KubeObject): AuditedSecret {
  return { ...readSeen(raw), appliedByHand: false, changed: raw.metadata.creationTimestamp ?? '' };
}
