import { randomBytes } from 'node:crypto';
import type { Writer } from './apply.ts';
import { type Clock, microTime, systemClock } from './clock.ts';
import { classify, messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import type { KubeObject, ResourceType } from './object.ts';

export interface EventInput<Reason extends string = string> {
  readonly regarding: KubeObject;
  /** What it happened to, where that is another object: one series per pair. */
  readonly related?: KubeObject;
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, stable: what people filter by. */
  readonly reason: Reason;
  /** CamelCase verb: what was done or tried. */
  readonly action: string;
  readonly note: string;
}

export interface EventRecorder<Reason extends string = string> {
  /** Best effort and never in the way: it returns at once and does not throw. */
  emit(event: EventInput<Reason>): void;
  /** Writes what is still held back. */
  flush(): Promise<void>;
}

interface Series {
  readonly name: string;
  readonly namespace: string;
  count: number;
  written: number;
  last: number;
  /** Monotonic time in ms of the last write. */
  at: number;
  pending: boolean;
}

const EVENTS: ResourceType = { group: 'events.k8s.io', version: 'v1', plural: 'events', kind: 'Event' };
const WRITE_INTERVAL_MS = 10_000;
/** client-go's tools/events: a series ends after six quiet minutes. */
const SERIES_ENDS_MS = 360_000;
const MAX_SERIES = 1000;
/** In bytes, not in characters. */
const MAX_NOTE = 1024;
const MAX_NAME = 253;

const refTo = ({ apiVersion, kind, metadata: { name, namespace, uid } }: KubeObject): object => ({
  apiVersion,
  kind,
  name,
  ...(namespace !== undefined && { namespace }),
  ...(uid !== undefined && { uid }),
});

function seriesKey({ regarding, related, type, reason, action }: EventInput): string {
  const { namespace = '', name } = related?.metadata ?? { name: '' };
  return [type, reason, action, regarding.metadata.uid, regarding.metadata.name, namespace, name].join('\0');
}

interface Means {
  readonly writer: Writer;
  readonly identity: Identity;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Who reports: the controller, and which process of it. */
export interface Identity {
  readonly controller: string;
  readonly instance: string;
}

/**
 * Records Events of events.k8s.io/v1, equal ones as one series with a count, each series written at most every ten
 * seconds. Events about cluster-scoped objects must live in the namespace `default`.
 */
export function createEventRecorder(
  writer: Writer,
  identity: Identity,
  log: Logger,
  clock: Clock = systemClock,
): EventRecorder {
  return new Recorder({ writer, identity, log, clock });
}

class Recorder implements EventRecorder {
  readonly #means: Means;
  readonly #series = new Map<string, Series>();
  readonly #under = new Set<Promise<void>>();
  /** Of the last name that was given: 256 for each ms. */
  #serial = 0;

  constructor(means: Means) {
    this.#means = means;
  }

  emit(event: EventInput): void {
    this.#sweep();
    const key = seriesKey(event);
    const known = this.#series.get(key);
    if (known !== undefined) this.#repeat(key, known);
    else if (this.#series.size < MAX_SERIES) this.#begin(key, event);
    else this.#means.log.debug('event dropped', { reason: event.reason });
  }

  async flush(): Promise<void> {
    for (const [key, entry] of this.#series)
      if (entry.written < entry.count) this.#track(key, entry, this.#update(entry));
    await Promise.all(this.#under);
  }

  #begin(key: string, event: EventInput): void {
    const { writer, identity, clock } = this.#means;
    this.#serial = Math.max(this.#serial + 1, clock.now() * 256);
    const name = nameFor(event.regarding.metadata.name, this.#serial);
    const namespace = event.regarding.metadata.namespace ?? 'default';
    const entry = { name, namespace, count: 1, written: 1, last: clock.now(), at: clock.monotonic(), pending: false };
    this.#series.set(key, entry);
    const body = bodyOf(event, entry, identity, entry.last) as KubeObject;
    this.#track(key, entry, writer.create(EVENTS, body, AbortSignal.timeout(10_000)));
  }

  #repeat(key: string, entry: Series): void {
    const { clock } = this.#means;
    entry.count += 1;
    entry.last = clock.now();
    if (entry.pending) return;
    entry.pending = true;
    const wait = Math.max(0, WRITE_INTERVAL_MS - (clock.monotonic() - entry.at));
    void clock.sleep(wait).then(() => entry.pending && this.#track(key, entry, this.#update(entry)));
  }

  #update(entry: Series): Promise<unknown> {
    const { writer, clock } = this.#means;
    entry.pending = false;
    entry.at = clock.monotonic();
    entry.written = entry.count;
    const patch = { series: { count: entry.count, lastObservedTime: microTime(entry.last) } };
    return writer.merge(EVENTS, entry, patch, AbortSignal.timeout(10_000));
  }

  #track(key: string, entry: Series, work: Promise<unknown>): void {
    const done: Promise<void> = work
      .catch((error: unknown) => this.#failed(key, entry, error))
      .then(() => void this.#under.delete(done));
    this.#under.add(done);
  }

  /** What was never written, or has expired since, cannot be counted up: the next one begins a new series. */
  #failed(key: string, entry: Series, error: unknown): void {
    // A right that is missing stays missing until somebody hears of it.
    const level = classify(error) === 'forbidden' ? 'warn' : 'debug';
    this.#means.log[level]('event not written', { error: messageOf(error) });
    const missing = entry.written === 1 || classify(error) === 'missing';
    if (missing && this.#series.get(key) === entry) this.#series.delete(key);
  }

  #sweep(): void {
    const now = this.#means.clock.monotonic();
    for (const [key, { at, pending }] of this.#series)
      if (!pending && now - at > SERIES_ENDS_MS) this.#series.delete(key);
  }
}

/**
 * Unique, and a name that the API server takes. `kubectl describe` lists Events of this API by name, as it sorts them by
 * a time that this API has no more: so names rise with time.
 */
function nameFor(subject: string, serial: number): string {
  const random = randomBytes(2).toString('hex').slice(1);
  const suffix = `.${serial.toString(16).padStart(13, '0')}${random}`;
  return subject.slice(0, MAX_NAME - suffix.length).replace(/[.-]+$/, '') + suffix;
}

/** The longest beginning of the text that fits, with a sign that something is missing. */
function bounded(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_NOTE) return text;
  const whole = new TextDecoder().decode(bytes.subarray(0, MAX_NOTE - 3), { stream: true });
  return `${whole}…`;
}

function bodyOf(
  { regarding, related, type, reason, action, note }: EventInput,
  { name, namespace }: Series,
  identity: Identity,
  now: number,
): object {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name, namespace },
    eventTime: microTime(now),
    reportingController: identity.controller,
    reportingInstance: identity.instance,
    type,
    reason,
    action,
    note: bounded(note),
    regarding: refTo(regarding),
    ...(related !== undefined && { related: refTo(related) }),
  };
}
