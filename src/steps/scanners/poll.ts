import type { Scanned } from '../../domain/scanners/scan.ts';
import { jitter } from '../../engine/clock.ts';
import { classify, messageOf } from '../../engine/errors.ts';
import { Mirror } from '../../engine/mirror.ts';
import { apiVersionOf, collectionPath, keyOf, type KubeObject } from '../../engine/object.ts';
import type { SyncState } from '../../engine/reflector.ts';
import type { FollowParts, Following } from './follow.ts';
import type { ScannerSource } from './sources.ts';

/** A summary that is some minutes old is as good: scans take longer. */
const EVERY_MS = 600_000;

/**
 * Without this, lists of Kubescape's storage hold no more than metadata, and every number in them is 0
 * (kubescape/storage, pkg/apis/softwarecomposition, ResourceVersionFullSpec).
 */
const WHOLE = 'fullSpec';

const STATES: Readonly<Record<string, SyncState>> = { forbidden: 'forbidden', missing: 'missing' };

interface List {
  readonly metadata?: { readonly continue?: string };
  readonly items?: readonly KubeObject[];
}

async function listAll({ type, pageSize, project }: ScannerSource, parts: FollowParts, signal: AbortSignal) {
  const items: Scanned[] = [];
  let token = '';
  do {
    const query = new URLSearchParams({ limit: String(pageSize), resourceVersion: WHOLE });
    if (token !== '') query.set('continue', token);
    const path = `${collectionPath(type)}?${query.toString()}`;
    const page = (await parts.transport.request({ method: 'GET', path }, signal)) as List;
    for (const item of page.items ?? [])
      items.push(project({ ...item, apiVersion: apiVersionOf(type), kind: type.kind }));
    token = page.metadata?.continue ?? '';
  } while (token !== '');
  return items;
}

function fill(mirror: Mirror<Scanned>, items: readonly Scanned[]): void {
  const live = new Set(items.map(({ metadata }) => keyOf(metadata)));
  for (const item of items) mirror.put(item);
  for (const key of mirror.keys()) if (!live.has(key)) mirror.remove(key);
}

/**
 * Lists a source every ten minutes: what an API server works out when it is asked cannot be watched. What was read stays
 * while it cannot be asked.
 */
export function poll(source: ScannerSource, parts: FollowParts): Following {
  const { log, clock, signal, onChange } = parts;
  const mirror = new Mirror<Scanned>();
  mirror.onChange(onChange);
  const ended = new AbortController();
  const running = AbortSignal.any([signal, ended.signal]);
  let state: SyncState = 'starting';

  const become = (next: SyncState): void => {
    if (state === next) return;
    state = next;
    onChange();
  };
  const run = async (): Promise<void> => {
    while (!running.aborted) {
      try {
        fill(mirror, await listAll(source, parts, running));
        become('synced');
      } catch (error) {
        if (running.aborted) return;
        log.debug('list failed', { resource: source.type.plural, error: messageOf(error) });
        become(STATES[classify(error)] ?? 'failing');
      }
      await clock.sleep(jitter(EVERY_MS, 0.1), running);
    }
  };

  void run();
  return { mirror, state: () => state, reflector: () => undefined, end: () => ended.abort() };
}
