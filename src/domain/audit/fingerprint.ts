import { createHash } from 'node:crypto';
import type { Finding } from './judge.ts';

/** So many hexadecimal digits of a hash: among a million findings two are alike with a chance of one in 37 million. */
const DIGITS = 16;

/**
 * What a finding is known by, from one look at the cluster to the next: where it is and by which rule, not what is said
 * of it, which may name a number that changes. Two findings of one rule at one field have the same.
 */
export function fingerprintOf({ rule, object, path }: Pick<Finding, 'rule' | 'object' | 'path'>): string {
  const parts = [rule, object.kind, object.namespace ?? '', object.name, path];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, DIGITS);
}
