import { collectionPath } from '../../src/engine/object.ts';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import { type AnyObject, types } from '../support/api.ts';

/** A policy as a watch shows it. */
export interface PolicyWatch {
  /** The policy as it was seen last. */
  readonly latest: () => AnyObject | undefined;
  /** When the policy is, or was already, seen as it is waited for, by `performance.now()`; undefined after `ms`. */
  readonly until: (holds: (policy: AnyObject) => boolean, ms: number) => Promise<number | undefined>;
  readonly stop: () => void;
}

/** Resolves when the watch is open. The policy need not exist yet. */
export async function watchPolicy(kubeconfig: string, name: string): Promise<PolicyWatch> {
  const transport = createTransport(loadKubeConfig(kubeconfig));
  const end = new AbortController();
  const opened = Promise.withResolvers<void>();
  const listeners = new Set<(policy: AnyObject) => void>();
  let latest: AnyObject | undefined;

  const take = (value: unknown): void => {
    const { type, object } = value as { type: string; object: AnyObject };
    latest = type === 'DELETED' ? undefined : object;
    if (latest !== undefined) for (const listener of listeners) listener(latest);
  };
  const path = `${collectionPath(types.policy)}?watch=1&fieldSelector=metadata.name%3D${name}`;
  transport.stream({ method: 'GET', path }, take, end.signal, opened.resolve).catch(opened.reject);
  await opened.promise;

  const until: PolicyWatch['until'] = async (holds, ms) => {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    const listener = (policy: AnyObject): void => {
      if (holds(policy)) resolve(performance.now());
    };
    const timer = setTimeout(resolve, ms, undefined);
    listeners.add(listener);
    if (latest !== undefined) listener(latest);
    return promise.finally(() => {
      clearTimeout(timer);
      listeners.delete(listener);
    });
  };
  return { latest: () => latest, until, stop: () => end.abort() };
}

interface Status {
  readonly observedGeneration?: number;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

/** Whether the status is about this generation or a later one, and says that a condition is true. */
export const says =
  (type: string, generation: number) =>
  ({ status }: AnyObject): boolean => {
    const { observedGeneration = 0, conditions = [] } = (status ?? {}) as Status;
    return observedGeneration >= generation && conditions.some((one) => one.type === type && one.status === 'True');
  };
