import type { KubeObject } from '../api/kube.ts';
import { type DriftInput, driftOf } from '../domain/drift.ts';
import { NAMESPACE } from '../domain/hardening/object.ts';
import { kinds, sectionOf } from '../domain/kinds/index.ts';
import { type Change, objectKey, planOne } from '../domain/plan.ts';
import { type Section, SECTIONS } from '../domain/section.ts';
import { seconds } from '../engine/conditions.ts';
import { messageOf } from '../engine/errors.ts';
import type { Acting } from './acting.ts';
import type { Context } from './context.ts';
import { tellCorrection } from './correction.ts';
import { hashesOf } from './memory.ts';
import { liveObject } from './owned.ts';
import { componentOf, write } from './write.ts';

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
  const live = liveObject(key, view);
  if (live?.metadata.resourceVersion !== undefined && live.metadata.resourceVersion === memory.passing.get(key))
    return undefined;
  const known = { has: (other: string): boolean => memory.applied.has(other) || claims.has(other) };
  return planOne(change.object, live, { owner, known, takeOwnership, kinds });
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
  return { applied: hashesOf(memory), previous: memory.written, noticed: seconds(clock.now()) };
}
