import type { KubeObject } from '../../api/kube.ts';
import { LABEL_POLICY_UID, MANAGER } from '../marks.ts';
import { entriesOf, type Fields, fieldsOf } from '../semantics/unknown.ts';
import { cap } from '../text.ts';
import { countOf, fieldsAt, NOTHING, plus, type ScanCounts, scanHere, type Scanned, scanned, textOf } from './scan.ts';

/** What writes no name for itself, and what comes after so many names in one report. */
const NAMELESS = 'policy reports';
const MAX_NAMES = 8;
const MAX_NAME = 63;

/** Severities of both APIs; less than low is low, and without one is unknown. */
const SEVERITIES: ReadonlyMap<string, keyof ScanCounts> = new Map([
  ['critical', 'critical'],
  ['high', 'high'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['info', 'low'],
]);

const one = (severity: unknown): ScanCounts => ({ ...NOTHING, [SEVERITIES.get(textOf(severity)) ?? 'unknown']: 1 });

const nameOf = (source: string): string => (source === '' ? NAMELESS : cap(source, MAX_NAME).toWellFormed());

function failsBySource(results: readonly (Fields | undefined)[], ofReport: string): Map<string, ScanCounts> {
  const fails = new Map<string, ScanCounts>();
  for (const result of results) {
    if (result?.['result'] !== 'fail') continue;
    const own = textOf(result['source']);
    const source = own === '' ? ofReport : own;
    if (source === MANAGER) continue;
    const name = nameOf(source);
    const known = fails.has(name) || fails.size < MAX_NAMES ? name : NAMELESS;
    fails.set(known, plus(fails.get(known) ?? NOTHING, one(result['severity'])));
  }
  return fails;
}

/**
 * Reads what others wrote into PolicyReports, wgpolicyk8s.io/v1alpha2, and Reports, openreports.io/v1alpha1: what
 * failed, by who found it. Our own are none: what we found would otherwise be found again.
 */
export function readPolicyReport(raw: KubeObject): Scanned {
  if (raw.metadata.labels?.[LABEL_POLICY_UID] !== undefined) return scanned(raw, []);
  const report = fieldsAt(raw);
  const source = textOf(report['source']);
  const results = (entriesOf(report['results']) ?? []).map(fieldsOf);
  const fails = failsBySource(results, source);
  // A report may be only a summary.
  const unlisted = results.length === 0 && source !== MANAGER ? countOf(fieldsAt(raw, 'summary')['fail']) : 0;
  if (unlisted > 0) fails.set(nameOf(source), { ...NOTHING, unknown: unlisted });
  return scanned(
    raw,
    [...fails].map(([name, counts]) => scanHere(raw, name, counts)),
  );
}
