import type { Clock } from '../../src/engine/clock.ts';
import { ApiError, ConnectionError } from '../../src/engine/errors.ts';
import type { Transport } from '../../src/engine/transport.ts';

export interface StoredLease {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface LeaseServer {
  /** A client that waits for `delay()` ms before the server acts, and again before it hears of it. */
  client(delay?: () => number): Transport;
  lease: StoredLease | undefined;
  /** Every answer is an error while this is set. */
  failure: Error | undefined;
  /** All writes that succeeded. */
  readonly writes: readonly StoredLease['spec'][];
}

interface Body {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly spec: StoredLease['spec'];
}

/** One Lease, with the API server's rules: versions that must match, creation that happens once, merge patches. */
export function leaseServer(clock: Clock): LeaseServer {
  const writes: StoredLease['spec'][] = [];
  let version = 0;

  const store = (spec: StoredLease['spec']): StoredLease => {
    writes.push(spec);
    version += 1;
    return (server.lease = { metadata: { resourceVersion: String(version) }, spec });
  };
  const serve = (method: string, body: Body | undefined): unknown => {
    if (server.failure !== undefined) throw server.failure;
    const { lease } = server;
    if (method === 'POST' && lease !== undefined) throw new ApiError(409, { reason: 'AlreadyExists' });
    if (method !== 'POST' && lease === undefined) throw new ApiError(404, { reason: 'NotFound' });
    if (method === 'GET' || body === undefined) return lease;
    const wanted = body.metadata?.resourceVersion ?? lease?.metadata.resourceVersion;
    if (lease !== undefined && wanted !== lease.metadata.resourceVersion)
      throw new ApiError(409, { reason: 'Conflict' });
    return store({ ...lease?.spec, ...body.spec });
  };
  const server: LeaseServer = {
    writes,
    lease: undefined,
    failure: undefined,
    client: (delay = () => 0) => ({
      request: async ({ method, body }, signal) => {
        const wait = async (): Promise<void> => {
          await clock.sleep(delay(), signal);
          if (signal.aborted) throw new ConnectionError('aborted');
        };
        await wait();
        const answer = serve(method, body as Body | undefined);
        await wait();
        return answer;
      },
      stream: () => Promise.reject(new Error('unused')),
    }),
  };
  return server;
}
