import type { KubeObject } from '../../api/kube.ts';
import { contentHash, isWrittenByUs, timesOf } from '../../domain/reports/content.ts';
import type { Index } from '../../engine/mirror.ts';
import { LABEL_POLICY_UID } from '../../domain/marks.ts';
import { metaOf } from '../../domain/audit/read/seen.ts';

/** What is kept of a report of ours: enough to tell whether it is as it should be. */
export interface KeptReport extends KubeObject {
  readonly hash: string;
  /** Since when its results were seen, in s since the epoch, by their id. */
  readonly times: ReadonlyMap<string, number>;
  /** It does not only carry our label. */
  readonly ours: boolean;
}

export function keepReport(raw: KubeObject): KeptReport {
  return {
    apiVersion: raw.apiVersion,
    kind: raw.kind,
    metadata: metaOf(raw),
    hash: contentHash(raw),
    times: timesOf(raw),
    ours: isWrittenByUs(raw),
  };
}

/** Index names: the reports of a policy, by its uid; those in one namespace, by {@link placeKey}. */
export const BY_POLICY = 'policy';
export const BY_PLACE = 'place';

/** @param place a namespace; empty for what is in none */
export const placeKey = (uid: string, place: string): string => `${uid} ${place}`;

const uidOf = ({ metadata }: KeptReport): string => metadata.labels?.[LABEL_POLICY_UID] ?? '';

export const INDEXES: Readonly<Record<string, Index<KeptReport>>> = {
  [BY_POLICY]: (report) => [uidOf(report)],
  [BY_PLACE]: (report) => [placeKey(uidOf(report), report.metadata.namespace ?? '')],
};
