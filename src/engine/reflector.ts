import { type Clock, exponential, jitter, systemClock } from './clock.ts';
import { ApiError, type ApiStatus, classify, messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import type { Mirror } from './mirror.ts';
import { apiVersionOf, keyOf, type KubeObject } from './object.ts';
import { Semaphore } from './semaphore.ts';
import { callFor, type Source } from './source.ts';
import type { Transport } from './transport.ts';

/**
 * - `starting`: nothing known yet.
 * - `synced`: the mirror holds what the server had, a moment ago.
 * - `missing`: the kind does not exist here, or not yet.
 * - `forbidden`: we may not read it; what the mirror holds may be old.
 * - `failing`: no contact for now; what the mirror holds may be old.
 */
export type SyncState = 'starting' | 'synced' | 'missing' | 'forbidden' | 'failing';

interface List {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly KubeObject[];
}

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject & ApiStatus;
}

/** client-go's numbers (tools/cache/reflector.go). */
const BACKOFF_MS = 800;
const BACKOFF_CEILING_MS = 30_000;
/** After a restart the API server answers 404 for custom resources for seconds: look again soon, at first. */
const MISSING_CEILING_MS = 5_000;
const MISSING_PATIENCE = 12;
/** For this long a kind that could be read may answer 404 or 403 before that is believed. */
const REFUSED_GRACE_MS = 15_000;
/** So many failures in a row, answered by the server: perhaps it is the version that it cannot serve. */
const PATIENCE = 5;
/** client-go: a watch that ends sooner, and without an event, is a failure. */
const SHORT_MS = 1_000;
const PAGE = 500;
/** Pages are ten times as large as what is kept of them: so many are in memory at a time, whatever is listed. */
const PAGES = new Semaphore(3);
const WATCH_SECONDS = { least: 300, spread: 300, slack: 30 };

/**
 * Keeps a mirror equal to the server: lists once, watches from there, and after any break watches on from the last
 * version seen. Only an expired version (410, as a status or as an event), or one that the server cannot make sense of,
 * makes it list again; deletions that
 * happened meanwhile are then found by comparison. Versions are opaque: never compared, only handed back.
 */
export class Reflector<T extends KubeObject> {
  readonly source: Source<T>;
  readonly mirror: Mirror<T>;
  readonly #transport: Transport;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #ready = Promise.withResolvers<void>();
  /** How often the watch or the list before it broke, but for what is everyday: an end that was agreed, an expired version. */
  interruptions = 0;
  #listeners: ((state: SyncState) => void)[] = [];
  #state: SyncState = 'starting';
  #version = '';
  #failures = 0;
  #refusedSince: number | undefined;
  /** Whether a watch has worked yet. */
  #watched = false;
  /** Whether the last watch was one that we may not have: a list that is answered says nothing about that. */
  #watchForbidden = false;
  #lastContact: number;
  #wake = new AbortController();

  constructor(source: Source<T>, mirror: Mirror<T>, transport: Transport, log: Logger, clock: Clock = systemClock) {
    this.source = source;
    this.mirror = mirror;
    this.#transport = transport;
    this.#log = log;
    this.#clock = clock;
    this.#lastContact = clock.monotonic();
  }

  get state(): SyncState {
    return this.#state;
  }

  /** Monotonic time in ms of the last sign of life from the server: an event, a bookmark, an answer. */
  get lastContact(): number {
    return this.#lastContact;
  }

  /** Resolves at the first list, or as soon as it is certain that there will be none for now (missing, forbidden). */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  onState(listener: (state: SyncState) => void): void {
    this.#listeners.push(listener);
  }

  /** Try again now, and soon after: something happened that may have ended the cause of the failure, or soon will. */
  poke(): void {
    if (this.#state === 'synced') return;
    this.#failures = 0;
    this.#wake.abort();
  }

  /** Runs until the signal is aborted; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Made before the attempt: a poke that comes while it is under way counts, too.
      this.#wake = new AbortController();
      try {
        if (this.#version === '') await this.#relist(signal);
        await this.#follow(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  async #relist(signal: AbortSignal): Promise<void> {
    const live = new Set<string>();
    let metadata: List['metadata'] = {};
    do metadata = await this.#page(metadata?.continue ?? '', live, signal);
    while ((metadata?.continue ?? '') !== '');
    for (const key of this.mirror.keys()) if (!live.has(key)) this.mirror.remove(key);
    this.#version = metadata?.resourceVersion ?? '';
    if (!this.#watchForbidden) this.#become('synced');
  }

  async #page(token: string, live: Set<string>, signal: AbortSignal): Promise<List['metadata']> {
    const call = callFor(this.source, 'list', { limit: this.source.pageSize ?? PAGE, continue: token });
    return PAGES.run(async () => {
      const page = (await this.#transport.request(call, signal)) as List;
      this.#lastContact = this.#clock.monotonic();
      for (const item of page.items ?? []) {
        const kept = this.#keep(item);
        live.add(keyOf(kept.metadata));
        this.mirror.put(kept);
      }
      return page.metadata;
    }, signal);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const seconds = Math.round(WATCH_SECONDS.least + WATCH_SECONDS.spread * Math.random());
    const deadline = AbortSignal.any([signal, AbortSignal.timeout((seconds + WATCH_SECONDS.slack) * 1000)]);
    const query = { watch: 1, allowWatchBookmarks: true, timeoutSeconds: seconds, resourceVersion: this.#version };
    const call = callFor(this.source, 'watch', query);
    const ended = new AbortController();
    let healthy = false;
    const take = (value: unknown): void => {
      healthy = true;
      this.#take(value as WatchEvent);
    };
    const settle = async (): Promise<void> => {
      this.#lastContact = this.#clock.monotonic();
      await this.#clock.sleep(SHORT_MS, ended.signal);
      if (ended.signal.aborted) return;
      healthy = true;
      this.#works();
    };
    try {
      await this.#transport.stream(call, take, deadline, () => void settle());
    } finally {
      ended.abort();
    }
    if (!healthy) throw new Error('the watch ended at once');
  }

  #take({ type, object }: WatchEvent): void {
    this.#lastContact = this.#clock.monotonic();
    if (type === 'ERROR') throw new ApiError(object.code ?? 500, object);
    if (type === 'DELETED') this.mirror.remove(keyOf(object.metadata));
    else if (type !== 'BOOKMARK') this.mirror.put(this.#keep(object));
    this.#version = object.metadata.resourceVersion ?? this.#version;
    this.#works();
  }

  /** A watch that has said something, or lives for a while, is one that works. A list before it proves nothing yet. */
  #works(): void {
    this.#failures = 0;
    this.#watched = true;
    this.#watchForbidden = false;
    this.#become('synced');
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const verdict = classify(error);
    const calm = verdict === 'gone' && this.#failures === 0;
    if (verdict === 'forbidden' && this.#version !== '') this.#watchForbidden = true;
    this.#failures += 1;
    if (verdict === 'gone' || verdict === 'terminal' || this.#isHopeless(error)) this.#version = '';
    if (calm) return;
    this.interruptions += 1;
    this.#note(verdict, error);
    const wait = jitter(exponential(BACKOFF_MS, this.#ceiling(verdict), this.#failures - 1), 1);
    await this.#clock.sleep(wait, AbortSignal.any([signal, this.#wake.signal]));
  }

  /** An overloaded server says when to come back: a list would only add to its load. */
  #isHopeless(error: unknown): boolean {
    return this.#failures > PATIENCE && error instanceof ApiError && error.retryAfterMs === undefined;
  }

  #ceiling(verdict: string): number {
    return verdict === 'missing' && this.#failures <= MISSING_PATIENCE ? MISSING_CEILING_MS : BACKOFF_CEILING_MS;
  }

  #note(verdict: string, error: unknown): void {
    const fields = { resource: this.source.type.plural, verdict, failures: this.#failures, error: messageOf(error) };
    this.#log[this.#failures > 3 ? 'warn' : 'debug']('watch interrupted', fields);
    if (verdict === 'missing' || verdict === 'forbidden') return this.#refused(verdict);
    this.#refusedSince = undefined;
    if (this.#state === 'synced' && this.#failures > 1) this.#become('failing');
  }

  /**
   * A kind that disappears takes its objects with it. But an API server that restarts also says 404 for a while, and
   * 403 before it knows the roles: what worked until now is believed to be gone only after some time. A watch that has
   * never worked is not one of these, though the list before it was answered.
   */
  #refused(state: 'missing' | 'forbidden'): void {
    if (state === 'missing') this.#version = '';
    this.#refusedSince ??= this.#clock.monotonic();
    const begun = this.#state === 'synced' && (this.#watched || state === 'missing');
    const worked = begun || this.#state === 'failing';
    if (worked && this.#clock.monotonic() - this.#refusedSince < REFUSED_GRACE_MS) return this.#become('failing');
    if (state === 'missing') for (const key of this.mirror.keys()) this.mirror.remove(key);
    this.#become(state);
  }

  #become(state: SyncState): void {
    if (state === 'synced') this.#refusedSince = undefined;
    if (state !== 'failing') this.#ready.resolve();
    if (this.#state === state) return;
    this.#log.info('watch state', { resource: this.source.type.plural, from: this.#state, to: state });
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** List items come without apiVersion and kind. */
  #keep(raw: KubeObject): T {
    const { type, project } = this.source;
    return project({ ...raw, apiVersion: apiVersionOf(type), kind: type.kind });
  }
}
