import type { KubeObject } from '../api/kube.ts';
import { differences } from '../domain/differences.ts';
import { kindOf } from '../domain/kinds/index.ts';
import { LABEL_COMPONENT } from '../domain/marks.ts';
import { type Change, clearing, fingerprint, objectKey, pruning } from '../domain/plan.ts';
import type { Writer } from '../engine/apply.ts';
import { classify } from '../engine/errors.ts';
import { keyOf } from '../engine/object.ts';
import type { Acting } from './acting.ts';
import { logAudit } from './audit-log.ts';
import type { Context } from './context.ts';
import type { Memory } from './memory.ts';
import { owned } from './owned.ts';

export const componentOf = ({ metadata }: KubeObject): string => metadata.labels?.[LABEL_COMPONENT] ?? '';

/** Makes one change, and sees to it that what is stored is what was sent. Throws what the API server answers. */
export async function write(change: Change, acting: Acting, context: Context): Promise<void> {
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
    const cleared = await writer.merge(type, live.metadata, clearing(object, live), acting.signal);
    await passing(object, cleared, acting, () => apply(object, sent, writer.apply, acting, context));
  }
}

/** The second of two writes: what the first one left is not to be taken for what somebody else did. */
async function passing<T>(
  object: KubeObject,
  { metadata: { resourceVersion = '' } }: KubeObject,
  { memory }: Pick<Acting, 'memory'>,
  next: () => Promise<T>,
): Promise<T> {
  const key = objectKey(object);
  memory.passing.set(key, resourceVersion);
  try {
    return await next();
  } catch (error) {
    memory.passing.delete(key);
    throw error;
  }
}

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
  { policy, memory, signal }: Acting,
  { view, log, writer }: Context,
): Promise<void> {
  const { type, mirror, project } = owned(object.kind, view);
  const overlay = mirror.overlay(keyOf(object.metadata));
  try {
    let stored = project(await send(type, sent, signal));
    const foreign = pruning(differencesOf(object, stored));
    if (foreign !== undefined) {
      const prune = () => writer.merge(type, object.metadata, within(foreign, stored), signal);
      stored = project(await passing(object, stored, { memory }, prune));
    }
    overlay.commit(stored);
    verify(object, stored);
    remember(object, memory);
    logAudit(log, { message: 'applied', step: 'act', policy: policy.metadata.name, object: objectKey(object) });
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

async function remove(
  live: KubeObject,
  { policy, memory, signal }: Acting,
  { writer, log, view }: Context,
): Promise<void> {
  const { uid } = live.metadata;
  if (uid === undefined) return;
  await writer.remove(owned(live.kind, view).type, live.metadata, uid, signal).catch((error: unknown) => {
    if (classify(error) !== 'missing') throw error;
  });
  memory.applied.delete(objectKey(live));
  memory.written.delete(objectKey(live));
  logAudit(log, { message: 'deleted', step: 'act', policy: policy.metadata.name, object: objectKey(live) });
}
