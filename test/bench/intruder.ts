import { isDeepStrictEqual } from 'node:util';
import { createTransport, loadKubeConfig } from '../../src/engine/transport.ts';
import type { KubeObject, NetworkPolicy } from '../../src/api/kube.ts';
import { networkPolicy } from '../../src/domain/kinds/network-policy.ts';

/** Edits and deletes NetworkPolicies, and waits until a watch shows them as they were. Times are in ms. */
export interface Intruder {
  edit(object: KubeObject): Promise<number>;
  remove(object: KubeObject): Promise<number>;
  /** From the first answer to an edit until the last object is healed. */
  editAll(objects: readonly KubeObject[]): Promise<number>;
  stop(): Promise<void>;
}

const COLLECTION = '/apis/networking.k8s.io/v1/networkpolicies';
const keyOf = ({ metadata: { namespace, name } }: KubeObject): string => `${namespace}/${name}`;

/** The API server leaves empty lists out of its answers. */
const { canonical } = networkPolicy;

const pathOf = ({ metadata: { namespace, name } }: KubeObject): string =>
  `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}`;

/** Everybody may come in: what a hurried hand or an attacker would write. */
const OPEN = { spec: { ingress: [{}] } };

export async function startIntruder(kubeconfig: string, objects: readonly NetworkPolicy[]): Promise<Intruder> {
  const transport = createTransport(loadKubeConfig(kubeconfig), { maxInFlight: 64 });
  const stop = new AbortController();
  const wanted = new Map(objects.map((object) => [keyOf(object), canonical(object)]));
  const waiting = new Map<string, (at: number) => void>();

  const take = (value: unknown): void => {
    const { type, object } = value as { type: string; object: NetworkPolicy };
    const key = keyOf(object);
    const healed = type !== 'DELETED' && waiting.has(key) && isDeepStrictEqual(canonical(object), wanted.get(key));
    if (!healed) return;
    waiting.get(key)?.(performance.now());
    waiting.delete(key);
  };

  const list = (await transport.request({ method: 'GET', path: `${COLLECTION}?limit=1` }, stop.signal)) as KubeObject;
  const path = `${COLLECTION}?watch=1&resourceVersion=${list.metadata.resourceVersion}`;
  const watching = transport.stream({ method: 'GET', path }, take, stop.signal).catch(() => undefined);

  /** Waiting begins before the attack: the healing may overtake the answer. */
  const attack = async (
    object: KubeObject,
    method: 'PATCH' | 'DELETE',
  ): Promise<{ answered: number; healed: number }> => {
    const healing = new Promise<number>((resolve) => waiting.set(keyOf(object), resolve));
    const body = method === 'PATCH' ? { body: OPEN, contentType: 'application/merge-patch+json' } : {};
    const query = method === 'PATCH' ? '?fieldManager=intruder' : '';
    await transport.request({ method, path: `${pathOf(object)}${query}`, ...body }, stop.signal);
    const answered = performance.now();
    return { answered, healed: await healing };
  };

  const lasting = async (object: KubeObject, method: 'PATCH' | 'DELETE'): Promise<number> => {
    const { answered, healed } = await attack(object, method);
    return Math.max(0, healed - answered);
  };

  return {
    edit: (object) => lasting(object, 'PATCH'),
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
