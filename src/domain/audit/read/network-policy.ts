import type { KubeObject, NetworkPolicy } from '../../../api/kube.ts';
import type { Seen } from '../subjects.ts';
import { readSeen } from './seen.ts';

/** Whole but for its status: any part of it may be the one that opens something. */
export function readNetworkPolicy(raw: KubeObject): NetworkPolicy & Seen {
  const { spec } = raw as NetworkPolicy;
  return { ...readSeen(raw), ...(spec !== undefined && { spec }) };
}
