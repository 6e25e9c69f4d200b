import { type Clock, systemClock } from './clock.ts';

/** Yields all addresses of a host name, IPv4 and IPv6; rejects when it does not resolve. */
export type Lookup = (host: string) => Promise<readonly string[]>;

export interface ResolverOptions {
  readonly lookup: Lookup;
  /** How often every host is asked for again, in ms. */
  readonly intervalMs?: number;
  /** An address that is no longer answered stays for this long, in ms: round-robin answers differ each time. */
  readonly holdMs?: number;
  readonly clock?: Clock;
}

/** More addresses than this a name does not have, unless somebody means to fill a policy. */
const MAX_ADDRESSES = 64;
const INTERVAL_MS = 30_000;
const HOLD_MS = 600_000;

/**
 * Follows the addresses of host names: new ones count at once, old ones only after they were absent for long. A name
 * that does not resolve for now keeps what it had; a name that nobody asks for any more is forgotten.
 */
export class Resolver {
  readonly #options: Required<ResolverOptions>;
  readonly #seen = new Map<string, Map<string, number>>();
  readonly #listeners: (() => void)[] = [];
  readonly #wanted = new Map<string, ReadonlySet<string>>();
  #wake = new AbortController();

  constructor(options: ResolverOptions) {
    this.#options = { intervalMs: INTERVAL_MS, holdMs: HOLD_MS, clock: systemClock, ...options };
  }

  /** Calls back whenever the addresses of any host have changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Says which hosts `user` needs from now on; new ones are asked for at once.
   *
   * @param remembered addresses known from before a restart, taken as just seen
   */
  track(user: string, hosts: Iterable<string>, remembered: ReadonlyMap<string, readonly string[]> = new Map()): void {
    const before = this.#hosts();
    this.#wanted.set(user, new Set(hosts));
    const after = this.#hosts();
    for (const host of before) if (!after.has(host)) this.#seen.delete(host);
    const added = [...after].filter((host) => !before.has(host));
    for (const host of added) this.#remember(host, remembered.get(host) ?? []);
    if (added.length > 0) this.#wake.abort();
  }

  forget(user: string): void {
    this.track(user, []);
    this.#wanted.delete(user);
  }

  /** Addresses by host, sorted; a host that never resolved is missing. */
  addresses(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.#seen].map(([host, addresses]) => [host, [...addresses.keys()].toSorted()]));
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs } = this.#options;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      const wake = this.#wake.signal;
      const changed = await Promise.all([...this.#hosts()].map((host) => this.#ask(host)));
      if (changed.includes(true)) for (const listener of this.#listeners) listener();
      await clock.sleep(intervalMs, AbortSignal.any([signal, wake]));
    }
  }

  #hosts(): Set<string> {
    return new Set([...this.#wanted.values()].flatMap((hosts) => [...hosts]));
  }

  #remember(host: string, addresses: readonly string[]): void {
    if (addresses.length === 0) return;
    const now = this.#options.clock.monotonic();
    this.#seen.set(host, new Map(addresses.slice(0, MAX_ADDRESSES).map((address) => [address, now])));
  }

  async #ask(host: string): Promise<boolean> {
    const { lookup, clock, holdMs } = this.#options;
    const answered = await lookup(host).catch(() => []);
    if (!this.#hosts().has(host)) return false;
    const now = clock.monotonic();
    const known = this.#seen.get(host) ?? new Map<string, number>();
    const before = [...known.keys()].toSorted().join();
    for (const address of answered) if (known.has(address) || known.size < MAX_ADDRESSES) known.set(address, now);
    // Nothing answered is no evidence that an address has gone.
    if (answered.length > 0) for (const [address, at] of known) if (now - at >= holdMs) known.delete(address);
    if (known.size > 0) this.#seen.set(host, known);
    return [...known.keys()].toSorted().join() !== before;
  }
}
