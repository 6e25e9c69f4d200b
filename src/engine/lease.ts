import type { Writer } from './apply.ts';
import { type Clock, jitter, systemClock } from './clock.ts';
import { classify, messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import { apiVersionOf, type KubeObject, objectPath, type ResourceType } from './object.ts';
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
const RELEASE_MS = 3_000;
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
  let said = '';

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
    const transitions = current === undefined ? 0 : (current.spec?.leaseTransitions ?? 0) + 1;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(durationMs / 1000),
      renewTime: microTime(clock.now()),
      ...(!mine && { acquireTime: microTime(clock.now()), leaseTransitions: transitions }),
    };
  };

  /** With the version that was read, so that of two only one can succeed. */
  const write = async (current: LeaseObject | undefined, spec: object, signal: AbortSignal): Promise<void> => {
    const metadata = { ...ref, ...(current && { resourceVersion: current.metadata.resourceVersion }) };
    const lease = { apiVersion: apiVersionOf(LEASES), kind: LEASES.kind, metadata, spec };
    const stored =
      current === undefined
        ? await writer.create(LEASES, lease, signal)
        : await writer.merge(LEASES, ref, { metadata, spec }, signal);
    observe(stored);
  };

  const held = ({ spec }: LeaseObject): boolean => {
    const holder = spec?.holderIdentity ?? '';
    if (holder === '' || holder === identity || observed === undefined) return false;
    return clock.monotonic() - observed.at < (spec?.leaseDurationSeconds ?? durationMs / 1000) * 1000;
  };

  /** Says what stands in the way once, not every few seconds. */
  const say = (problem: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const text = JSON.stringify([problem, fields]);
    if (problem !== '') log[text === said ? 'debug' : 'warn'](problem, fields);
    said = text;
  };

  /** One try to take or renew. The time counted is that of asking, not of the answer. */
  const attempt = async (stop: AbortSignal): Promise<boolean> => {
    const started = clock.monotonic();
    const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.min(retryMs * 2, renewMs))]);
    try {
      const current = await read(signal);
      if (current !== undefined && held(current)) {
        say('another process leads', { holder: current.spec?.holderIdentity });
        return false;
      }
      await write(current, specFor(current), signal);
      renewed = started;
      say('');
      return true;
    } catch (error) {
      if (!stop.aborted) say('lease not written', { error: messageOf(error) });
      return false;
    }
  };

  const valid = (): boolean => renewed !== undefined && clock.monotonic() - renewed < renewMs;

  return {
    valid,
    acquire: async (signal) => {
      while (!signal.aborted && !(await attempt(signal))) await clock.sleep(jitter(retryMs, 0.2), signal);
    },
    hold: async (signal) => {
      while (!signal.aborted && valid()) {
        await clock.sleep(retryMs, signal);
        if (!signal.aborted && !(await attempt(signal)) && observed !== undefined && held(observed.lease)) return;
      }
    },
    release: async () => {
      if (!valid()) return;
      renewed = undefined;
      const signal = AbortSignal.timeout(RELEASE_MS);
      const spec = { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(clock.now()) };
      try {
        // Read anew: a renewal that was cut off may have been written.
        const current = await read(signal);
        if (current?.spec?.holderIdentity === identity) await write(current, spec, signal);
      } catch (error) {
        log.warn('lease not released', { error: messageOf(error) });
      }
    },
  };
}
