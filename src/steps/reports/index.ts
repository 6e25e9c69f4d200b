import { LABEL_POLICY } from '../../domain/marks.ts';
import type { Owner } from '../../domain/ownership.ts';
import type { ReportApi } from '../../domain/reports/api.ts';
import type { Reflector } from '../../engine/reflector.ts';
import type { KeptReport } from './kept.ts';
import { type Known, isOurs, knownOf, stateOf } from './known.ts';
import type { WantedReports } from './look.ts';
import { clear, NOTHING, type Reported, settle } from './settle.ts';
import type { PassParts } from './state.ts';
import { createReportWatches, type WatchParts } from './watches.ts';

export type { WantedReports } from './look.ts';

/** Reports about what was found, one or more for each policy and namespace. */
export interface Reports {
  /**
   * Brings the reports of a policy up to date; `undefined` deletes them. Cheap where nothing changed, and then nothing
   * is written. Before our reports are seen nothing is done: `onChange` tells when to call again.
   */
  readonly write: (policy: Owner, wanted: WantedReports | undefined, signal: AbortSignal) => Promise<Reported>;
  /** The policy is gone; the garbage collector deletes its reports. */
  readonly forget: (policy: string) => void;
  readonly reflectors: () => readonly Reflector<KeptReport>[];
  /** Called with a policy's name when its reports have to be looked at, as somebody changed one of them. */
  readonly onChange: (listener: (policy: string) => void) => void;
}

type Parts = Omit<WatchParts, 'onChange' | 'onState'> & Omit<PassParts, 'watches'>;

const isWanted = (wanted: WantedReports | undefined): wanted is WantedReports =>
  wanted !== undefined && wanted.choice !== 'none';

export function createReports(parts: Parts): Reports {
  const policies = new Map<string, Known>();
  const listeners: ((policy: string) => void)[] = [];
  const tell = (policy: string): void => listeners.forEach((listener) => listener(policy));
  const watches = createReportWatches({
    ...parts,
    onState: () => policies.forEach(({ clean }, name) => clean || tell(name)),
    onChange: (change) => {
      const name = (change.new ?? change.old)?.metadata.labels?.[LABEL_POLICY] ?? '';
      if (policies.has(name) && !isOurs(change, policies.get(name)?.state)) tell(name);
    },
  });

  const work = async (policy: Owner, wanted: WantedReports | undefined, known: Known, signal: AbortSignal) => {
    const means = { ...parts, watches, policy, signal, stateOf: (api: ReportApi) => stateOf(known, api) };
    if (isWanted(wanted)) return settle(wanted, means);
    const reported = await clear(means);
    if (reported !== undefined) return reported;
    Object.assign(known, { clean: true, state: undefined });
    watches.want(policy.name, false);
    return NOTHING;
  };

  return {
    write: async (policy, wanted, signal) => {
      const known = knownOf(policy, policies);
      for (const place of wanted?.changed ?? []) known.state?.dirty.add(place);
      if (known.clean && !isWanted(wanted)) return NOTHING;
      known.clean = false;
      watches.want(policy.name, true);
      const next = async (): Promise<Reported> => work(policy, wanted, known, signal);
      const turn = known.turn.then(next, next);
      known.turn = turn;
      return turn;
    },
    forget: (policy) => {
      policies.delete(policy);
      watches.want(policy, false);
    },
    reflectors: watches.reflectors,
    onChange: (listener) => void listeners.push(listener),
  };
}
