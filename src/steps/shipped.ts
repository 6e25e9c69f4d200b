import type { NetworkPolicy } from '../api/kube.ts';
import { NEUTRALISED_FINALIZER } from '../api/policy.ts';
import type { Neutralised } from '../api/status.ts';
import { NEUTRALISE_MANAGER, ORIGINAL_RULES_ANNOTATION } from '../domain/marks.ts';
import { objectKey } from '../domain/plan.ts';
import type { PolicyPlan } from '../domain/policy-plan.ts';
import type { ShippedChange } from '../domain/shipped-policies.ts';
import { classify, messageOf } from '../engine/errors.ts';
import { keyOf, type ObjectRef } from '../engine/object.ts';
import type { Acting } from './acting.ts';
import { logAudit } from './audit-log.ts';
import type { Context } from './context.ts';
import { NETWORK_POLICIES, POLICIES } from './observe.ts';
import { networkPolicy, policy as keepPolicy } from './projections.ts';

/**
 * Empties rules that installs of Argo CD ship, and puts them back. While something is emptied the policy carries a
 * finalizer: without it, deleting the policy while no operator runs would leave those rules empty for ever.
 *
 * @returns ms to wait for the next write to what is fought over, or undefined
 */
export async function actOnShipped(
  { shipped: changes, neutralised }: Pick<PolicyPlan, 'shipped' | 'neutralised'>,
  acting: Acting,
  context: Context,
): Promise<number | undefined> {
  // Those that have gone are forgotten; those that a process emptied which ended before it could report are known again.
  acting.memory.neutralised = new Map(
    neutralised.map(({ live, original }) => [objectKey(live), entryOf(live, original)]),
  );
  if (changes.some(({ action }) => action === 'Neutralise')) await setFinalizer(true, acting, context);
  const waits: number[] = [];
  for (const change of changes) {
    if (change.action === 'Blocked') continue;
    const wait = await once(change, acting, context);
    if (wait > 0) waits.push(wait);
  }
  if (acting.memory.neutralised.size === 0) await setFinalizer(false, acting, context);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function entryOf({ kind, metadata: { namespace, name } }: NetworkPolicy, original: string): Neutralised {
  return { kind, name, original, ...(namespace !== undefined && { namespace }) };
}

async function once(change: Exclude<ShippedChange, { action: 'Blocked' }>, acting: Acting, context: Context) {
  const key = objectKey(change.live);
  const wait = context.limiter.take(`shipped ${key}`, context.clock.monotonic());
  if (wait > 0) return wait;
  try {
    await (change.action === 'Neutralise' ? neutralise(change, acting, context) : restore(change, acting, context));
    acting.memory.failures.delete(key);
    tell(change, acting, context);
  } catch (error) {
    acting.memory.failures.set(key, `${key}: ${messageOf(error)}`);
    throw error;
  }
  return 0;
}

async function neutralise(
  { object, original }: Extract<ShippedChange, { action: 'Neutralise' }>,
  { memory, signal }: Acting,
  { view, neutraliser }: Context,
): Promise<void> {
  const overlay = view.mirrors.networkPolicies.overlay(keyOf(object.metadata));
  try {
    overlay.commit(networkPolicy(await neutraliser.apply(NETWORK_POLICIES, object, signal)));
  } finally {
    overlay.discard();
  }
  memory.neutralised.set(objectKey(object), entryOf(object, original));
}

/** Puts the rules back, and then lets go of them: a later apply of the install's manifest must not conflict with us. */
async function restore(
  { live, rules }: Extract<ShippedChange, { action: 'Restore' }>,
  { memory, signal }: Acting,
  { neutraliser, view }: Context,
): Promise<void> {
  const { name, namespace, uid } = live.metadata;
  const ref: ObjectRef = { name, namespace };
  const annotations = { [ORIGINAL_RULES_ANNOTATION]: null };
  const patch = { metadata: { uid, annotations }, spec: rules };
  const restored = networkPolicy(await neutraliser.merge(NETWORK_POLICIES, ref, patch, signal));
  const { resourceVersion, managedFields = [] } = restored.metadata;
  const others = managedFields.filter(({ manager }) => manager !== NEUTRALISE_MANAGER);
  const letGo = { metadata: { resourceVersion, managedFields: others } };
  const overlay = view.mirrors.networkPolicies.overlay(keyOf(ref));
  await neutraliser
    .merge(NETWORK_POLICIES, ref, letGo, signal)
    .then((stored) => overlay.commit(networkPolicy(stored)))
    .finally(() => overlay.discard());
  memory.neutralised.delete(objectKey(live));
}

/** A policy whose finalizer cannot be written is not kept as it says. That somebody was faster comes right by itself. */
async function setFinalizer(wanted: boolean, acting: Acting, context: Context): Promise<void> {
  const key = objectKey(acting.policy);
  try {
    await writeFinalizer(wanted, acting, context);
  } catch (error) {
    if (classify(error) !== 'conflict') acting.memory.failures.set(key, `${key}: ${messageOf(error)}`);
    throw error;
  }
}

/** Only with the version that was read: another finalizer that came or went meanwhile is not ours to undo. */
async function writeFinalizer(wanted: boolean, { policy, signal }: Acting, { view, writer }: Context): Promise<void> {
  const current = view.mirrors.policies.get(policy.metadata.name);
  const { finalizers = [], resourceVersion, uid } = current?.metadata ?? {};
  if (current === undefined || finalizers.includes(NEUTRALISED_FINALIZER) === wanted) return;
  const others = finalizers.filter((name) => name !== NEUTRALISED_FINALIZER);
  const metadata = { uid, resourceVersion, finalizers: wanted ? [...others, NEUTRALISED_FINALIZER] : others };
  const overlay = view.mirrors.policies.overlay(policy.metadata.name);
  await writer
    .merge(POLICIES, { name: policy.metadata.name }, { metadata }, signal)
    .then((stored) => {
      // Without its last finalizer, an object that is being deleted is gone.
      if (wanted || current.metadata.deletionTimestamp === undefined) overlay.commit(keepPolicy(stored));
    })
    .finally(() => overlay.discard());
}

function tell(
  { action, live }: { action: 'Neutralise' | 'Restore'; live: NetworkPolicy },
  acting: Acting,
  context: Context,
) {
  const { policy } = acting;
  const emptied = action === 'Neutralise';
  const object = objectKey(live);
  const message = emptied ? 'shipped policy neutralised' : 'shipped policy restored';
  logAudit(context.log, { message, step: 'act', policy: policy.metadata.name, object });
  context.events.emit({
    regarding: policy,
    related: live,
    type: 'Normal',
    reason: emptied ? 'ShippedPolicyNeutralised' : 'ShippedPolicyRestored',
    action,
    note: emptied
      ? `${object} was emptied, as its rules undid the isolation: they are remembered.`
      : `${object} has its rules back.`,
  });
}
