import type { KubeObject } from '../api/kube.ts';
import type { Logger } from '../engine/log.ts';
import { Mirror } from '../engine/mirror.ts';
import type { ResourceType } from '../engine/object.ts';
import { Reflector } from '../engine/reflector.ts';
import type { Source } from '../engine/source.ts';
import type { Transport } from '../engine/transport.ts';
import * as project from './projections-access.ts';

const core = (plural: string, kind: string): ResourceType => ({ group: '', version: 'v1', plural, kind });

export const CONFIG_MAPS = core('configmaps', 'ConfigMap');
const OF_ARGO_CD = { labelSelector: 'argocd.argoproj.io/secret-type in (repository,cluster)' };

/**
 * What is read in the namespace of an Argo CD, and only while a policy asks for it: the rights for it are given for
 * that namespace alone. Secrets are watched without their content, unless the policy asks for that, too.
 */
const sources = {
  configMaps: { type: CONFIG_MAPS, project: project.configMap },
  pods: { type: core('pods', 'Pod'), project: project.pod },
  secretNames: { type: core('secrets', 'Secret'), metadataOnly: true, project: project.secretName },
  secretFields: { type: core('secrets', 'Secret'), ...OF_ARGO_CD, project: project.secretFields },
} satisfies Record<string, Source<KubeObject>>;

export type ScopedName = keyof typeof sources;
type Kept<N extends ScopedName> = ReturnType<(typeof sources)[N]['project']>;

interface Watch {
  readonly mirror: Mirror<KubeObject>;
  readonly reflector: Reflector<KubeObject>;
  readonly end: AbortController;
}

/** Watches in single namespaces, which come and go with the policies that need them. */
export interface Scoped {
  /** Starts what a policy reads in the namespace, and ends what no policy reads any more. */
  readonly want: (policy: string, namespace: string, names: readonly ScopedName[]) => void;
  readonly forget: (policy: string) => void;
  /** Undefined while it is not watched. */
  readonly mirror: <N extends ScopedName>(name: N, namespace: string) => Mirror<Kept<N>> | undefined;
  readonly reflector: (name: ScopedName, namespace: string) => Reflector<KubeObject> | undefined;
  readonly reflectors: () => readonly Reflector<KubeObject>[];
  /** Called for every change and every change of state, with the namespace. */
  readonly onChange: (listener: (namespace: string) => void) => void;
}

export function createScoped(transport: Transport, log: Logger, signal: AbortSignal): Scoped {
  const wanted = new Map<string, ReadonlySet<string>>();
  const watches = new Map<string, Watch>();
  const listeners: ((namespace: string) => void)[] = [];
  const keyOf = (name: string, namespace: string): string => `${name}/${namespace}`;

  const start = (key: string): void => {
    const [name, namespace = ''] = key.split('/');
    const source: Source<KubeObject> = { ...sources[name as ScopedName], namespace };
    const mirror = new Mirror<KubeObject>();
    const reflector = new Reflector<KubeObject>(source, mirror, transport, log);
    const end = new AbortController();
    const tell = (): void => listeners.forEach((listener) => listener(namespace));
    mirror.onChange(tell);
    reflector.onState(tell);
    watches.set(key, { mirror, reflector, end });
    void reflector.run(AbortSignal.any([signal, end.signal]));
  };

  const settle = (): void => {
    const all = new Set([...wanted.values()].flatMap((keys) => [...keys]));
    for (const [key, { end }] of watches)
      if (!all.has(key)) {
        end.abort();
        watches.delete(key);
      }
    for (const key of all) if (!watches.has(key)) start(key);
  };

  return {
    want: (policy, namespace, names) => {
      wanted.set(policy, new Set(names.map((name) => keyOf(name, namespace))));
      settle();
    },
    forget: (policy) => {
      wanted.delete(policy);
      settle();
    },
    mirror: <N extends ScopedName>(name: N, namespace: string) =>
      watches.get(keyOf(name, namespace))?.mirror as Mirror<Kept<N>> | undefined,
    reflector: (name, namespace) => watches.get(keyOf(name, namespace))?.reflector,
    reflectors: () => [...watches.values()].map(({ reflector }) => reflector),
    onChange: (listener) => void listeners.push(listener),
  };
}
