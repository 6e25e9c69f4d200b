import type { Writer } from '../../engine/apply.ts';
import type { Clock } from '../../engine/clock.ts';
import type { Logger } from '../../engine/log.ts';
import type { Report } from '../../domain/reports/report.ts';
import { REPORT_APIS, type ReportApi } from '../../domain/reports/api.ts';
import { type ReportWatch, type ReportWatches, type Scope, SCOPES } from './watches.ts';

/** What it takes to write reports. */
export interface PassParts {
  readonly writer: Writer;
  readonly watches: ReportWatches;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether a namespace is there, and not about to go. */
  readonly holds: (namespace: string) => boolean;
}

/** Where a report is: unique among all of ours. */
export interface Slot {
  readonly api: ReportApi;
  readonly scope: Scope;
  /** In the mirror of its kind. */
  readonly key: string;
}

/** What is to be there. */
export interface Wanted extends Slot {
  /** A namespace; empty for what is in none. */
  readonly place: string;
  /** Of its content. */
  readonly hash: string;
}

/** What is remembered of the reports of one policy. */
export interface State {
  readonly uid: string;
  readonly api: ReportApi;
  /** By place. */
  readonly wanted: Map<string, readonly Wanted[]>;
  /** Since when results were seen, by place and id. */
  readonly times: Map<string, ReadonlyMap<string, number>>;
  /** Places whose findings changed. */
  readonly dirty: Set<string>;
  /** What was refused, and until when nobody tries again, in monotonic ms: by slot, or by kind for all of it. */
  readonly refusals: Map<string, { readonly slot: Slot; readonly until: number; readonly problem: string }>;
  /** What is stored where the API server stores something else than was sent, with the hash of that; by slot. */
  readonly odd: Map<string, { readonly hash: string; readonly stored: string }>;
  /** Reports that were written since the start: they are ours, whatever becomes of their labels. */
  readonly written: Set<string>;
}

export const kindText = ({ api, scope }: Omit<Slot, 'key'>): string => `${api} ${scope}`;
export const slotText = (slot: Slot): string => `${kindText(slot)} ${slot.key}`;

/** @param before times stay what they are when another API is written */
export const newState = (uid: string, api: ReportApi, before?: State): State => ({
  uid,
  api,
  wanted: new Map(),
  times: new Map(before?.times),
  dirty: new Set(),
  refusals: new Map(),
  odd: new Map(),
  written: new Set(before?.written),
});

/** Reports as they were just worked out, by slot. */
export type Objects = Map<string, Report>;

export const allWatches = (watches: ReportWatches): (ReportWatch & Omit<Slot, 'key'>)[] =>
  REPORT_APIS.flatMap((api) =>
    SCOPES.flatMap((scope) => {
      const watch = watches.of(api, scope);
      return watch === undefined ? [] : [{ ...watch, api, scope }];
    }),
  );

/** Whether what is stored is what should be, or what the API server makes of it. */
export function isAsWanted(wanted: Wanted, { odd }: State, watches: ReportWatches): boolean {
  const live = watches.of(wanted.api, wanted.scope)?.mirror.get(wanted.key);
  if (live === undefined || live.hash === wanted.hash) return live !== undefined;
  const known = odd.get(slotText(wanted));
  return known?.hash === wanted.hash && known.stored === live.hash;
}

/** Whether it was refused a moment ago: itself, or all of its kind. @param now monotonic, in ms */
export const isWaiting = (slot: Slot, { refusals }: State, now: number): boolean =>
  [slotText(slot), kindText(slot)].some((key) => (refusals.get(key)?.until ?? 0) > now);
