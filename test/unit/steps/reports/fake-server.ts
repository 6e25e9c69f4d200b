import { MANAGER } from '../../../../src/domain/marks.ts';
import type { Call } from '../../../../src/engine/exchange.ts';
import type { KubeObject } from '../../../../src/engine/object.ts';
import type { Transport } from '../../../../src/engine/transport.ts';

export interface FakeServer {
  readonly transport: Transport;
  /** Writes, as `PATCH /path`. */
  readonly writes: string[];
  /** The most writes that were under way at once. */
  readonly most: () => number;
  /** Called with what is applied: what it returns is stored, what it throws is answered. */
  answer: (object: KubeObject, call: Call) => KubeObject | Promise<KubeObject>;
}

const CRD = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** What is applied is stored as it is, by whoever applies it; watches tell nothing. */
export function fakeServer(crds: readonly string[]): FakeServer {
  const writes: string[] = [];
  let [now, most] = [0, 0];
  const write = async (call: Call): Promise<unknown> => {
    writes.push(`${call.method} ${call.path.split('?')[0]}`);
    now += 1;
    most = Math.max(most, now);
    await new Promise(setImmediate);
    try {
      if (call.method === 'DELETE') return {};
      const stored = await server.answer(structuredClone(call.body) as KubeObject, call);
      const managedFields = [{ manager: MANAGER, operation: 'Apply', fieldsV1: { 'f:results': {} } }];
      return { ...stored, metadata: { ...stored.metadata, uid: 'u', resourceVersion: '2', managedFields } };
    } finally {
      now -= 1;
    }
  };
  const server: FakeServer = {
    writes,
    most: () => most,
    answer: (object) => object,
    transport: {
      request: async (call) => {
        if (call.method !== 'GET') return write(call);
        const names = call.path.startsWith(CRD) ? crds : [];
        return { metadata: { resourceVersion: '1' }, items: names.map((name) => ({ metadata: { name } })) };
      },
      stream: async (_, __, signal, onOpen) => {
        onOpen?.();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    },
  };
  return server;
}
