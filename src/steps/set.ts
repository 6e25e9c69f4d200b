import type { Drift } from '../api/status.ts';
import type { SettingChange, SettingsPlan } from '../domain/settings-plan.ts';
import { messageOf } from '../engine/errors.ts';
import { keyOf } from '../engine/object.ts';
import type { Acting } from './acting.ts';
import { logAudit } from './audit-log.ts';
import { sentence } from '../domain/text.ts';
import type { Context } from './context.ts';
import { tellCorrection } from './correction.ts';
import { configMap } from './projections-access.ts';
import { CONFIG_MAPS } from './scoped.ts';

/**
 * Sets keys of Argo CD's ConfigMaps, each by an apply of its own that names nothing else. The uid goes along, so that
 * a ConfigMap that has gone is not made anew, without what else was in it.
 *
 * @returns ms to wait for the next write to what is fought over, or undefined
 */
export async function actOnSettings(
  { changes, asked, right }: SettingsPlan,
  acting: Acting,
  context: Context,
): Promise<number | undefined> {
  // What the policy does not name any more stays as it is, and is nobody's business of ours.
  for (const id of acting.memory.settings.keys()) if (!asked.has(id)) acting.memory.settings.delete(id);
  for (const [id, hash] of right) acting.memory.settings.set(id, hash);
  const results: PromiseSettledResult<number>[] = [];
  // One by one, as they may be keys of one ConfigMap; one that fails keeps none of the others from being set.
  for (const change of changes) results.push(...(await Promise.allSettled([once(change, acting, context)])));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const waits = results.flatMap((result) => (result.status === 'fulfilled' && result.value > 0 ? [result.value] : []));
  return waits.length === 0 ? undefined : Math.min(...waits);
}

async function once(change: SettingChange, acting: Acting, context: Context): Promise<number> {
  const { memory, policy } = acting;
  const { id, live, drift } = change;
  const key = `ConfigMap/${live.metadata.namespace ?? ''}/${id}`;
  const before: Drift | undefined = memory.settings.get(id) === change.hash ? drift : undefined;
  const wait = before === undefined ? 0 : context.limiter.take(key, context.clock.monotonic());
  if (wait > 0) return wait;
  try {
    await write(change, acting, context);
    memory.failures.delete(key);
  } catch (error) {
    memory.failures.set(key, `${key}: ${messageOf(error)}`);
    throw error;
  }
  memory.settings.set(id, change.hash);
  if (before !== undefined) tellCorrection(live, key, [before], acting, context);
  else tell(change, policy.metadata.name, acting, context);
  return 0;
}

async function write({ id, key, wanted, live }: SettingChange, { signal }: Acting, context: Context): Promise<void> {
  const { name, namespace, uid } = live.metadata;
  const mirror = context.view.scoped.mirror('configMaps', namespace ?? '');
  const overlay = mirror?.overlay(keyOf(live.metadata));
  const metadata = { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [key]: wanted } };
  try {
    overlay?.commit(configMap(await context.setter(id).apply(CONFIG_MAPS, object, signal)));
  } finally {
    overlay?.discard();
  }
}

function tell(change: SettingChange, policy: string, acting: Acting, { log, events }: Context): void {
  const note = sentence(`${change.id} was set: ${change.message}`);
  logAudit(log, { message: 'setting changed', step: 'act', policy, object: change.id, detail: change.message });
  events.emit({
    regarding: acting.policy,
    related: change.live,
    type: 'Normal',
    reason: 'SettingChanged',
    action: 'Set',
    note,
  });
}
