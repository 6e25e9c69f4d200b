import type { KubeObject } from '../../api/kube.ts';
import { withoutAdditions } from '../../domain/reports/content.ts';
import type { Writer } from '../../engine/apply.ts';
import { classify, isPanic, messageOf, type Verdict } from '../../engine/errors.ts';
import { keyOf } from '../../engine/object.ts';
import { type KeptReport, keepReport } from './kept.ts';
import type { ReportWatch } from './watches.ts';

/** How a write ended: `odd` is one after which something else is stored than what was sent. */
export type Outcome =
  | { readonly state: 'written' }
  | { readonly state: 'odd'; readonly stored: string }
  | { readonly state: 'refused'; readonly verdict: Verdict; readonly message: string };

interface Means {
  readonly writer: Writer;
  readonly signal: AbortSignal;
}

/** What was refused is told, and tried again later; only an abort, or a fault of our own, ends everything. */
async function attempt(work: () => Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (isPanic(error)) throw error;
    return { state: 'refused', verdict: classify(error), message: messageOf(error) };
  }
}

/**
 * Writes a report, and takes away what others added to it.
 *
 * @param hash of the content that is to be stored
 * @param known whether there is one of that name that is ours: otherwise one of somebody else stays as it is
 */
export async function writeReport(
  object: KubeObject,
  { hash, known }: { readonly hash: string; readonly known: boolean },
  { mirror, reflector }: ReportWatch,
  { writer, signal }: Means,
): Promise<Outcome> {
  const { type } = reflector.source;
  const overlay = mirror.overlay(keyOf(object.metadata));
  try {
    return await attempt(async () => {
      let answer = await (known ? writer.apply : writer.applyNew)(type, object, signal);
      const patch = withoutAdditions(answer);
      if (patch !== undefined) {
        const { uid, resourceVersion } = answer.metadata;
        answer = await writer.merge(type, object.metadata, { ...patch, metadata: { uid, resourceVersion } }, signal);
      }
      const stored = keepReport(answer);
      overlay.commit(stored);
      return stored.hash === hash ? { state: 'written' } : { state: 'odd', stored: stored.hash };
    }, signal);
  } finally {
    overlay.discard();
  }
}

/** Deletes that very report; one that is gone already is none to delete. The watch tells when it is gone. */
export async function removeReport(
  { metadata }: KeptReport,
  { reflector }: ReportWatch,
  { writer, signal }: Means,
): Promise<Outcome> {
  const outcome = await attempt(async () => {
    await writer.remove(reflector.source.type, metadata, metadata.uid ?? '', signal);
    return { state: 'written' };
  }, signal);
  const gone = outcome.state === 'refused' && (outcome.verdict === 'missing' || outcome.verdict === 'conflict');
  return gone ? { state: 'written' } : outcome;
}
