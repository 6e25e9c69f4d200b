import type { KubeObject, ObjectRef, ResourceType } from './object.ts';
import { collectionPath, objectPath } from './object.ts';
import type { Call } from './exchange.ts';
import type { Transport } from './transport.ts';

const APPLY = 'application/apply-patch+yaml';
export const MERGE = 'application/merge-patch+json';

/** Writes for one field manager. Everything is raw JSON: what is handed in is what is sent. */
export interface Writer {
  /**
   * Server-side apply, forced: fields named in `object` become and stay ours. A field that is left out is a field
   * that nobody owns, and edits to it would go unseen: callers send every list, empty or not.
   *
   * @returns the object as stored
   */
  readonly apply: (type: ResourceType, object: KubeObject, signal: AbortSignal) => Promise<KubeObject>;
  /**
   * Server-side apply, not forced: for an object that is not there as far as is known. If there is one after all, it
   * stays as it is, and this fails with a conflict, unless it says the same already.
   */
  readonly applyNew: (type: ResourceType, object: KubeObject, signal: AbortSignal) => Promise<KubeObject>;
  /** Server-side apply on the status subresource. */
  readonly applyStatus: (type: ResourceType, object: KubeObject, signal: AbortSignal) => Promise<KubeObject>;
  /** JSON merge patch; with a resourceVersion in the patch it fails when somebody was faster. */
  readonly merge: (type: ResourceType, ref: ObjectRef, patch: unknown, signal: AbortSignal) => Promise<KubeObject>;
  readonly create: (type: ResourceType, object: KubeObject, signal: AbortSignal) => Promise<KubeObject>;
  /** Deletes that very object: one that was created anew under its name has another uid and stays. */
  readonly remove: (type: ResourceType, ref: ObjectRef, uid: string, signal: AbortSignal) => Promise<void>;
}

export function createWriter(transport: Transport, fieldManager: string): Writer {
  const manager = `fieldManager=${encodeURIComponent(fieldManager)}&fieldValidation=Strict`;
  const send = async (call: Call, signal: AbortSignal): Promise<KubeObject> =>
    (await transport.request(call, signal)) as KubeObject;
  const patch = (path: string, contentType: string, body: unknown, query: string, signal: AbortSignal) =>
    send({ method: 'PATCH', path: `${path}?${query}`, body, contentType }, signal);

  return {
    apply: (type, object, signal) =>
      patch(objectPath(type, object.metadata), APPLY, object, `${manager}&force=true`, signal),
    applyNew: (type, object, signal) => patch(objectPath(type, object.metadata), APPLY, object, manager, signal),
    applyStatus: (type, object, signal) =>
      patch(`${objectPath(type, object.metadata)}/status`, APPLY, object, `${manager}&force=true`, signal),
    merge: (type, ref, body, signal) => patch(objectPath(type, ref), MERGE, body, manager, signal),
    create: (type, object, signal) => {
      const path = `${collectionPath(type, object.metadata.namespace)}?${manager}`;
      return send({ method: 'POST', path, body: object }, signal);
    },
    remove: async (type, ref, uid, signal) => {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } };
      await send({ method: 'DELETE', path: objectPath(type, ref), body }, signal);
    },
  };
}
