import { fingerprintOf } from '../../domain/audit/fingerprint.ts';
import type { Settled } from '../../domain/audit/tally.ts';
import type { Ledger } from './ledger.ts';

const isGrave = ({ severity, excepted }: Settled): boolean =>
  excepted === undefined && (severity === 'critical' || severity === 'high');

/** Critical and high findings of one policy, as they were last told of. */
export interface News {
  /** What appeared and what went in these namespaces since they were last looked at. */
  readonly of: (namespaces: readonly string[], ledger: Ledger) => { appeared: Settled[]; gone: Settled[] };
}

export function createNews(): News {
  const known = new Map<string, ReadonlyMap<string, Settled>>();
  return {
    of: (namespaces, ledger) => {
      const [appeared, gone]: [Settled[], Settled[]] = [[], []];
      for (const namespace of namespaces) {
        const before = known.get(namespace) ?? new Map<string, Settled>();
        const now = new Map(
          ledger
            .findings(namespace)
            .filter(isGrave)
            .map((finding) => [fingerprintOf(finding), finding]),
        );
        for (const [key, finding] of now) if (!before.has(key)) appeared.push(finding);
        for (const [key, finding] of before) if (!now.has(key)) gone.push(finding);
        if (now.size === 0) known.delete(namespace);
        else known.set(namespace, now);
      }
      return { appeared, gone };
    },
  };
}
