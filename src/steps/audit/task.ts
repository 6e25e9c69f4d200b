import type { Policy } from '../../api/policy.ts';
import type { Result } from '../../engine/controller.ts';
import type { Context } from '../context.ts';
import { subjectOf } from '../gather.ts';
import { keyText } from '../keys.ts';
import { tell } from './tell.ts';

const DAY_MS = 86_400_000;
/** So long the first look at a cluster may take until the status tells that it is not done, in ms. */
const PATIENCE_MS = 60_000;

/** Looks at all that is due for one policy, tells of what is new, and has the status brought up to date. */
export async function auditTask(name: string, context: Context, signal: AbortSignal): Promise<Result> {
  const { audits, clock, queue, view } = context;
  const subject = subjectOf(name, view);
  if (subject.state !== 'valid') return {};
  const { policy, object } = subject;
  const auditor = audits.of(policy);
  if (auditor === undefined) return {};
  if (audits.isStarting(name) || audits.unseen(policy).some(({ state }) => state === 'starting')) return {};
  const first = !auditor.complete;
  const wait = await auditor.drain(signal);
  const changed = auditor.ledger.takeChanged();
  const news = auditor.news.of(changed, auditor.ledger);
  if (!first) tell(object, news, audits.typeOf, context);
  const counted = auditor.levels.takeChanged();
  if (first || counted || changed.length > 0) queue.add(keyText('status', name));
  const tomorrow = DAY_MS - (clock.now() % DAY_MS) + 1;
  return { requeueAfterMs: Math.min(wait ?? tomorrow, tomorrow) };
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
