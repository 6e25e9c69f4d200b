import type { KubeObject } from '../../api/kube.ts';
import { contentHash, isWrittenByUs, timesOf } from '../../domain/reports/content.ts';
import { metaOf } from '../projections.ts';

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
