import type { Writer } from './apply.ts';
import { type Clock, jitter, systemClock } from './clock.ts';
import { classify, messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import { type KubeObject, objectPath, type ResourceType } from './object.ts';
import type { Transport } from './transport.ts';

export interface LeaseOptions {
  readonly namespace: string;
  readonly name: string;
  /** Unique per process. */
  readonly identity: string;
  /**
   * How long others wait for a holder that went silent, how long the holder tries to renew before it stops, and how
   * often both try, in ms. Shorter ones lose the lease to a single slow request.
   */
  readonly durationMs?: number;
  readonly renewMs?: number;
  readonly retryMs?: number;
}

/** One process of several does the work: the one that holds the Lease. */
export interface Lease {
  /** Resolves once the lease is ours. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Keeps it; resolves when it is lost, or the signal is aborted. */
  hold(signal: AbortSignal): Promise<void>;
  /** True while nobody else can hold it: to be asked before each write. */
  valid(): boolean;
  /** Gives it up so that another may take it at once. */
  release(): Promise<void>;
}

interface LeaseObject extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

const LEASES: ResourceType = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease' };
const microTime = (now: number): string => new Date(now).toISOString().replace('Z', '000Z');

/**
 * Leader election after client-go's tools/leaderelection. Expiry is judged by how long *this* process has seen the
 * record unchanged, never by the holder's clock.
 */
export function createLease(
  transport: Transport,
  writer: Writer,
  options: LeaseOptions,
  log: Logger,
  clock: Clock = systemClock,
): Lease {
  const { namespace, name, identity, durationMs = 35_000, renewMs = 30_000, retryMs = 5_000 } = options;
  const ref = { namespace, name };
  let observed: { readonly record: string; readonly at: number; readonly lease: LeaseObject } | undefined;
  let renewed: number | undefined;

  const observe = (lease: LeaseObject): LeaseObject => {
    const record = JSON.stringify(lease.spec ?? {});
    if (observed?.record === record) observed = { ...observed, lease };
    else observed = { record, at: clock.monotonic(), lease };
    return lease;
  };

  const read = async (signal: AbortSignal): Promise<LeaseObject | undefined> => {
    try {
      return observe(
        (await transport.request({ method: 'GET', path: objectPath(LEASES, ref) }, signal)) as LeaseObject,
      );
    } catch (error) {
      if (classify(error) === 'missing') return undefined;
      throw error;
    }
  };

  const specFor = (current: LeaseObject | undefined): object => {
    const mine = current?.spec?.holderIdentity === identity;
    const transitions = current?.spec?.leaseTransitions ?? 0;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(durationMs / 1000),
      renewTime: microTime(clock.now()),
      ...(!mine && { acquireTime: microTime(clock.now()), leaseTransitions: transitions + 1 }),
    };
  };

  const write = async (current: LeaseObject | undefined, spec: object, signal: AbortSignal): Promise<void> => {
    const metadata = { ...ref, ...(current && { resourceVersion: current.metadata.resourceVersion }) };
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec } as KubeObject;
    const stored =
      current === undefined
        ? await writer.create(LEASES, lease, signal)
        : await writer.merge(LEASES, ref, { metadata, spec }, signal);
    observe(stored);
  };

  const held = ({ spec }: LeaseObject): boolean => {
    const holder = spec?.holderIdentity ?? '';
    if (holder === '' || holder === identity || observed === undefined) return false;
    return clock.monotonic() - observed.at < (spec?.leaseDurationSeconds ?? 0) * 1000;
  };

  /** One try to take or renew. The time counted is that of asking, not of the answer. */
  const attempt = async (): Promise<boolean> => {
    const started = clock.monotonic();
    const signal = AbortSignal.timeout(Math.min(retryMs * 2, renewMs));
    try {
      const current = await read(signal);
      if (current !== undefined && held(current)) return false;
      await write(current, specFor(current), signal);
      renewed = started;
      return true;
    } catch (error) {
      log.debug('lease not renewed', { error: messageOf(error) });
      return false;
    }
  };

  const valid = (): boolean => renewed !== undefined && clock.monotonic() - renewed < renewMs;

  return {
    valid,
    acquire: async (signal) => {
      while (!signal.aborted && !(await attempt())) await clock.sleep(jitter(retryMs, 0.2), signal);
    },
    hold: async (signal) => {
      while (!signal.aborted && valid()) {
        await clock.sleep(retryMs, signal);
        if (!signal.aborted && !(await attempt()) && observed !== undefined && held(observed.lease)) return;
      }
    },
    release: async () => {
      if (!valid() || observed === undefined) return;
      renewed = undefined;
      const spec = { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(clock.now()) };
      const { resourceVersion } = observed.lease.metadata;
      try {
        await writer.merge(LEASES, ref, { metadata: { resourceVersion }, spec }, AbortSignal.timeout(3_000));
      } catch (error) {
        log.warn('lease not released', { error: messageOf(error) });
      }
    },
  };
}
