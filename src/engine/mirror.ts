import { isDeepStrictEqual } from 'node:util';
import { keyOf, type KubeObject } from './object.ts';

export interface Change<T> {
  readonly key: string;
  readonly old: T | undefined;
  readonly new: T | undefined;
}

export type Index<T> = (item: T) => readonly string[];

/** What a write hands back, to be kept until the watch has caught up with it. */
export interface Overlay<T> {
  commit(item: T): void;
  discard(): void;
}

/** Fields that change with every write, whoever makes it: no reason to wake anybody. */
function content({ metadata, ...rest }: KubeObject): unknown {
  const { resourceVersion: _, managedFields: __, generation: ___, ...meta } = metadata as Record<string, unknown>;
  return { ...rest, meta };
}

/**
 * The last known state of one kind, fed by a reflector. Handlers run in the reflector's own turn: they may only
 * note a key for later. A write that leaves the content as it was calls no handler.
 */
export class Mirror<T extends KubeObject> {
  readonly #items = new Map<string, T>();
  readonly #indexes: ReadonlyMap<string, { of: Index<T>; keys: Map<string, Set<string>> }>;
  readonly #handlers: ((change: Change<T>) => void)[] = [];
  readonly #overlays = new Map<string, Set<symbol>>();

  constructor(indexes: Readonly<Record<string, Index<T>>> = {}) {
    this.#indexes = new Map(Object.entries(indexes).map(([name, of]) => [name, { of, keys: new Map() }]));
  }

  get size(): number {
    return this.#items.size;
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }

  keys(): string[] {
    return [...this.#items.keys()];
  }

  values(): T[] {
    return [...this.#items.values()];
  }

  /** The items for which the index `name` yields `value`, in no particular order. */
  by(name: string, value: string): T[] {
    const keys = this.#indexes.get(name)?.keys.get(value) ?? new Set();
    return [...keys].flatMap((key) => this.#items.get(key) ?? []);
  }

  onChange(handler: (change: Change<T>) => void): void {
    this.#handlers.push(handler);
  }

  put(item: T): void {
    const key = keyOf(item.metadata);
    this.#overlays.get(key)?.clear();
    this.#show(key, item);
  }

  remove(key: string): void {
    this.#overlays.get(key)?.clear();
    const old = this.#items.get(key);
    if (old === undefined) return;
    this.#set(key, old, undefined);
    this.#notify({ key, old, new: undefined });
  }

  /**
   * To be called before a write. `commit` with the answer shows it at once, so that nobody acts on what the write
   * has already changed; but not if the watch reported this object meanwhile: it may then be ahead of the answer,
   * as when somebody deletes the object right after our write. Handlers hear of it as of any other change: the answer
   * may hold what others wrote a moment before us, and the watch will then have nothing new to tell.
   */
  overlay(key: string): Overlay<T> {
    const token = Symbol(key);
    const tokens = this.#overlays.get(key) ?? new Set();
    this.#overlays.set(key, tokens.add(token));
    const end = (): boolean => {
      const fresh = tokens.delete(token);
      if (tokens.size === 0 && this.#overlays.get(key) === tokens) this.#overlays.delete(key);
      return fresh;
    };
    return {
      commit: (item) => {
        if (end()) this.#show(key, item);
      },
      discard: end,
    };
  }

  #show(key: string, item: T): void {
    const old = this.#items.get(key);
    this.#set(key, old, item);
    const same = old !== undefined && isDeepStrictEqual(content(old), content(item));
    if (!same) this.#notify({ key, old, new: item });
  }

  #set(key: string, old: T | undefined, item: T | undefined): void {
    for (const { of, keys } of this.#indexes.values()) {
      for (const value of old === undefined ? [] : of(old)) drop(keys, value, key);
      for (const value of item === undefined ? [] : of(item)) keys.set(value, (keys.get(value) ?? new Set()).add(key));
    }
    if (item === undefined) this.#items.delete(key);
    else this.#items.set(key, item);
  }

  #notify(change: Change<T>): void {
    for (const handler of this.#handlers) handler(change);
  }
}

function drop(keys: Map<string, Set<string>>, value: string, key: string): void {
  const set = keys.get(value);
  set?.delete(key);
  if (set?.size === 0) keys.delete(value);
}
