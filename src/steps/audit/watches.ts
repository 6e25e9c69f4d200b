import type { KubeObject } from '../../engine/object.ts';
import type { Logger } from '../../engine/log.ts';
import { type Index, Mirror } from '../../engine/mirror.ts';
import { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import { BY_NAMESPACE, namespaceIndex } from '../indexes.ts';
import type { AuditedWorkload } from '../../domain/audit/subjects.ts';
import { AUDIT_SOURCE_NAMES, type AuditKept, type AuditSourceName, auditSource } from './sources.ts';

/** Index name: who made an object, by its uid. */
export const BY_CONTROLLER = 'controller';

const indexes: Readonly<Record<string, Index<KubeObject>>> = {
  [BY_NAMESPACE]: namespaceIndex,
  [BY_CONTROLLER]: (object) => {
    const { controller } = object as Partial<AuditedWorkload>;
    return controller === undefined ? [] : [controller.uid];
  },
};

interface Watch {
  readonly mirror: Mirror<KubeObject>;
  readonly reflector: Reflector<KubeObject>;
  readonly end: AbortController;
}

/** Watches for the audit, which begin and end with the policies that ask for one. */
export interface AuditWatches {
  /** What a policy wants to be watched; none ends what no policy wants any more. */
  readonly want: (policy: string, names: readonly AuditSourceName[]) => void;
  /** Undefined while it is not watched. */
  readonly mirror: <N extends AuditSourceName>(name: N) => Mirror<AuditKept<N>> | undefined;
  readonly reflector: (name: AuditSourceName) => Reflector<KubeObject> | undefined;
  readonly reflectors: () => readonly Reflector<KubeObject>[];
}

export interface WatchListener {
  readonly onStart: (name: AuditSourceName, mirror: Mirror<KubeObject>, reflector: Reflector<KubeObject>) => void;
}

export function createAuditWatches(
  transport: Transport,
  log: Logger,
  signal: AbortSignal,
  { onStart }: WatchListener,
): AuditWatches {
  const wanted = new Map<string, ReadonlySet<AuditSourceName>>();
  const watches = new Map<AuditSourceName, Watch>();

  const start = (name: AuditSourceName): void => {
    const mirror = new Mirror<KubeObject>(indexes);
    const reflector = new Reflector<KubeObject>(auditSource(name), mirror, transport, log);
    const end = new AbortController();
    watches.set(name, { mirror, reflector, end });
    onStart(name, mirror, reflector);
    void reflector.run(AbortSignal.any([signal, end.signal]));
  };

  return {
    want: (policy, names) => {
      if (names.length === 0) wanted.delete(policy);
      else wanted.set(policy, new Set(names));
      const all = new Set([...wanted.values()].flatMap((each) => [...each]));
      for (const name of AUDIT_SOURCE_NAMES) {
        const watch = watches.get(name);
        if (all.has(name) && watch === undefined) start(name);
        if (all.has(name) || watch === undefined) continue;
        watch.end.abort();
        watches.delete(name);
        // What was found in it is not known any more: whoever follows the mirror hears of each.
        for (const key of watch.mirror.keys()) watch.mirror.remove(key);
      }
    },
    mirror: <N extends AuditSourceName>(name: N) => watches.get(name)?.mirror as Mirror<AuditKept<N>> | undefined,
    reflector: (name) => watches.get(name)?.reflector,
    reflectors: () => [...watches.values()].map(({ reflector }) => reflector),
  };
}
