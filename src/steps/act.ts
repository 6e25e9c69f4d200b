import type { KubeObject } from '../api/kube.ts';
import { differences } from '../domain/differences.ts';
import { type DriftInput, driftOf } from '../domain/drift.ts';
import { NAMESPACE } from '../domain/hardening/object.ts';
import { kinds, sectionOf } from '../domain/kinds/index.ts';
import { LABEL_COMPONENT } from '../domain/marks.ts';
import { type Change, clearing, fingerprint, objectKey, planOne, pruning } from '../domain/plan.ts';
import { type Section, SECTIONS } from '../domain/section.ts';
import type { Writer } from '../engine/apply.ts';
import { seconds } from '../engine/conditions.ts';
import { classify, messageOf } from '../engine/errors.ts';
import { keyOf } from '../engine/object.ts';
import type { Acting } from './acting.ts';
import type { Context } from './context.ts';
import { tellCorrection } from './correction.ts';
import type { Memory } from './memory.ts';
import { liveObject, owned } from './owned.ts';

const componentOf = ({ metadata }: KubeObject): string => metadata.labels?.[LABEL_COMPONENT] ?? '';

/** A grant refers to a role, and a role to nobody: what is referred to comes first, and goes last. */
const isGrant = ({ kind }: KubeObject): boolean => kind === 'RoleBinding';
const denies = (object: KubeObject): boolean => componentOf(object) === NAMESPACE;
const isLate = (object: KubeObject): boolean => isGrant(object) || denies(object);

/**
 * What denies the rest of the namespace comes after what allows components their traffic, and goes before it, so that
 * they are never cut off; what is deleted goes when all that is wanted is there.
 */
const STAGES: readonly ((change: Change) => boolean)[] = [
  (change) => change.action === 'Update' || (change.action === 'Create' && !isLate(change.object)),
  (change) => change.action === 'Create' && isLate(change.object),
  (change) => change.action === 'Delete' && isLate(change.live),
  (change) => change.action === 'Delete' && !isLate(change.live),
];

export const sectionOfChange = (change: Change): Section | undefined =>
  sectionOf(change.action === 'Delete' ? change.live : change.object);

/**
 * Step 5, act: makes the changes of every section by itself, so that one that fails keeps no other from protecting.
 *
 * @returns ms to wait for the next correction of what is fought over, or undefined
 * @throws the first error of a section, after everything that could be done was done
 */
export async function act(changes: readonly Change[], acting: Acting, context: Context): Promise<number | undefined> {
  const sections = SECTIONS.map((section) => changes.filter((change) => sectionOfChange(change) === section));
  const results = await Promise.allSettled(sections.map((own) => actInStages(own, acting, context)));
  const error = results.find((result) => result.status === 'rejected');
  if (error !== undefined) throw error.reason;
  const waits = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  return waits.length === 0 ? undefined : Math.min(...waits);
}

/** Stage by stage, all of a stage at once; when one of a stage fails, later stages are not begun. */
async function actInStages(changes: readonly Change[], acting: Acting, context: Context): Promise<number[]> {
  const waits: number[] = [];
  for (const isNow of STAGES) {
    const results = await Promise.allSettled(changes.filter(isNow).map((change) => actOn(change, acting, context)));
    const error = results.find((result) => result.status === 'rejected');
    if (error !== undefined) throw error.reason;
    waits.push(...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }
  return waits.filter((wait) => wait > 0);
}

/**
 * Tasks of one policy run side by side, and may want the same object put right: one does it, and the other looks again
 * once that is done. What was planned before may be there by now.
 */
async function stillWanted(change: Change, { policy, memory, takeOwnership, claims }: Acting, { view }: Context) {
  if (change.action !== 'Create' && change.action !== 'Update') return change;
  const key = objectKey(change.object);
  for (let other = memory.writing.get(key); other !== undefined; other = memory.writing.get(key)) await other;
  const owner = { name: policy.metadata.name, uid: memory.uid };
  const known = new Set([...memory.applied.keys(), ...claims]);
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
  const object = change.action === 'Delete' ? acting.policy : change.object;
  if (drift.length > 0) tellCorrection(object, key, drift, acting, context);
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
  const { writer, view } = context;
  const { type } = owned(object.kind, view);
  const sent = kindOf(object)?.carry?.(object, live) ?? object;
  if (isAnother(object, live)) return replace(object, live, acting, context);
  try {
    await apply(object, sent, writer.apply, acting, context);
  } catch (error) {
    if (classify(error) !== 'terminal') throw error;
    await writer.merge(type, live.metadata, clearing(object, live), acting.signal);
    await apply(object, sent, writer.apply, acting, context);
  }
}

const kindOf = ({ kind: name }: KubeObject) => kinds.find(({ kind }) => kind === name);

/** Whether it differs where the API server refuses to change anything. */
function isAnother(object: KubeObject, live: KubeObject): boolean {
  const kind = kindOf(object);
  const fields = kind?.immutable ?? [];
  if (kind === undefined || fields.length === 0) return false;
  const found = differences(object, live, kind);
  return found.some(({ path }) => fields.some((field) => path === field || path.startsWith(`${field}.`)));
}

/** Somebody has put an object of another meaning in its place: what ours gave is gone already. */
async function replace(object: KubeObject, live: KubeObject, acting: Acting, context: Context): Promise<void> {
  await remove(live, acting, context);
  await apply(object, object, context.writer.apply, acting, context);
}

/** The watch may not have told yet of an object of that name that somebody has just made: it is not ours to force. */
async function create(object: KubeObject, acting: Acting, context: Context): Promise<void> {
  const ours = acting.takeOwnership || acting.memory.applied.has(objectKey(object));
  await apply(object, object, ours ? context.writer.apply : context.writer.applyNew, acting, context);
}

/**
 * @param object as it was planned: what is remembered, and compared with what is stored
 * @param sent the same, with what others keep in fields of ours
 */
async function apply(
  object: KubeObject,
  sent: KubeObject,
  send: Writer['apply'],
  { memory, signal }: Acting,
  { view, log, writer }: Context,
): Promise<void> {
  const { type, mirror, project } = owned(object.kind, view);
  const overlay = mirror.overlay(keyOf(object.metadata));
  try {
    let stored = project(await send(type, sent, signal));
    const foreign = pruning(differencesOf(object, stored));
    if (foreign !== undefined)
      stored = project(await writer.merge(type, object.metadata, within(foreign, stored), signal));
    overlay.commit(stored);
    verify(object, stored);
    remember(object, memory);
    log.info('applied', { step: 'act', object: objectKey(object) });
  } finally {
    overlay.discard();
  }
}

/** Of that very object, and only as it was when it was looked at. */
const within = (patch: object, { metadata: { uid, resourceVersion } }: KubeObject): object => ({
  ...patch,
  metadata: { uid, resourceVersion },
});

function differencesOf(sent: KubeObject, stored: KubeObject) {
  const kind = kindOf(sent);
  return kind === undefined ? [] : differences(sent, stored, kind);
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
function verify(sent: KubeObject, stored: KubeObject): void {
  const changed = differencesOf(sent, stored);
  if (changed[0] !== undefined)
    throw new Error(`stored otherwise than sent, at ${changed[0].path}: an admission webhook changes it`);
}

async function remove(live: KubeObject, { memory, signal }: Acting, { writer, log, view }: Context): Promise<void> {
  const { uid } = live.metadata;
  if (uid === undefined) return;
  await writer.remove(owned(live.kind, view).type, live.metadata, uid, signal).catch((error: unknown) => {
    if (classify(error) !== 'missing') throw error;
  });
  memory.applied.delete(objectKey(live));
  memory.written.delete(objectKey(live));
  log.info('deleted', { step: 'act', object: objectKey(live) });
}
