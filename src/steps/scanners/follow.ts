import type { Scanned } from '../../domain/scanners/scan.ts';
import { type Clock, exponential } from '../../engine/clock.ts';
import type { Logger } from '../../engine/log.ts';
import { Mirror } from '../../engine/mirror.ts';
import { Reflector, type SyncState } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import type { ScannerSource } from './sources.ts';

/** The objects of one source, kept up to date until it is ended. */
export interface Following {
  readonly mirror: Mirror<Scanned>;
  readonly state: () => SyncState;
  /** The watch, where there is one. */
  readonly reflector: () => Reflector<Scanned> | undefined;
  readonly end: () => void;
}

export interface FollowParts {
  readonly transport: Transport;
  readonly log: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Something changed: an object, or what can be seen. */
  readonly onChange: () => void;
}

/**
 * When no version is served, all of them are tried again after so many ms, and then more: a definition that was just
 * made is not served yet, and an old one may come to have another version.
 */
const AGAIN_MS = { first: 1_000, most: 300_000 };

/** Watches a source in the best version that is served: that a kind is there does not say in which. */
export function follow(source: ScannerSource, { transport, log, clock, signal, onChange }: FollowParts): Following {
  const { type, versions = [type.version] } = source;
  const mirror = new Mirror<Scanned>();
  mirror.onChange(onChange);
  const ended = new AbortController();
  const running = AbortSignal.any([signal, ended.signal]);
  let reflector: Reflector<Scanned>;
  let rounds = 0;

  const next = async (index: number): Promise<void> => {
    if (index === 0) await clock.sleep(exponential(AGAIN_MS.first, AGAIN_MS.most, rounds++), running);
    if (!running.aborted) start(index);
  };
  const start = (index: number): void => {
    const version = versions[index] ?? type.version;
    const one = new AbortController();
    reflector = new Reflector<Scanned>({ ...source, type: { ...type, version } }, mirror, transport, log);
    reflector.onState((state) => {
      onChange();
      if (state === 'synced') rounds = 0;
      if (state !== 'missing' || versions.length === 1) return;
      one.abort();
      void next((index + 1) % versions.length);
    });
    void reflector.run(AbortSignal.any([running, one.signal]));
  };

  start(0);
  return { mirror, state: () => reflector.state, reflector: () => reflector, end: () => ended.abort() };
}
