import { isDeepStrictEqual } from 'node:util';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import type { KubeObject } from '../../src/api/kube.ts';
import type { Kind } from '../../src/domain/kinds/kind.ts';
import { networkPolicy } from '../../src/domain/kinds/network-policy.ts';

/** Edits and deletes objects of one kind, and waits until a watch shows them as they were. Times are in ms. */
export interface Intruder {
  /** @param patch a JSON merge patch; by default one that opens a NetworkPolicy to everybody */
  edit(object: KubeObject, patch?: object): Promise<number>;
  remove(object: KubeObject): Promise<number>;
  /** From the first answer to an edit until the last object is healed. */
  editAll(objects: readonly KubeObject[]): Promise<number>;
  stop(): Promise<void>;
}

/** What is attacked; the API server leaves empty lists out of its answers, so objects are compared by their meaning. */
export type Target = Pick<Kind, 'apiVersion' | 'plural' | 'canonical'>;

const rootOf = ({ apiVersion }: Target): string => `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}`;
const keyOf = ({ metadata: { namespace, name } }: KubeObject): string => `${namespace}/${name}`;

/** Everybody may come in: what a hurried hand or an attacker would write. */
const OPEN = { spec: { ingress: [{}] } };

export async function startIntruder(
  kubeconfig: string,
  objects: readonly KubeObject[],
  target: Target = networkPolicy,
): Promise<Intruder> {
  const { canonical, plural } = target;
  const collection = `${rootOf(target)}/${plural}`;
  const pathOf = ({ metadata: { namespace, name } }: KubeObject): string =>
    `${rootOf(target)}/namespaces/${namespace}/${plural}/${name}`;
  const transport = createTransport(loadKubeConfig(kubeconfig), { maxInFlight: 64 });
  const stop = new AbortController();
  const wanted = new Map(objects.map((object) => [keyOf(object), canonical(object)]));
  const waiting = new Map<string, (at: number) => void>();

  const take = (value: unknown): void => {
    const { type, object } = value as { type: string; object: KubeObject };
    const key = keyOf(object);
    const healed = type !== 'DELETED' && waiting.has(key) && isDeepStrictEqual(canonical(object), wanted.get(key));
    if (!healed) return;
    waiting.get(key)?.(performance.now());
    waiting.delete(key);
  };

  const list = (await transport.request({ method: 'GET', path: `${collection}?limit=1` }, stop.signal)) as KubeObject;
  const path = `${collection}?watch=1&resourceVersion=${list.metadata.resourceVersion}`;
  const watching = transport.stream({ method: 'GET', path }, take, stop.signal).catch(() => undefined);

  /** Waiting begins before the attack: the healing may overtake the answer. */
  const attack = async (
    object: KubeObject,
    method: 'PATCH' | 'DELETE',
    patch: object = OPEN,
  ): Promise<{ answered: number; healed: number }> => {
    const healing = new Promise<number>((resolve) => waiting.set(keyOf(object), resolve));
    const body = method === 'PATCH' ? { body: patch, contentType: 'application/merge-patch+json' } : {};
    const query = method === 'PATCH' ? '?fieldManager=intruder' : '';
    await transport.request({ method, path: `${pathOf(object)}${query}`, ...body }, stop.signal);
    const answered = performance.now();
    return { answered, healed: await healing };
  };

  const lasting = async (object: KubeObject, method: 'PATCH' | 'DELETE', patch?: object): Promise<number> => {
    const { answered, healed } = await attack(object, method, patch);
    return Math.max(0, healed - answered);
  };

  return {
    edit: (object, patch) => lasting(object, 'PATCH', patch),
    remove: (object) => lasting(object, 'DELETE'),
    editAll: async (all) => {
      const ends = await Promise.all(all.map((object) => attack(object, 'PATCH')));
      return Math.max(...ends.map(({ healed }) => healed)) - Math.min(...ends.map(({ answered }) => answered));
    },
    stop: async () => {
      stop.abort();
      await watching;
    },
  };
}
