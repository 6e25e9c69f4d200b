import type { Writer } from './apply.ts';
import { type Clock, jitter, microTime, systemClock } from './clock.ts';
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

/** What a Lease was when it was seen last, and since when it has been the same, in monotonic ms. */
interface Sight {
  readonly record: string;
  readonly at: number;
  readonly lease: LeaseObject;
}

interface Means {
  readonly transport: Transport;
  readonly writer: Writer;
  readonly log: Logger;
  readonly clock: Clock;
}

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
  return new Candidate({ transport, writer, log, clock }, options);
}

class Candidate implements Lease {
  readonly #means: Means;
  readonly #options: Required<LeaseOptions>;
  #observed: Sight | undefined;
  /** Monotonic ms of the last time that we asked for it and got it. */
  #renewed: number | undefined;
  #said = '';

  constructor(means: Means, options: LeaseOptions) {
    this.#means = means;
    this.#options = { durationMs: 35_000, renewMs: 30_000, retryMs: 5_000, ...options };
  }

  valid(): boolean {
    return this.#renewed !== undefined && this.#means.clock.monotonic() - this.#renewed < this.#options.renewMs;
  }

  async acquire(signal: AbortSignal): Promise<void> {
    const { clock } = this.#means;
    while (!signal.aborted && !(await this.#attempt(signal)))
      await clock.sleep(jitter(this.#options.retryMs, 0.2), signal);
  }

  async hold(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.valid()) {
      await this.#means.clock.sleep(this.#options.retryMs, signal);
      if (signal.aborted || (await this.#attempt(signal))) continue;
      if (this.#observed !== undefined && this.#held(this.#observed.lease)) return;
    }
  }

  async release(): Promise<void> {
    if (!this.valid()) return;
    this.#renewed = undefined;
    const { clock, log } = this.#means;
    const signal = AbortSignal.timeout(RELEASE_MS);
    const spec = { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(clock.now()) };
    try {
      // Read anew: a renewal that was cut off may have been written.
      const current = await this.#read(signal);
      if (current?.spec?.holderIdentity === this.#options.identity) await this.#write(current, spec, signal);
    } catch (error) {
      log.warn('lease not released', { error: messageOf(error) });
    }
  }

  /** One try to take or renew. The time counted is that of asking, not of the answer. */
  async #attempt(stop: AbortSignal): Promise<boolean> {
    const { retryMs, renewMs } = this.#options;
    const started = this.#means.clock.monotonic();
    const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.min(retryMs * 2, renewMs))]);
    try {
      const current = await this.#read(signal);
      if (current !== undefined && this.#held(current)) {
        this.#say('another process leads', { holder: current.spec?.holderIdentity });
        return false;
      }
      await this.#write(current, this.#specFor(current), signal);
      this.#renewed = started;
      this.#said = '';
      return true;
    } catch (error) {
      if (!stop.aborted) this.#say('lease not written', { error: messageOf(error) });
      return false;
    }
  }

  async #read(signal: AbortSignal): Promise<LeaseObject | undefined> {
    const path = objectPath(LEASES, this.#options);
    try {
      return this.#observe((await this.#means.transport.request({ method: 'GET', path }, signal)) as LeaseObject);
    } catch (error) {
      if (classify(error) === 'missing') return undefined;
      throw error;
    }
  }

  /** With the version that was read, so that of two only one can succeed. */
  async #write(current: LeaseObject | undefined, spec: object, signal: AbortSignal): Promise<void> {
    const { namespace, name } = this.#options;
    const metadata = { namespace, name, ...(current && { resourceVersion: current.metadata.resourceVersion }) };
    const lease = { apiVersion: apiVersionOf(LEASES), kind: LEASES.kind, metadata, spec };
    const { writer } = this.#means;
    const stored =
      current === undefined
        ? await writer.create(LEASES, lease, signal)
        : await writer.merge(LEASES, metadata, { metadata, spec }, signal);
    this.#observe(stored);
  }

  #observe(lease: LeaseObject): LeaseObject {
    const record = JSON.stringify(lease.spec ?? {});
    const at = this.#observed?.record === record ? this.#observed.at : this.#means.clock.monotonic();
    this.#observed = { record, at, lease };
    return lease;
  }

  #specFor(current: LeaseObject | undefined): object {
    const { identity, durationMs } = this.#options;
    const now = microTime(this.#means.clock.now());
    const mine = current?.spec?.holderIdentity === identity;
    const leaseTransitions = current === undefined ? 0 : (current.spec?.leaseTransitions ?? 0) + 1;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(durationMs / 1000),
      renewTime: now,
      ...(!mine && { acquireTime: now, leaseTransitions }),
    };
  }

  /** Whether somebody else may still count on it. */
  #held({ spec }: LeaseObject): boolean {
    const { identity, durationMs } = this.#options;
    const holder = spec?.holderIdentity ?? '';
    if (holder === '' || holder === identity || this.#observed === undefined) return false;
    const lasts = (spec?.leaseDurationSeconds ?? durationMs / 1000) * 1000;
    return this.#means.clock.monotonic() - this.#observed.at < lasts;
  }

  /** Says what stands in the way once, not every few seconds. */
  #say(problem: string, fields: Readonly<Record<string, unknown>>): void {
    const text = JSON.stringify([problem, fields]);
    this.#means.log[text === this.#said ? 'debug' : 'warn'](problem, fields);
    this.#said = text;
  }
}
