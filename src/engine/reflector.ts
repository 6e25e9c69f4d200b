import { type Clock, exponential, jitter, systemClock } from './clock.ts';
import { ApiError, type ApiStatus, classify, messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import type { Mirror } from './mirror.ts';
import { apiVersionOf, collectionPath, keyOf, type KubeObject, type ResourceType } from './object.ts';
import type { Transport } from './transport.ts';

export interface Source<T extends KubeObject> {
  readonly type: ResourceType;
  /** Only this namespace; otherwise the whole cluster. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Ask the server for metadata only: for kinds whose content is never read. */
  readonly metadataOnly?: boolean;
  /** Keeps the fields that are read, and drops the rest: what is not kept costs no memory. Must not throw. */
  readonly project: (raw: KubeObject) => T;
}

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
/** For this long a kind that was there may answer 404 before it counts as gone. */
const MISSING_GRACE_MS = 15_000;
const PAGE = 500;
const WATCH_SECONDS = { least: 300, spread: 300, slack: 30 };

/**
 * Keeps a mirror equal to the server: lists once, watches from there, and after any break watches on from the last
 * version seen. Only an expired version (410, as a status or as an event) makes it list again; deletions that
 * happened meanwhile are then found by comparison. Versions are opaque: never compared, only handed back.
 */
export class Reflector<T extends KubeObject> {
  readonly source: Source<T>;
  readonly mirror: Mirror<T>;
  readonly #transport: Transport;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #ready = Promise.withResolvers<void>();
  #listeners: ((state: SyncState) => void)[] = [];
  #state: SyncState = 'starting';
  #version = '';
  #failures = 0;
  #missingSince: number | undefined;
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

  /** Try again now: something happened that may have ended the cause of the failure. */
  poke(): void {
    if (this.#state !== 'synced') this.#wake.abort();
  }

  /** Runs until the signal is aborted; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
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
    let page: List = {};
    let token = '';
    do {
      page = (await this.#transport.request(this.#call(`limit=${PAGE}${token}`), signal)) as List;
      this.#lastContact = this.#clock.monotonic();
      for (const item of page.items ?? []) {
        const kept = this.#keep(item);
        live.add(keyOf(kept.metadata));
        this.mirror.put(kept);
      }
      token = `&continue=${encodeURIComponent(page.metadata?.continue ?? '')}`;
    } while ((page.metadata?.continue ?? '') !== '');
    for (const key of this.mirror.keys()) if (!live.has(key)) this.mirror.remove(key);
    this.#version = page.metadata?.resourceVersion ?? '';
    this.#missingSince = undefined;
    this.#become('synced');
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const seconds = Math.round(WATCH_SECONDS.least + WATCH_SECONDS.spread * Math.random());
    const deadline = AbortSignal.any([signal, AbortSignal.timeout((seconds + WATCH_SECONDS.slack) * 1000)]);
    const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${seconds}&resourceVersion=${this.#version}`;
    const started = this.#clock.monotonic();
    let events = 0;
    const take = (value: unknown): void => {
      events += 1;
      this.#take(value as WatchEvent);
    };
    await this.#transport.stream(this.#call(query), take, deadline);
    // A server that accepts and drops at once is as bad as one that refuses.
    if (events === 0 && this.#clock.monotonic() - started < 1000) throw new Error('the watch ended at once');
  }

  #take({ type, object }: WatchEvent): void {
    this.#lastContact = this.#clock.monotonic();
    if (type === 'ERROR') throw new ApiError(object.code ?? 500, object);
    this.#failures = 0;
    this.#become('synced');
    if (type === 'DELETED') this.mirror.remove(keyOf(object.metadata));
    else if (type !== 'BOOKMARK') this.mirror.put(this.#keep(object));
    this.#version = object.metadata.resourceVersion ?? this.#version;
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const verdict = classify(error);
    if (verdict === 'gone') this.#version = '';
    const calm = verdict === 'gone' && this.#failures === 0;
    this.#failures += 1;
    if (calm) return;
    this.#note(verdict, error);
    const wait = jitter(exponential(BACKOFF_MS, this.#ceiling(verdict), this.#failures - 1), 1);
    this.#wake = new AbortController();
    await this.#clock.sleep(wait, AbortSignal.any([signal, this.#wake.signal]));
  }

  #ceiling(verdict: string): number {
    return verdict === 'missing' && this.#failures <= MISSING_PATIENCE ? MISSING_CEILING_MS : BACKOFF_CEILING_MS;
  }

  #note(verdict: string, error: unknown): void {
    const fields = { resource: this.source.type.plural, verdict, failures: this.#failures, error: messageOf(error) };
    this.#log[this.#failures > 3 ? 'warn' : 'debug']('watch interrupted', fields);
    if (verdict === 'missing') this.#missing();
    else if (verdict === 'forbidden') this.#become('forbidden');
    else if (this.#state === 'synced' && this.#failures > 1) this.#become('failing');
  }

  /** A kind that disappears takes its objects with it; but an API server that restarts also says 404 for a while. */
  #missing(): void {
    this.#version = '';
    this.#missingSince ??= this.#clock.monotonic();
    const waited = this.#clock.monotonic() - this.#missingSince;
    if (this.#state !== 'starting' && this.#state !== 'forbidden' && waited < MISSING_GRACE_MS) return;
    for (const key of this.mirror.keys()) this.mirror.remove(key);
    this.#become('missing');
  }

  #become(state: SyncState): void {
    if (state === 'synced') this.#failures = 0;
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

  #call(query: string): { method: 'GET'; path: string; accept?: string } {
    const { type, namespace, labelSelector, fieldSelector, metadataOnly = false } = this.source;
    const selectors = Object.entries({ labelSelector, fieldSelector })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `&${name}=${encodeURIComponent(value ?? '')}`)
      .join('');
    const as = query.startsWith('watch') ? 'PartialObjectMetadata' : 'PartialObjectMetadataList';
    return {
      method: 'GET',
      path: `${collectionPath(type, namespace)}?${query}${selectors}`,
      ...(metadataOnly && { accept: `application/json;as=${as};v=v1;g=meta.k8s.io` }),
    };
  }
}
