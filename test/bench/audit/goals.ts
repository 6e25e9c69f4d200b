import { round } from '../outcome.ts';

/** What `make bench-audit` writes; null is what the operator did not show. */
export interface Outcome {
  readonly floor_s: number;
  readonly floor_concurrent_s: number;
  readonly floor_rss_mib: number;
  readonly ours_s: number | null;
  readonly ratio: number | null;
  /** Of the processor, for the same. */
  readonly cpu_s: { readonly floor: number; readonly ours: number };
  /** At its highest. */
  readonly rss_mib: number;
  readonly rss_settled_mib: number;
  readonly findings: number;
  readonly event_to_status_ms: { readonly p50: number | null; readonly p99: number | null };
  readonly writes_at_rest: number;
  readonly reports: { readonly objects: number; readonly bytes: number };
}

interface Goal {
  readonly name: string;
  readonly value: (outcome: Outcome) => number | null;
  readonly most: number;
  readonly unit: string;
}

const GOALS: readonly Goal[] = [
  { name: 'first report / bare LIST', value: ({ ratio }) => ratio, most: 1.3, unit: '' },
  { name: 'memory at its highest', value: (outcome) => outcome.rss_mib, most: 150, unit: ' MiB' },
  { name: 'change to status, p99', value: (outcome) => outcome.event_to_status_ms.p99, most: 1000, unit: ' ms' },
  { name: 'writes in 30 s at rest', value: (outcome) => outcome.writes_at_rest, most: 0, unit: '' },
  { name: 'size of reports', value: ({ reports }) => round(reports.bytes / 1e6), most: 10, unit: ' MB' },
];

/** Prints what was measured beside what it should be. */
export function printGoals(outcome: Outcome): void {
  for (const { name, value, most, unit } of GOALS) {
    const found = value(outcome);
    const verdict = found === null ? '-' : found <= most ? 'ok' : 'missed';
    const shown = found === null ? '-' : `${found}${unit}`;
    console.log(`${name.padEnd(26)}${shown.padStart(12)}   at most ${`${most}${unit}`.padEnd(10)}${verdict}`);
  }
}
