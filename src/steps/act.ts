import type { KubeObject, NetworkPolicy } from '../api/kube.ts';
import type { Drift } from '../api/status.ts';
import { differences } from '../domain/differences.ts';
import { type DriftInput, driftOf, noteDrift } from '../domain/drift.ts';
import { NAMESPACE } from '../domain/hardening/object.ts';
import { kinds } from '../domain/kinds/index.ts';
import { LABEL_COMPONENT } from '../domain/marks.ts';
import { type Change, clearing, fingerprint, objectKey, planOne } from '../domain/plan.ts';
import type { Writer } from '../engine/apply.ts';
import { seconds } from '../engine/conditions.ts';
import { classify, messageOf } from '../engine/errors.ts';
import { keyOf } from '../engine/object.ts';
import type { Context } from './context.ts';
import { liveObject } from './gather.ts';
import type { Memory } from './memory.ts';
import { NETWORK_POLICIES } from './observe.ts';
import { networkPolicy } from './projections.ts';

/** A change that is about to be made, and what it corrects. */
interface Correction {
  readonly change: Change;
  readonly drift: readonly Drift[];
}

export interface Acting {
  readonly policy: KubeObject;
  readonly memory: Memory;
  readonly takeOwnership: boolean;
  readonly signal: AbortSignal;
}

/** After so long without a correction, in ms, the next one is the first of a new fight. */
const QUIET_MS = 600_000;

const componentOf = ({ metadata }: KubeObject): string => metadata.labels?.[LABEL_COMPONENT] ?? '';

/**
 * What denies the rest of the namespace comes after what allows components their traffic, and goes before it, so that
 * they are never cut off; what is deleted goes when all that is wanted is there.
 */
const STAGES: readonly ((change: Change) => boolean)[] = [
  (change) => change.action === 'Update' || (change.action === 'Create' && componentOf(change.object) !== NAMESPACE),
  (change) => change.action === 'Create' && componentOf(change.object) === NAMESPACE,
  (change) => change.action === 'Delete' && componentOf(change.live) === NAMESPACE,
  (change) => change.action === 'Delete' && componentOf(change.live) !== NAMESPACE,
];

/**
 * Step 5, act: makes the changes, stage by stage, all of a stage at once.
 *
 * @returns ms to wait for the next correction of what is fought over, or undefined
 * @throws the first error of a stage, after everything else of that stage was done; later stages are not begun
 */
export async function act(changes: readonly Change[], acting: Acting, context: Context): Promise<number | undefined> {
  const waits: number[] = [];
  for (const isNow of STAGES) {
    const results = await Promise.allSettled(changes.filter(isNow).map((change) => actOn(change, acting, context)));
    const error = results.find((result) => result.status === 'rejected');
    if (error !== undefined) throw error.reason;
    waits.push(...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }
  const longer = waits.filter((wait) => wait > 0);
  return longer.length === 0 ? undefined : Math.min(...longer);
}

/**
 * Tasks of one policy run side by side, and may want the same object put right: one does it, and the other looks again
 * once that is done. What was planned before may be there by now.
 */
async function stillWanted(change: Change, { policy, memory, takeOwnership }: Acting, { view }: Context) {
  if (change.action !== 'Create' && change.action !== 'Update') return change;
  const key = objectKey(change.object);
  for (let other = memory.writing.get(key); other !== undefined; other = memory.writing.get(key)) await other;
  const owner = { name: policy.metadata.name, uid: memory.uid };
  const known = new Set(memory.applied.keys());
  return planOne(change.object, liveObject(key, view), { owner, known, takeOwnership, kinds });
}

/** @returns 0 when done, else the ms to wait until it may be done: somebody insists on undoing it */
export async function actOn(planned: Change, acting: Acting, context: Context): Promise<number> {
  const change = await stillWanted(planned, acting, context);
  if (change === undefined || change.action === 'Blocked') return 0;
  const { memory } = acting;
  const drift = driftOf(change, driftInput(acting, context));
  const key = objectKey(change.action === 'Delete' ? change.live : change.object);
  const wait = drift.length === 0 ? 0 : context.limiter.take(key, context.clock.monotonic());
  if (wait > 0) return wait;
  const done = Promise.withResolvers<void>();
  memory.writing.set(key, done.promise);
  try {
    await write(change, acting, context);
    memory.failures.delete(key);
  } catch (error) {
    memory.failures.set(key, `${key}: ${messageOf(error)}`);
    throw error;
  } finally {
    memory.writing.delete(key);
    done.resolve();
  }
  if (drift.length > 0) corrected({ change, drift }, key, acting, context);
  return 0;
}

function driftInput({ memory }: Acting, { clock }: Context): DriftInput {
  const applied = new Map([...memory.applied].map(([key, { hash }]) => [key, hash]));
  return { applied, previous: memory.written, noticed: seconds(clock.now()) };
}

async function write(change: Change, acting: Acting, context: Context): Promise<void> {
  if (change.action === 'Delete') await remove(change.live, acting, context);
  else if (change.action === 'Create') await create(change.object, acting, context);
  else if (change.action === 'Update') await update(change.object, change.live, acting, context);
}

/**
 * What others added beside our fields can make the API server refuse ours for ever: a second controller among the
 * owners, or annotations up to the limit. So what is refused is cleared of all of that, and applied again.
 */
async function update(object: KubeObject, live: KubeObject, acting: Acting, context: Context): Promise<void> {
  try {
    await apply(object, context.writer.apply, acting, context);
  } catch (error) {
    if (classify(error) !== 'terminal') throw error;
    await context.writer.merge(NETWORK_POLICIES, live.metadata, clearing(object, live), acting.signal);
    await apply(object, context.writer.apply, acting, context);
  }
}

/** The watch may not have told yet of an object of that name that somebody has just made: it is not ours to force. */
async function create(object: KubeObject, acting: Acting, context: Context): Promise<void> {
  const ours = acting.takeOwnership || acting.memory.applied.has(objectKey(object));
  await apply(object, ours ? context.writer.apply : context.writer.applyNew, acting, context);
}

async function apply(
  object: KubeObject,
  send: Writer['apply'],
  { memory, signal }: Acting,
  { view, log }: Context,
): Promise<void> {
  const mirror = view.mirrors.networkPolicies;
  const overlay = mirror.overlay(keyOf(object.metadata));
  try {
    const stored = networkPolicy(await send(NETWORK_POLICIES, object, signal));
    overlay.commit(stored);
    verify(object, stored);
    remember(object, memory);
    log.info('applied', { step: 'act', object: objectKey(object) });
  } finally {
    overlay.discard();
  }
}

function remember(object: KubeObject, { applied, written }: Memory): void {
  const { namespace, name } = object.metadata;
  const key = objectKey(object);
  applied.set(key, {
    kind: object.kind,
    name,
    component: componentOf(object),
    hash: fingerprint(object),
    ...(namespace !== undefined && { namespace }),
  });
  written.set(key, object);
}

/** An admission webhook may change what is stored: then what protects is not what was asked for. */
function verify(sent: KubeObject, stored: NetworkPolicy): void {
  const kind = kinds.find((candidate) => candidate.kind === sent.kind);
  const changed = kind === undefined ? [] : differences(sent, stored, kind);
  if (changed[0] !== undefined)
    throw new Error(`stored otherwise than sent, at ${changed[0].path}: an admission webhook changes it`);
}

async function remove(live: KubeObject, { memory, signal }: Acting, { writer, log }: Context): Promise<void> {
  const { uid } = live.metadata;
  if (uid === undefined) return;
  await writer.remove(NETWORK_POLICIES, live.metadata, uid, signal).catch((error: unknown) => {
    if (classify(error) !== 'missing') throw error;
  });
  memory.applied.delete(objectKey(live));
  memory.written.delete(objectKey(live));
  log.info('deleted', { step: 'act', object: objectKey(live) });
}

/** Tells of a correction: in the status to come, in a counter, an Event, and one line of the log. */
function corrected({ change, drift }: Correction, key: string, { policy, memory }: Acting, context: Context): void {
  const { clock, events, metrics, log } = context;
  const { name } = policy.metadata;
  const object = change.action === 'Delete' || change.action === 'Blocked' ? policy : change.object;
  const done = drift.map((entry) => ({ ...entry, corrected: true }));
  memory.drift = noteDrift(memory.drift, done);
  memory.corrected += 1;
  const fight = memory.fights.get(key);
  const going = fight !== undefined && clock.monotonic() - fight.at < QUIET_MS;
  const manager = drift[0]?.manager ?? '';
  memory.fights.set(key, { manager, times: (going ? fight.times : 0) + 1, at: clock.monotonic() });
  metrics.corrected(name, object.kind);
  for (const { path, wanted, found, manager: by, time } of done)
    log.info('drift corrected', {
      step: 'act',
      audit: true,
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
  return `${key}: ${what}${by === '' ? '' : `, by field manager ${by}`}; put right`;
}
