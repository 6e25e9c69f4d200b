import type { Policy } from '../../api/policy.ts';
import type { Settled } from '../../domain/audit/tally.ts';
import { DAY_MS, midnight } from '../../domain/day.ts';
import type { Findings } from '../../domain/reports/report.ts';
import type { Result } from '../../engine/controller.ts';
import { apiVersionOf } from '../../engine/object.ts';
import type { Context } from '../context.ts';
import { subjectOf } from '../gather.ts';
import { keyText } from '../keys.ts';
import type { Reports } from '../reports/index.ts';
import type { Auditor } from './auditor.ts';
import { tell } from './tell.ts';

/** So long the first look at a cluster may take until the status tells that it is not done, in ms. */
const PATIENCE_MS = 60_000;

type Reported = Awaited<ReturnType<Reports['write']>>;

/** Looks at all that is due for one policy, tells of what is new, and has the status and the reports brought up to date. */
export async function auditTask(name: string, context: Context, signal: AbortSignal): Promise<Result> {
  const { audits, clock, queue, view, reports, scanners } = context;
  const subject = subjectOf(name, view);
  if (subject.state !== 'valid') return {};
  const { policy, object } = subject;
  const auditor = audits.of(policy);
  scanners.want(name, auditor !== undefined);
  if (auditor === undefined) return again(await reports.write(policy, undefined, signal));
  if (audits.isStarting(name) || audits.unseen(policy).some(({ state }) => state === 'starting')) return {};
  const first = !auditor.complete;
  const wait = await auditor.drain(signal);
  const changed = auditor.ledger.takeChanged();
  const news = auditor.news.of(changed, auditor.ledger);
  const counted = auditor.levels.takeChanged();
  const status = (): void => queue.add(keyText('status', name));
  if (!first) tell(object, news, (kind) => audits.typeOf(kind), context);
  if (!first && (counted || changed.length > 0)) status();
  // What exceptions are for may be said in other words by now.
  const places = first ? [...new Set([...changed, ...auditor.ledger.namespaces()])] : changed;
  const reported = await report(policy, auditor, places, context, signal);
  if (first) {
    auditor.complete = true;
    status();
  }
  const now = clock.now();
  const tomorrow = midnight(now) + DAY_MS - now + 1;
  return { requeueAfterMs: Math.min(wait ?? tomorrow, tomorrow, reported.requeueAfterMs ?? tomorrow) };
}

const again = ({ requeueAfterMs }: Reported): Result => (requeueAfterMs === undefined ? {} : { requeueAfterMs });

/** Writes the reports of namespaces that changed; that it cannot is told in the status. */
async function report(
  policy: Policy,
  auditor: Auditor,
  changed: readonly string[],
  { reports, audits, queue }: Context,
  signal: AbortSignal,
): Promise<Reported> {
  const { ledger, settings } = auditor;
  const reasonOf = (index: number): string => settings?.audit.exceptions[index]?.reason ?? '';
  const wanted = {
    choice: policy.spec.report.api,
    places: ledger.namespaces(),
    changed,
    findings: (place: string) => findingsIn(ledger.findings(place), reasonOf),
    apiVersionOf: (kind: string) => {
      const type = audits.typeOf(kind);
      return type === undefined ? undefined : apiVersionOf(type);
    },
  };
  const reported = await reports.write(policy, wanted, signal);
  if (reported.problems.join() !== auditor.reportProblems.join()) {
    auditor.reportProblems = reported.problems;
    queue.add(keyText('status', policy.name));
  }
  return reported;
}

/** What a report says: what was found, and what exceptions accept, with why. */
function findingsIn(all: readonly Settled[], reasonOf: (index: number) => string): Findings {
  return {
    findings: all.filter(({ excepted }) => excepted === undefined),
    excepted: all.flatMap((finding) =>
      finding.excepted === undefined ? [] : [{ ...finding, reason: reasonOf(finding.excepted) }],
    ),
  };
}

/**
 * After a start, or a change of the policy, nothing is said for a while of what has not been looked at again yet: what the
 * status says by now is truer than that there is nothing.
 *
 * @returns ms after which the status is written all the same
 */
export function auditPending(policy: Policy, { audits, clock }: Context): number {
  const auditor = audits.current(policy.name);
  if (policy.spec.audit === undefined || policy.status?.audit === undefined) return 0;
  if (auditor?.complete === true) return 0;
  return Math.max(0, (auditor?.since ?? clock.monotonic()) + PATIENCE_MS - clock.monotonic());
}
