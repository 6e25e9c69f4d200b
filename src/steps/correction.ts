import type { KubeObject } from '../api/kube.ts';
import type { Drift } from '../api/status.ts';
import { noteDrift } from '../domain/drift.ts';
import type { Acting } from './acting.ts';
import { logAudit } from './audit-log.ts';
import type { Context } from './context.ts';

/** After so long without a correction, in ms, the next one is the first of a new fight. */
const QUIET_MS = 600_000;

/** Tells of a correction: in the status to come, in a counter, an Event, and one line of the log. */
export function tellCorrection(
  object: KubeObject,
  key: string,
  drift: readonly Drift[],
  { policy, memory }: Pick<Acting, 'policy' | 'memory'>,
  context: Context,
): void {
  const { clock, events, metrics, log } = context;
  const { name } = policy.metadata;
  const done = drift.map((entry) => ({ ...entry, corrected: true }));
  memory.drift = noteDrift(memory.drift, done);
  memory.corrected += 1;
  const fight = memory.fights.get(key);
  const going = fight !== undefined && clock.monotonic() - fight.at < QUIET_MS;
  const manager = drift[0]?.manager ?? '';
  memory.fights.set(key, { manager, times: (going ? fight.times : 0) + 1, at: clock.monotonic() });
  metrics.corrected(name, object.kind);
  for (const { path, wanted, found, manager: by, time } of done)
    logAudit(log, {
      message: 'drift corrected',
      step: 'act',
      policy: name,
      object: key,
      path,
      wanted,
      found,
      manager: by,
      changedAt: time,
    });
  events.emit({
    regarding: policy,
    related: object,
    type: 'Warning',
    reason: 'DriftCorrected',
    action: 'Correct',
    note: noteOf(key, done),
  });
}

function noteOf(key: string, drift: readonly Drift[]): string {
  const by = drift[0]?.manager ?? '';
  const what = drift.map(({ path, found }) => (path === '' ? found : `${path} was ${found}`)).join(', ');
  return `${key} was put right: ${what}${by === '' ? '' : `, by field manager ${by}`}.`;
}
